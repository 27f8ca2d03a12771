import type { Evaluating } from '../../../objectives/evaluating.js';
import type { Outcome } from '../../../objectives/objective.js';
import type { ClientContext, ClientHalf } from '../../client-half.js';
import { StepFailure } from '../../step-failure.js';
import type { Task } from '../../messages.js';
import type { Serialisable } from '../../serialisable.js';
import { figureTensor } from '../../tensor.js';
import { noiseVariance } from '../noise-variance.js';
import { evaluateBroadcast } from '../local-descent.js';
import { followed } from './catch-up.js';
import { BLOCK, firstDirection, openDirection, type DirectionBlocks } from './directions.js';
import { directionWeights, modelOf, radiusOf, steppedLocally, type PublicModel } from './model.js';
import { scalarsARound, type SeedScalarOptions } from './options.js';
import { replicasIn, type Replicas } from './replicas.js';

/**
 * A client of `seedScalarServer`: brings its model to the round, evaluates fᵢ there and to both sides along every public direction, and
 * sends the derivatives, K·P numbers, how fᵢ has changed with the last update, and how noisy it is. 1 + 2KP queries, with forward differences K(P + 1), and one more at x while noise is measured. With K > 1 it steps by its own scalars in
 * between and forgets them; the mean is replayed.
 *
 * At the box a point is the one of [0,1]^d nearest to x ± μz, while the quotient keeps μ. Where one side has no value the derivative is
 * taken from the other and f(x), if that is known; where that is not possible either, it is 0, which moves nothing. State: the
 * model, its arrays the same for all clients of a pool at the same version, and fᵢ there.
 */
export function seedScalarClient(options: SeedScalarOptions): ClientHalf {
  const scalarCount = scalarsARound(options);

  function modelFor(state: Serialisable, task: Task, { plan, workspace }: ClientContext): PublicModel {
    const replicas = replicasIn(workspace, plan, { options, plan });
    return followed(modelOf(state), task, { replicas, options, plan });
  }

  return {
    init: () => null,
    iterateOf: (state, task, context) => modelFor(state, task, context).iterate,
    *step(state, task, context) {
      const { plan, workspace } = context;
      const model = modelFor(state, task, context);
      const start = yield* evaluateBroadcast(model.iterate);
      const replicas = replicasIn(workspace, plan, { options, plan });
      const scalars = new Float64Array(scalarCount);
      let local: LocalModel = { model, weights: replicas.weights(model), value: start.value };
      let usable = 0;
      const noise = isNoiseAsked(model) ? yield* noiseVariance(start) : 0;
      for (let step = 0; step < options.localIterations; step++) {
        const first = firstDirection(options, { update: model.version, step });
        const found = yield* derivatives(local, options, { seed: plan.seed, first, shared: step === 0 ? replicas : undefined });
        usable += found.usable;
        scalars.set(found.scalars, step * options.directions);
        if (step === options.localIterations - 1) break;
        const next = steppedLocally(local.model, found.scalars, { options, plan, step });
        local = { model: next, weights: directionWeights(next.curvature), value: undefined };
        if (options.differences === 'central') continue;
        const [outcome] = yield [next.iterate];
        local = { ...local, value: outcome?.kind === 'value' ? outcome.value : undefined };
      }
      if (usable === 0) throw new StepFailure('none of the points along the public directions has a value here');
      return {
        state: { ...model, value: start.value },
        tensors: {
          scalars: figureTensor(scalars, plan.dtype),
          statistics: figureTensor(Float64Array.of(...changeOf(state, model, start.value), noise), plan.dtype),
        },
        iterateValue: start.value,
      };
    },
  };
}

/** [fᵢ(xᵣ) − fᵢ(xᵣ₋₁), 1] where this client was in the update between them, else [0, 0]. */
function changeOf(state: Serialisable, model: PublicModel, value: number): readonly [number, number] {
  if (modelOf(state)?.version !== model.version - 1) return [0, 0];
  const before = state !== null && typeof state === 'object' && 'value' in state ? state.value : undefined;
  return typeof before === 'number' ? [value - before, 1] : [0, 0];
}

/** Once at the start, and then as long as somebody has seen that values do not repeat. */
function isNoiseAsked({ version, noise }: PublicModel): boolean {
  return version === 0 || noise > 0;
}

interface LocalModel {
  readonly model: PublicModel;
  readonly weights: Float64Array | null;
  /** f at the model's iterate, where it is known. */
  readonly value: number | undefined;
}

