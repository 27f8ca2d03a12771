import { InvalidArgumentError } from '../../../errors.js';
import type { AlgorithmOptions } from '../../messages.js';
import type { AutoOptions } from './options.js';

/** What is known of a run when its method is chosen. */
export interface Circumstances {
  /** d. */
  readonly dimension: number;
  /** Clients that take part in the run when it begins. */
  readonly clients: number;
  /** Clients asked in a round: all, or a sample of them drawn anew every round. */
  readonly cohort: number;
  /** Evaluations of all clients after which the run ends, if it says so. */
  readonly queries?: number | undefined;
  /** The bytes that a client may send in a round, if they are bounded. */
  readonly upload?: UploadRoom | undefined;
}

/** A budget of bytes up a client and round. */
export interface UploadRoom {
  readonly bytes: number;
  /** The least that a client of a method with these options sends in a round. */
  of(method: AlgorithmOptions): number;
}

export interface Choice {
  readonly method: AlgorithmOptions;
  /** What takes over once the method has come to its end; missing: nothing does. */
  readonly successor?: AlgorithmOptions;
  /** One sentence for people. */
  readonly because: string;
}

/** Beyond this d a window of a few hundred points sees too little of the space for a surrogate, and a broadcast costs more than a query. */
const LARGEST_SURROGATE_DIMENSION = 2_000;

/** With no more evaluations a client than these a trust region makes a handful of steps; up to this d one process can see all of the box. */
const FEW_EVALUATIONS = 50;
const LARGEST_WHOLE_BOX_DIMENSION = 12;

/** Up to this d a generation or two a dimension are affordable, and a population leaves minima that a trust region ends in. */
const LARGEST_POPULATION_DIMENSION = 50;

/** The smallest population of CMA-ES that a budget of bytes may ask for. */
const LEAST_POPULATION = 4;

/** Points of a batch: as many as a trip costs fifths of an evaluation at a client; more spoil the choice of each. */
const LARGEST_BATCH = 8;
const BATCH_PRICE = 5;

/** How many times the rounds of common designs it takes where they are shared out, or somewhat fewer: 1.2 at d = 20, 1.8 at d = 300 on quadratics (docs/benchmarks.md). */
const SHARED_ROUNDS = 2;

const DESIGN_SIZES = [10, 20, 50, 100, 200] as const;
/** Where a budget of bytes has no room for any of these. */
const SMALL_DESIGN_SIZES = [5, 2, 1] as const;

/** Bytes of a message beside its tensors, about. */
const ENVELOPE_BYTES = 100;

/**
 * The method for the circumstances: a Gaussian-process trust region on a shared design up to d = 2,000, with the design size K that makes
 * the run to the neighbourhood of the optimum cheapest; seeded directions with scalars on the wire beyond; Bayesian optimisation where a
 * client has 50 evaluations at most and d ≤ 12. Up to d = 50 CMA-ES takes over where the trust region has come to its end.
 *
 * Trips are folded where all clients are asked. A fresh cohort a round must give a trial point and the design that proposed it to the same
 * clients, or the trial is judged by others than those it was made for: two trips then, no wide stage, and a surrogate that tells cohorts
 * apart (DECISIONS.md has the figures).
 *
 * While clients turn out to be alike designs are shared out among them, where what that saves in queries is worth more than the trips it costs.
 *
 * A budget of bytes bounds K, and the batch. Where a design of one direction is beyond it, seeded directions remain, which need the least.
 *
 * The model of the cost: R(K) = 1.1 d/K + 6 rounds (a basis of the space, then a few steps), each (K + 1) queries a client, one trip or
 * two, and the bytes of a design up and of two vectors down. R is set by hand between what was seen at d = 300, K = 20: 15 to 17 rounds
 * on quadratics, 15 to 50 on Ackley, to the values of docs/benchmarks.md. Only its dependence on K matters to the choice.
 *
 * @throws InvalidArgumentError for a dimension or a cohort below 1, or a cohort of more than all clients.
 */
