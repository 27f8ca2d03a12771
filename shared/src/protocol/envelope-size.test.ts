import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { ClientId, Contribution, RunId, Task, Tensor } from '../federation/messages.js';
import { encodeEnvelope } from './codec/envelope.js';
import { contributionBytes, taskBytes } from './envelope-size.js';

const id = fc.stringMatching(/^[a-z0-9]{1,64}$/);
const tensor = fc
  .tuple(fc.constantFrom('f64', 'f32', 'f16', 'bf16', 'q8', 'sign', 'u8'), fc.integer({ min: 1, max: 300 }), fc.constantFrom(0, 1, 2))
  .map(([dtype, size, axes]): Tensor =>
    axes === 0
      ? { dtype, shape: [], values: Float64Array.of(127) }
      : { dtype, shape: axes === 1 ? [size] : [1, size], values: new Float64Array(size).fill(127) },
  );
const vector = tensor.filter(({ shape }) => shape.length === 1);
const named = fc.dictionary(fc.stringMatching(/^[a-z]{1,20}$/), tensor, { maxKeys: 4 });
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 2 });
const round = fc.integer({ min: 1, max: 2 ** 32 - 1 });
const count = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 2 ** 51 }));

const tasks: fc.Arbitrary<Task> = fc.record({
  run: id.map((text) => text as RunId),
  round,
  phase: uint32,
  client: id.map((text) => text as ClientId),
  clientNumber: uint32,
  iterate: vector,
  tensors: named,
  seeds: fc.array(fc.maxSafeNat(), { maxLength: 5 }),
  deadlineMs: fc.maxSafeNat(),
});

const places = fc.uniqueArray(fc.nat(2 ** 22), { minLength: 1, maxLength: 60 }).map((listed): Tensor => ({
  dtype: 'f32',
  shape: [2 ** 22 + 1],
  values: Float64Array.from(listed),
  indices: Float64Array.from(listed).sort(),
}));

const contributions: fc.Arbitrary<Contribution> = fc
  .record({
    run: id.map((text) => text as RunId),
    round,
    phase: uint32,
    client: id.map((text) => text as ClientId),
    tensors: fc.dictionary(fc.stringMatching(/^[a-z]{1,20}$/), fc.oneof(tensor, places), { maxKeys: 4 }),
    outcomes: fc.record({ value: count, infeasible: count, failed: count, timedOut: count }),
    iterateValue: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: undefined }),
    failure: fc.option(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), { nil: undefined }),
  })
  .map(({ iterateValue, failure, ...rest }) => ({
    ...rest,
    tensors: failure === undefined ? rest.tensors : {},
    queries: rest.outcomes.value + rest.outcomes.infeasible + rest.outcomes.failed + rest.outcomes.timedOut,
    ...(iterateValue === undefined ? {} : { iterateValue }),
    ...(failure === undefined ? {} : { failure }),
  }));

describe('sizes that are counted without encoding', () => {
  it('are those of the frames of tasks', () => {
    fc.assert(
      fc.property(tasks, (body) => taskBytes(body) === encodeEnvelope({ kind: 'task', body }).length),
      { numRuns: 500, seed: 1 },
    );
  });

  it('are those of the frames of contributions', () => {
    fc.assert(
      fc.property(contributions, (body) => contributionBytes(body) === encodeEnvelope({ kind: 'contribution', body }).length),
      { numRuns: 500, seed: 1 },
    );
  });
});