/** Coordinates of all points that are held at once, 16 MiB. Where there are more they come in turn, in the same memory. */
const COORDINATES_AT_ONCE = 2 ** 21;

/**
 * g_p along the directions from number `first` on, cut, and how many of them could be evaluated. `shared` gives the points of a model
 * that other clients of the pool evaluate too, where all of them can be held.
 */
function* derivatives(
  { model, weights, value }: LocalModel,
  options: SeedScalarOptions,
  { seed, first, shared }: { readonly seed: number; readonly first: number; readonly shared: Replicas | undefined },
): Evaluating<{ readonly scalars: Float64Array; readonly usable: number }> {
  const { directions, distribution, differences } = options;
  const { iterate } = model;
  const radius = radiusOf(model, options);
  const sides = differences === 'central' ? 2 : 1;
  const atOnce = Math.min(directions, Math.max(1, Math.floor(COORDINATES_AT_ONCE / (sides * iterate.length))));
  const fill = (points: readonly Float64Array[], begin: number, count: number): readonly Float64Array[] => {
    for (let q = 0; q < count; q++) {
      const blocks = openDirection(seed, first + begin + q, distribution);
      displace({ iterate, weights, blocks, radius }, points[q * sides]!, sides === 2 ? points[q * sides + 1] : undefined);
    }
    return points.slice(0, count * sides);
  };
  const fresh = (): readonly Float64Array[] => Array.from({ length: atOnce * sides }, () => new Float64Array(iterate.length));
  const held =
    atOnce < directions ? undefined : (shared?.around(model, () => fill(fresh(), 0, directions)) ?? fill(fresh(), 0, directions));
  const memory = held ?? fresh();
  const bound = options.clip === undefined || model.meanSquare === 0 ? undefined : options.clip * Math.sqrt(model.meanSquare);
  const scalars = new Float64Array(directions);
  let usable = 0;
  for (let begin = 0; begin < directions; begin += atOnce) {
    const count = Math.min(atOnce, directions - begin);
    const outcomes = yield held ?? fill(memory, begin, count);
    for (let q = 0; q < count; q++) {
      const [plus, minus] = [valueOf(outcomes[q * sides]), sides === 2 ? valueOf(outcomes[q * sides + 1]) : undefined];
      const slope = slopeOf(plus, minus, value);
      if (slope === undefined) continue;
      usable += 1;
      scalars[begin + q] = within(slope / radius, bound);
    }
  }
  return { scalars, usable };
}

function slopeOf(plus: number | undefined, minus: number | undefined, centre: number | undefined): number | undefined {
  if (plus !== undefined && minus !== undefined) return (plus - minus) / 2;
  if (centre === undefined) return undefined;
  if (plus !== undefined) return plus - centre;
  return minus === undefined ? undefined : centre - minus;
}

function within(derivative: number, bound: number | undefined): number {
  return bound === undefined ? derivative : Math.max(-bound, Math.min(bound, derivative));
}

function valueOf(outcome: Outcome | undefined): number | undefined {
  return outcome?.kind === 'value' ? outcome.value : undefined;
}

interface Displacement {
  readonly iterate: Float64Array;
  readonly weights: Float64Array | null;
  readonly blocks: DirectionBlocks;
  readonly radius: number;
}

/** plus ← P(x + μz), minus ← P(x − μz), z a block at a time. O(d). */
function displace({ iterate, weights, blocks, radius }: Displacement, plus: Float64Array, minus: Float64Array | undefined): void {
  const whole = new Float64Array(Math.min(BLOCK, iterate.length));
  for (let begin = 0; begin < iterate.length; begin += BLOCK) {
    const size = Math.min(BLOCK, iterate.length - begin);
    const z = size === whole.length ? whole : whole.subarray(0, size);
    blocks.next(z);
    if (weights !== null) for (let j = 0; j < size; j++) z[j] = z[j]! * weights[begin + j]!;
    for (let j = 0; j < size; j++) plus[begin + j] = clipped(iterate[begin + j]! + radius * z[j]!);
    if (minus === undefined) continue;
    for (let j = 0; j < size; j++) minus[begin + j] = clipped(iterate[begin + j]! - radius * z[j]!);
  }
}

function clipped(coordinate: number): number {
  return coordinate < 0 ? 0 : coordinate > 1 ? 1 : coordinate;
}
