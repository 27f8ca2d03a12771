import { createBox, createSyntheticProblem, fromFunction, inNaturalUnits, withFailures, withNoise, withRotation, withShift, type Outcome, type SynchronousObjective } from '@fedzoo/shared/objectives';
import { describeObjective } from './objective-contract.js';

const synthetic = ['quadratic', 'ackley', 'levy', 'rosenbrock', 'rastrigin', 'ellipsoid', 'sphere'] as const;

for (const name of synthetic) describeObjective(`a client of ${name}`, () => ({ objective: clientOf(name) }));

describeObjective('a noisy objective', () => ({ objective: withNoise(clientOf('levy'), { noiseStdDev: 0.3, seed: 1, client: 1 }) }));
describeObjective('an objective that fails at times', () => ({ objective: withFailures(clientOf('levy'), { rate: 0.5, seed: 1, client: 1 }) }));
describeObjective('a noisy objective that fails at times', () => ({
  objective: withNoise(withFailures(clientOf('ackley'), { rate: 0.3, seed: 1, client: 1, outcome: { kind: 'timedOut' } }), { noiseStdDev: 1, seed: 1, client: 1 }),
}));
// A moved landscape is projected after the move, so a point outside the box is not that on its edge.
describeObjective('a shifted objective', () => ({ objective: withShift(clientOf('sphere'), 0.1), projects: false }));
describeObjective('a rotated objective', () => ({ objective: withRotation(clientOf('sphere'), { seed: 1, client: 1 }), projects: false }));
describeObjective('a function that is not finite', () => ({ objective: fromFunction(createBox(-1, 1, 4), (z) => 1 / (z[0]! - z[0]!)) }));
describeObjective('an objective that answers later', () => ({
  objective: inNaturalUnits(createBox(-1, 1, 4), (z): Promise<Outcome> => Promise.resolve({ kind: 'value', value: z[0]! })),
}));

function clientOf(name: (typeof synthetic)[number]): SynchronousObjective {
  return createSyntheticProblem({ function: name, dimension: 6, clients: 3, heterogeneity: 2, seed: 4 }).objectives[1]!;
}
