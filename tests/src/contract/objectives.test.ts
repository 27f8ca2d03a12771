import {
  createBox,
  createSyntheticProblem,
  fromFunction,
  inNaturalUnits,
  type Outcome,
  type SynchronousObjective,
  withFailures,
  withNoise,
  withRotation,
  withShift,
} from '@fedzoo/shared/objectives';
import { describe } from 'vitest';
import { obeysTheLawsOfObjectives, type ObjectiveUnderTest } from './objective-contract.js';

const FUNCTIONS = ['quadratic', 'ackley', 'levy', 'rosenbrock', 'rastrigin', 'ellipsoid', 'sphere'] as const;
const name = { seed: 1, client: 1 };

function clientOf(fn: (typeof FUNCTIONS)[number]): SynchronousObjective {
  return createSyntheticProblem({ function: fn, dimension: 6, clients: 3, heterogeneity: 2, seed: 4 }).objectives[1]!;
}

const cases: readonly (readonly [string, () => ObjectiveUnderTest])[] = [
  ...FUNCTIONS.map((fn) => [`a client of ${fn}`, () => ({ objective: clientOf(fn) })] as const),
  ['a noisy objective', () => ({ objective: withNoise(clientOf('levy'), { ...name, noiseStdDev: 0.3 }) })],
  ['an objective that fails at times', () => ({ objective: withFailures(clientOf('levy'), { ...name, rate: 0.5 }) })],
  [
    'a noisy objective that is late at times',
    () => ({
      objective: withNoise(withFailures(clientOf('ackley'), { ...name, rate: 0.3, outcome: { kind: 'timedOut' } }), {
        ...name,
        noiseStdDev: 1,
      }),
    }),
  ],
  // A moved landscape is projected after the move, so a point outside the box is not that on its edge.
  ['a shifted objective', () => ({ objective: withShift(clientOf('sphere'), 0.1), projects: false })],
  ['a rotated objective', () => ({ objective: withRotation(clientOf('sphere'), name), projects: false })],
  ['a function that is never finite', () => ({ objective: fromFunction(createBox(-1, 1, 4), (z) => z[0]! / 0 - z[0]! / 0) })],
  [
    'an objective that answers later',
    () => ({ objective: inNaturalUnits(createBox(-1, 1, 4), (z): Promise<Outcome> => Promise.resolve({ kind: 'value', value: z[0]! })) }),
  ],
];

describe.each(cases)('%s', (_, open) => {
  obeysTheLawsOfObjectives(open);
});
