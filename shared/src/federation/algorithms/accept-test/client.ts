import type { ClientHalf } from '../../client-half.js';
import type { Task } from '../../messages.js';
import { figureTensor, tensorValues } from '../../tensor.js';
import { ACCEPT_PHASE } from './server.js';
import { evaluateBroadcast } from '../local-descent.js';

/** The client's side of the accept test: evaluates both iterates, sends the difference. */
export function withAcceptTestAtClient(inner: ClientHalf): ClientHalf {
  return {
    init: (context) => inner.init(context),
    *step(state, task, context) {
      if (task.phase !== ACCEPT_PHASE) return yield* inner.step(state, behindTest(task), context);
      const candidate = yield* evaluateBroadcast(task.iterate.values);
      const previous = yield* evaluateBroadcast(tensorValues(task.tensors, 'previous'));
      const difference = figureTensor(Float64Array.of(candidate.value - previous.value), context.plan.dtype);
      return { state, tensors: { difference }, iterateValue: candidate.value };
    },
  };
}

function behindTest(task: Task): Task {
  return task.phase < ACCEPT_PHASE ? task : { ...task, phase: task.phase - 1 };
}
