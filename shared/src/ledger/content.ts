import { z } from 'zod';

const name = z.string().min(1).max(200);
const sequence = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits, a SHA-256 hash');

/** Where an entry stands: its number from 0, and the hash of the entry before it; 64 zeros for the first. */
const place = { sequence, previous: digest };

/** The first entry: whose budget this is and what its figures mean. */
const opening = z.strictObject({
  ...place,
  kind: z.literal('open'),
  keeper: z.enum(['coordinator', 'client']),
  /** What the budget belongs to, across all runs. */
  dataSet: name,
  unit: z.enum(['record', 'client']),
  relation: z.enum(['add-remove', 'replace-one']),
  /** Who is trusted with the sum before noise is in it. */
  trust: z.enum(['central', 'local']),
  budget: z.strictObject({ epsilon: z.number().positive().max(1e6), delta: z.number().gt(0).lt(1) }),
  /** Ed25519, SubjectPublicKeyInfo in base64. */
  publicKey: z.string().min(1).max(200),
});

/** What a run means to release, before it does: the hash of its plan, which all clients have seen. */
const plan = z.strictObject({ ...place, kind: z.literal('plan'), run: name, plan: digest });

/** A charge, before anything is computed. From here on it is spent, whatever follows. */
const reservation = z.strictObject({
  ...place,
  kind: z.literal('reserve'),
  run: name,
  round: z.int().min(0),
  /** Which of the releases of the round. */
  phase: z.string().min(1).max(60),
  release: z.strictObject({
    /** Discrete Gaussian, or a continuous one rounded to the grid. */
    noise: z.enum(['discrete', 'continuous']),
    /** log₂ of the grid unit. */
    gridExponent: z.int().min(-1100).max(1100),
    /** L2 sensitivity and σ in grid units. */
    sensitivity: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
    deviation: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
    dimension: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
    /**
     * Of a sum over those who took part by independent coins, which nobody but the keeper sees: the coins' probability, and the multiplier
     * it is accounted by, at most σ ÷ sensitivity, so that grids of many radii count as the one release they were planned as.
     */
    poisson: z
      .strictObject({ samplingRate: z.number().gt(0).max(1), noiseMultiplier: z.number().positive().max(Number.MAX_SAFE_INTEGER) })
      .optional(),
  }),
});

/** The noised result is fixed: the hash of the bytes that are published, now or after a crash, and no others. */
const seal = z.strictObject({ ...place, kind: z.literal('seal'), reservation: sequence, body: digest });

/** The sealed bytes have been handed over. */
const publication = z.strictObject({ ...place, kind: z.literal('publish'), reservation: sequence });

export const ledgerContent = z.discriminatedUnion('kind', [opening, plan, reservation, seal, publication]);

export type LedgerContent = z.infer<typeof ledgerContent>;
export type Opening = z.infer<typeof opening>;
export type Reservation = z.infer<typeof reservation>;

/** Which of all releases about a data set: none of them is made twice. */
export type ReleaseName = Pick<Reservation, 'run' | 'round' | 'phase'>;

/** Whose budget a ledger is of, and what its figures mean. */
export type LedgerTerms = Omit<Unplaced<Opening>, 'kind' | 'publicKey'>;

/** An entry before it has its place. */
export type Unplaced<Content> = Content extends LedgerContent ? Omit<Content, 'sequence' | 'previous'> : never;

/** The hash before the first entry. */
export const NOTHING_BEFORE = '0'.repeat(64);
