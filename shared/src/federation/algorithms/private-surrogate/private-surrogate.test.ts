import { expect, it } from 'vitest';
import { scalarKernels } from '../../../numeric/scalar-kernels.js';
import { fitDifferenceProcess } from '../../../surrogate/difference-process.js';
import { planPrivacy, type PrivacyPlan } from '../../releases/privacy-plan.js';
import { runPrivately } from '../../testing/private-federation.js';
import { recordProblem } from '../../testing/record-objectives.js';
import { windowData, type SeenRelease } from './release-window.js';

const d = 2;
const RADIUS = 0.01;
const axes = Float64Array.from([RADIUS, 0, 0, RADIUS]);
const PRIOR = { lengthScale: 4, amplitude: 4 };

/** Values at the design around c of F = s·x + ½‖x‖²; as a change from `from`. */
function release(centre: Float64Array, variance: number, { from, block = 0 }: { from?: Float64Array; block?: number } = {}): SeenRelease {
  const values = centre.map((c, j) => RADIUS * (from === undefined ? (j + 1) / 2 + c + RADIUS / 2 : c - from[j]!));
  return { centre, block, from: from ?? null, values, variance };
}

function slopeAt(x: Float64Array, window: readonly SeenRelease[]): Float64Array {
  const slope = new Float64Array(d);
  fitDifferenceProcess(
    scalarKernels,
    windowData(window, () => axes),
    PRIOR,
  ).meanAndGradient(x, slope);
  return slope;
}

it('knows the slope at the end of a chain of changes, also where the window has lost its beginning to another block', () => {
  const centres = [0, 0.1, 0.2, 0.3].map((c) => Float64Array.of(c, 2 * c));
  const exact = 1e-16;
  const first = release(centres[0]!, exact);
  const changes = [1, 2, 3].map((r) => release(centres[r]!, exact, { from: centres[r - 1]! }));
  const wanted = (x: Float64Array) => x.map((c, j) => (j + 1) / 2 + c);
  slopeAt(centres[3]!, [first, ...changes]).forEach((slope, j) => expect(slope).toBeCloseTo(wanted(centres[3]!)[j]!, 2));
  // Whole again elsewhere: what the first block knew is still there.
  const restart = release(centres[3]!, 1, { block: 4 });
  slopeAt(centres[3]!, [first, ...changes, restart]).forEach((slope, j) => expect(slope).toBeCloseTo(wanted(centres[3]!)[j]!, 2));
  // The chain without its beginning tells changes only.
  const ends = [centres[0]!, centres[3]!].map((x) => slopeAt(x, changes));
  ends[1]!.forEach((slope, j) => expect(slope - ends[0]![j]!).toBeCloseTo(centres[3]![j]! - centres[0]![j]!, 2));
});

it('weighs releases by their noise: as many noisy ones as their variance says are worth one', () => {
  const x = Float64Array.of(0.5, 0.5);
  const of = (variance: number) => release(x, variance);
  const one = slopeAt(x, [of(1e-4)]);
  const four = slopeAt(
    x,
    Array.from({ length: 4 }, (_, block) => ({ ...of(4e-4), block })),
  );
  four.forEach((slope, j) => expect(slope).toBeCloseTo(one[j]!, 9));
  // Noise hides what the prior does not expect: a slope of amplitude/ℓ = 1 seen through noise of the same size is halved.
  slopeAt(x, [of(RADIUS ** 2)]).forEach((slope, j) => expect(slope / ((j + 1) / 2 + 0.505)).toBeCloseTo(0.5, 2));
});

it('counts the noise of a release once under central trust, and once a client under local trust', async () => {
  const { objectives } = recordProblem({ dimension: d, clients: 4, records: 5 });
  const plan = (trust: 'central' | 'local'): PrivacyPlan =>
    planPrivacy(
      {
        unit: 'record',
        relation: 'add-remove',
        trust,
        epsilon: 5,
        budget: 5,
        delta: 1e-6,
        dataSet: 'points',
        members: 20,
        clip: { restart: 2, difference: 1 },
        restart: 1,
      },
      1,
    );
  const variances = [];
  for (const trust of ['central', 'local'] as const) {
    const options = {
      algorithm: { kind: 'private-surrogate' },
      privacy: plan(trust),
      objectives,
      rounds: 1,
      start: new Float64Array(d).fill(0.5),
    };
    const { phases } = await runPrivately(options);
    const [seen] = phases.at(-1)!.state.server['window'] as unknown as readonly SeenRelease[];
    variances.push(seen!.variance);
  }
  const { noise } = plan('central');
  expect(Math.sqrt(variances[0]!)).toBeCloseTo((0.01 * noise.restart * 2) / 20, 6);
  expect(variances[1]! / variances[0]!).toBeCloseTo(4, 9);
});