export function chooseMethod(
  { costs }: Pick<AutoOptions, 'costs'>,
  { dimension, clients, cohort, queries, upload }: Circumstances,
): Choice {
  if (!(dimension >= 1)) throw new InvalidArgumentError('dimension', `is ${dimension}; a run has at least one coordinate`);
  if (!(cohort >= 1)) throw new InvalidArgumentError('cohort', `is ${cohort}; a round asks at least one client`);
  if (!(clients >= cohort)) throw new InvalidArgumentError('clients', `is ${clients} where a round asks ${cohort} of them`);
  if (dimension > LARGEST_SURROGATE_DIMENSION) {
    return {
      method: { kind: 'seed-scalar' },
      because: `d = ${dimension} is beyond what a surrogate of a few hundred points can see (${LARGEST_SURROGATE_DIMENSION}); messages whose size does not depend on d remain`,
    };
  }
  const fits = (method: AlgorithmOptions): boolean => upload === undefined || upload.of(method) <= upload.bytes;
  const evaluations = (queries ?? Number.POSITIVE_INFINITY) / cohort;
  if (dimension <= LARGEST_WHOLE_BOX_DIMENSION && evaluations <= FEW_EVALUATIONS) {
    const wanted = Math.min(
      LARGEST_BATCH,
      Math.max(1, Math.round(costs.roundTrip / (BATCH_PRICE * Math.max(costs.query, Number.MIN_VALUE)))),
    );
    const batched = (batch: number): AlgorithmOptions => ({ kind: 'bayesian-optimisation', batch });
    const batch = Array.from({ length: wanted }, (_, i) => wanted - i).find((size) => fits(batched(size)));
    if (batch !== undefined) {
      return {
        method: batched(batch),
        because:
          `${Math.floor(evaluations)} evaluations a client are few, and d = ${dimension} is small enough for one process to see all of the box` +
          `${batch === wanted ? '' : `; ${upload!.bytes} bytes up have room for ${batch} points a round`}`,
      };
    }
  }
  const folded = cohort >= clients;
  const trips = folded ? 1 : 2;
  const bytesOf = (directions: number): number => 8 * (2 * (directions + 1) + 3 + 2 * dimension + 2) + 2 * ENVELOPE_BYTES;
  const roundCost = (directions: number, evaluations: number): number =>
    trips * costs.roundTrip + cohort * (costs.query * evaluations + costs.byte * bytesOf(directions));
  const sharesOut = (directions: number): boolean => {
    const shared = roundCost(directions, 1 + Math.ceil(directions / Math.min(cohort, directions)));
    return folded && cohort > 1 && SHARED_ROUNDS * shared < roundCost(directions, 1 + directions);
  };
  const design = (directions: number): AlgorithmOptions => ({
    kind: 'gp-trust-region',
    directions,
    folded,
    wide: folded,
    sampled: !folded,
    ...(sharesOut(directions) ? { parts: Math.min(cohort, directions) } : {}),
  });
  const sizes = DESIGN_SIZES.filter((size) => size <= Math.max(dimension, DESIGN_SIZES[0])).map((size) => Math.min(size, dimension));
  const costOf = (directions: number): number => {
    const rounds = (1.1 * dimension) / directions + 6;
    return rounds * roundCost(directions, 1 + directions);
  };
  const cheapest = (among: readonly number[]): number => among.reduce((best, size) => (costOf(size) < costOf(best) ? size : best));
  const roomy = sizes.filter((size) => fits(design(size)));
  const within = roomy.length > 0 ? roomy : SMALL_DESIGN_SIZES.filter((size) => size < sizes[0]! && fits(design(size)));
  const scalars = { kind: 'seed-scalar' };
  if (within.length === 0 && fits({ ...scalars, directions: 1 })) {
    const least = upload!.of(design(1));
    return {
      method: scalars,
      because: `${upload!.bytes} bytes up have no room for a design of one direction (${least}), which a surrogate of F needs; scalars along seeded directions fit`,
    };
  }
  // Where nothing fits, the encoding is refused with the least that would.
  const directions = cheapest(within.length === 0 ? sizes : within);
  const isBounded = within.length > 0 && directions !== cheapest(sizes);
  const leavesMinima = folded && dimension <= LARGEST_POPULATION_DIMENSION && fits({ kind: 'cma-es', population: LEAST_POPULATION });
  return {
    method: design(directions),
    ...(leavesMinima ? { successor: { kind: 'cma-es', firstStep: 0.1 } } : {}),
    because:
      `d = ${dimension} is within reach of a surrogate of F; ${directions} shared directions a round are cheapest at these prices` +
      `${sharesOut(directions) ? ', each for some of the clients only while they are alike' : ''}` +
      `${isBounded ? ` within ${upload!.bytes} bytes up` : ''}` +
      `${folded ? '' : ', in two trips, because each round has a cohort of its own'}${leavesMinima ? '; cma-es takes over should it come to an end' : ''}`,
  };
}
