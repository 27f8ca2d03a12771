import { expect, it } from 'vitest';
import type { AlgorithmOptions } from '../../messages.js';
import { planPrivacy, type PrivacyTerms } from '../../releases/privacy-plan.js';
import { releasedFrom } from '../../releases/release-bytes.js';
import { privateFederation, runPrivately } from '../../testing/private-federation.js';
import { recordProblem } from '../../testing/record-objectives.js';

const DIMENSION = 4;
const CLIENTS = 3;
const RECORDS = 400;
const START = new Float64Array(DIMENSION).fill(0.8);

const TERMS: PrivacyTerms = {
  unit: 'record',
  relation: 'add-remove',
  trust: 'central',
  epsilon: 300,
  delta: 1e-6,
  dataSet: 'points',
  budget: 300,
  members: CLIENTS * RECORDS,
  clip: { restart: 4, difference: 1.1 },
  restart: 4,
};

// Along axes: fewer directions span less than a gradient.
const METHODS: readonly AlgorithmOptions[] = ['zo-diff2', 'diff2-gd', 'dp-gd'].map((kind) => ({ kind, learningRate: 0.3 }));

it.each(METHODS)(
  '$kind releases the clipped sum over all records, of the whole every T rounds and of the change in between',
  async (algorithm) => {
    const { objectives, minimum } = recordProblem({ dimension: DIMENSION, clients: CLIENTS, records: RECORDS });
    const privacy = planPrivacy({ ...TERMS, restart: algorithm.kind === 'dp-gd' ? 1 : 4 }, 5);
    const { phases, ledger } = await runPrivately({ algorithm, privacy, objectives, rounds: 5, start: START });
    expect(ledger.entries).toHaveLength(5);
    ledger.entries.forEach(({ body, cost }, index) => {
      const released = releasedFrom(body!);
      const [now, before] = [phases[index - 1]?.state.server.iterate ?? START, phases[index - 2]?.state.server.iterate ?? START];
      const isWhole = algorithm.kind === 'dp-gd' || index % 4 === 0;
      released.forEach((sum, j) => {
        const mean = isWhole ? now[j]! - minimum[j]! : now[j]! - before[j]!;
        // A forward difference of this quadratic is μ/2 beside its slope.
        const deviation = (cost.deviation * 2 ** cost.gridExponent) / TERMS.members;
        expect(Math.abs(sum / TERMS.members - mean - (algorithm.kind === 'zo-diff2' && isWhole ? 0.0005 : 0))).toBeLessThan(6 * deviation);
      });
    });
  },
);

it('dp-gd refuses blocks of rounds, which are what diff2-gd has', () => {
  const { objectives } = recordProblem({ dimension: DIMENSION, clients: 1, records: 1 });
  const options = { algorithm: { kind: 'dp-gd' }, privacy: planPrivacy(TERMS, 5), objectives, rounds: 5, start: START };
  expect(() => privateFederation(options)).toThrow(/privacy\.restart.*is 4.*diff2-gd/);
});

it.each([
  [1, true],
  [2, false],
])('with T = %d clients keep vectors of their members only where a later round is compared with them', async (restart, isNothing) => {
  const { objectives } = recordProblem({ dimension: DIMENSION, clients: 2, records: 3 });
  const privacy = planPrivacy({ ...TERMS, members: 6, delta: 0.1, restart }, 2);
  const { clients } = await runPrivately({ algorithm: { kind: 'zo-diff2' }, privacy, objectives, rounds: 2, start: START });
  expect(Object.values(clients).map(({ state }) => state === null)).toEqual([isNothing, isNothing]);
});
