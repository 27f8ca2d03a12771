import { createStream } from '@fedzoo/shared/numeric';

/**
 * The pool with a share of clients that are away for a whole round: which ones is drawn anew each round. One that is away evaluates
 * nothing and says so. Client 0 never is, so that no round is without anybody.
 */
export function withFailingClients(pool, { share, seed }) {
  if (share === 0) return pool;
  const isAway = ({ clientNumber, round }) =>
    clientNumber > 0 && createStream({ seed, client: clientNumber, round, purpose: 'failure' }).uniform() < share;
  return {
    async run(tasks) {
      const answers = await pool.run(tasks.filter((task) => !isAway(task)));
      return [...answers, ...tasks.filter(isAway).map(failureOf)];
    },
  };
}

function failureOf({ run, round, phase, client }) {
  const outcomes = { value: 0, infeasible: 0, failed: 0, timedOut: 0 };
  return { run, round, phase, client, tensors: {}, queries: 0, outcomes, failure: 'the client is away' };
}
