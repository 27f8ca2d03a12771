import { describe, expect, it } from 'vitest';
import { createStream } from '../../../numeric/random-stream.js';
import type { AlgorithmOptions } from '../../messages.js';
import type { SynchronousObjective } from '../../../objectives/objective.js';
import { planPrivacy, type PrivacyTerms } from '../../releases/privacy-plan.js';
import { releasedFrom } from '../../releases/release-bytes.js';
import { runPrivately, type PrivateOptions } from '../../testing/private-federation.js';

const DIMENSION = 4;
const CLIENTS = 3;
const RECORDS = 400;
const START = new Float64Array(DIMENSION).fill(0.8);

/** ℓ(x; z) = ½‖x − z‖²: the gradient is x − z, its change from x to y is y − x whatever z, and F is least at the mean record. */
function recordObjectives(shift = 0): { readonly objectives: readonly SynchronousObjective[]; readonly minimum: Float64Array } {
  const stream = createStream({ seed: 9, client: 0, round: 0, purpose: 'test' });
  const minimum = new Float64Array(DIMENSION);
  const objectives = Array.from({ length: CLIENTS }, (): SynchronousObjective => {
    const records = Array.from({ length: RECORDS }, () =>
      Float64Array.from({ length: DIMENSION }, () => 0.2 + shift + 0.2 * stream.uniform()),
    );
    for (const record of records) record.forEach((z, j) => (minimum[j] = minimum[j]! + z / (CLIENTS * RECORDS)));
    return {
      dimension: DIMENSION,
      evaluate(x) {
        const losses = records.map((record) => record.reduce((sum, z, j) => sum + (x[j]! - z) ** 2 / 2, 0));
        const gradients = records.flatMap((record) => [...record].map((z, j) => x[j]! - z));
        const value = losses.reduce((sum, loss) => sum + loss / RECORDS, 0);
        return { kind: 'value', value, records: Float64Array.from(losses), gradients: Float64Array.from(gradients) };
      },
    };
  });
  return { objectives, minimum };
}

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

const METHODS: readonly AlgorithmOptions[] = [
  { kind: 'zo-diff2', learningRate: 0.3 },
  { kind: 'zo-diff2', directions: 3, learningRate: 0.3 },
  { kind: 'diff2-gd', learningRate: 0.3 },
  { kind: 'dp-gd', learningRate: 0.3 },
];

function run(
  algorithm: AlgorithmOptions,
  { terms = {}, shift = 0, ...more }: { terms?: Partial<PrivacyTerms>; shift?: number } & Partial<PrivateOptions> = {},
) {
  const { objectives, minimum } = recordObjectives(shift);
  const rounds = more.rounds ?? 12;
  const restart = algorithm.kind === 'dp-gd' ? { restart: 1 } : {};
  const privacy = planPrivacy({ ...TERMS, ...restart, ...terms }, rounds);
  return { minimum, privacy, result: runPrivately({ algorithm, privacy, objectives, rounds, start: START, ...more }) };
}

describe.each(METHODS)('$kind along $directions directions', (algorithm) => {
  it('comes near the least F where the budget is vast and nothing is clipped', async () => {
    const { minimum, result } = run(algorithm, { rounds: 40 });
    const { phases } = await result;
    const last = phases.at(-1)!.state.server.iterate;
    last.forEach((coordinate, j) => expect(Math.abs(coordinate - minimum[j]!)).toBeLessThan(0.03));
  });

  it('releases the clipped sum over all records, of the whole every T rounds and of the change in between', async () => {
    const { minimum, result } = run(algorithm, { rounds: 5 });
    const { phases, ledger } = await result;
    ledger.entries.forEach(({ body, cost }, index) => {
      // Along axes: the others span less than a gradient.
      if (algorithm['directions'] !== undefined) return;
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
  });

  it('spends the budget of its plan, not more, when all rounds are done', async () => {
    const { privacy, result } = run(algorithm);
    const { ledger } = await result;
    const spent = ledger.entries.reduce((sum, { cost }) => sum + (cost.sensitivity / cost.deviation) ** 2, 0);
    const restarts = algorithm.kind === 'dp-gd' ? 12 : 3;
    const planned = restarts / privacy.noise.restart ** 2 + (12 - restarts) / privacy.noise.difference ** 2;
    expect(spent).toBeLessThanOrEqual(planned);
    expect(spent).toBeGreaterThan(planned * (1 - 1e-5));
  });

  it('asks for releases that do not depend on the data but through what was released', async () => {
    const before = await run(algorithm, { rounds: 1 }).result;
    const other = await run(algorithm, { rounds: 1, shift: 0.3 }).result;
    expect(other.ledger.entries[0]!.cost).toEqual(before.ledger.entries[0]!.cost);
  });
});
