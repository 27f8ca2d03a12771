import * as z from 'zod/mini';

// A page without `eval` must not even be tried for it.
z.config({ jitless: true });

/** What the objective file says of itself, for the person who is asked. Paths and data stay in the main process. */
export const objectiveFactsSchema = z.object({
  fileName: z.string(),
  kind: z.string(),
  /** Null where only the evaluation itself knows it. */
  dimension: z.nullable(z.number()),
  weight: z.number(),
  /** The most evaluations this machine will ever make; null = no limit. */
  budget: z.nullable(z.number()),
  /** Names of the local files and programs it uses. */
  uses: z.array(z.string()),
});

export type ObjectiveFacts = z.infer<typeof objectiveFactsSchema>;

const connectionSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('connecting') }),
  z.object({ state: z.literal('connected'), coordinator: z.string() }),
  z.object({ state: z.literal('lost'), reason: z.string(), retryAtMs: z.number() }),
]);

export const workSchema = z.object({
  client: z.string(),
  state: z.enum(['away', 'idle', 'working', 'paused', 'refused', 'left']),
  round: z.nullable(z.number()),
  value: z.nullable(z.number()),
  best: z.nullable(z.number()),
  queries: z.number(),
  budget: z.nullable(z.number()),
  bytesUp: z.number(),
  bytesDown: z.number(),
});

/** What became known of this machine's data, over all runs about a data set, by its own ledger. */
export const releasedSchema = z.object({
  dataSet: z.string(),
  unit: z.enum(['record', 'client']),
  epsilon: z.number(),
  budget: z.number(),
  delta: z.number(),
  releases: z.number(),
});

/** What a run promises to those whose data it is about. */
export const promiseSchema = z.object({
  unit: z.enum(['record', 'client']),
  relation: z.enum(['add-remove', 'replace-one']),
  trust: z.enum(['central', 'local']),
  epsilon: z.number(),
  delta: z.number(),
  dataSet: z.string(),
  clip: z.object({
    restart: z.number(),
    difference: z.number(),
    adapted: z.exactOptional(z.object({ quantile: z.number(), rate: z.number(), countNoise: z.number() })),
  }),
  noise: z.object({ restart: z.number(), difference: z.number() }),
});

const runSchema = z.object({
  id: z.string(),
  name: z.string(),
  algorithm: z.string(),
  rounds: z.number(),
  dimension: z.number(),
  /** As the coordinator tells it; `running` until it does. */
  status: z.string(),
  /** Null: nothing, it is not private. */
  privacy: z.nullable(promiseSchema),
});

/** Where the person is: at the form, asked for consent, taking part, or done. */
export const sessionSchema = z.discriminatedUnion('stage', [
  z.object({
    stage: z.literal('form'),
    serverUrl: z.string(),
    objective: z.nullable(objectiveFactsSchema),
    /** The file that was chosen is being read. */
    reading: z.boolean(),
    /** Why the last step could not be taken. */
    problem: z.nullable(z.string()),
  }),
  z.object({ stage: z.literal('consent'), serverUrl: z.string(), objective: objectiveFactsSchema }),
  z.object({
    stage: z.literal('live'),
    serverUrl: z.string(),
    objective: objectiveFactsSchema,
    connection: connectionSchema,
    paused: z.boolean(),
    /** Leaving: the coordinator is being told. */
    leaving: z.boolean(),
    work: z.nullable(workSchema),
    run: z.nullable(runSchema),
    /** By data set. */
    released: z.array(releasedSchema),
    /** Why the last answer was empty, or why the coordinator will not have this client. */
    notice: z.nullable(z.string()),
  }),
  z.object({
    stage: z.literal('ended'),
    why: z.enum(['left', 'refused', 'failed']),
    text: z.nullable(z.string()),
    work: z.nullable(workSchema),
    run: z.nullable(runSchema),
    /** By data set. */
    released: z.array(releasedSchema),
  }),
]);

export type Session = z.infer<typeof sessionSchema>;
export type LiveSession = Extract<Session, { stage: 'live' }>;
export type Work = z.infer<typeof workSchema>;
export type Run = z.infer<typeof runSchema>;
export type Released = z.infer<typeof releasedSchema>;
export type Promised = z.infer<typeof promiseSchema>;

/** A point of the live curve: fᵢ at a shared point, when it was reported. */
export const reportedValueSchema = z.object({ run: z.string(), round: z.number(), queries: z.number(), value: z.number() });

export type ReportedValue = z.infer<typeof reportedValueSchema>;
