/**
 * Names of random streams. A stream is fixed by (seed, client, round, purpose, phase) alone, so the order in which clients run, and
 * the machine they run on, cannot change a draw. Numbers are never reused: a stored run depends on them.
 */
export const PURPOSES = {
  'initial-points': 1,
  candidates: 2,
  'server-candidates': 3,
  directions: 4,
  'anchor-directions': 5,
  features: 6,
  selection: 7,
  'instance-coefficients': 8,
  'start-point': 9,
  noise: 10,
  rotation: 11,
  shift: 12,
  failure: 13,
  test: 14,
  demo: 15,
  'shared-design': 16,
  votes: 17,
  'seed-directions': 18,
  'model-data': 19,
  'evolution-steps': 20,
  particles: 21,
  'acquisition-candidates': 22,
  rounding: 30,
  'orthogonal-features': 31,
  'private-directions': 40,
  'logistic-records': 45,
} as const;

export type Purpose = keyof typeof PURPOSES;

export interface StreamName {
  /** Integer in [0, 2⁵³). */
  readonly seed: number;
  /** Client number in [0, 2³²−2], or `PUBLIC` for what all nodes must draw alike. */
  readonly client: number;
  /** Round number (or another counter of the caller's), in [0, 2³²). */
  readonly round: number;
  readonly purpose: Purpose;
  /** Index of a phase within the round, in [0, 255], for what is drawn in several phases of one; 0 by default. */
  readonly phase?: number;
}

/** The client number of streams that every node draws alike. */
export const PUBLIC = 0xffff_ffff;

/** What stochastic rounding takes of a stream. */
export type UniformDraws = Pick<RandomStream, 'uniform'>;

/** A counter-based stream of pseudo-random numbers; equal names give equal sequences on every machine. Not for privacy noise. */
export interface RandomStream {
  /** 32 random bits as an unsigned integer. */
  nextUint32(): number;
  /** Uniform on [0, 1) with 53 bits. */
  uniform(): number;
  /** Uniform integer in [0, bound), 1 ≤ bound ≤ 2³², without modulo bias. */
  integer(bound: number): number;
  /** Standard normal, by arithmetic that gives the same bits everywhere. */
  normal(): number;
  /** ±1 with equal probability. */
  rademacher(): number;
}
