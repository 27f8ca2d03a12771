import type { AgentEvent } from '@fedzoo/client-node';
import * as z from 'zod/mini';
import { objectiveFactsSchema, promiseSchema, releasedSchema, workSchema } from '../ipc/session.js';

/** What the main process asks of the agent's process. */
export const orderSchema = z.discriminatedUnion('kind', [
  /** Reads the objective file and tells what is in it; nothing is evaluated and nobody is contacted. */
  z.object({ kind: z.literal('inspect'), objectiveFile: z.string() }),
  z.object({ kind: z.literal('start'), objectiveFile: z.string(), dataDir: z.string(), serverUrl: z.string(), joinToken: z.string() }),
  z.object({ kind: z.literal('pause') }),
  z.object({ kind: z.literal('resume') }),
  /** Says goodbye to the coordinator, and ends. */
  z.object({ kind: z.literal('leave') }),
  /** Ends without goodbye: this machine comes back. */
  z.object({ kind: z.literal('close') }),
]);

export type Order = z.infer<typeof orderSchema>;

const progress = { ...workSchema.shape, run: z.nullable(z.string()), phase: z.nullable(z.number()) };

/** What a run promises, with the numbers that keep it. */
const privacySchema = z.object({
  ...promiseSchema.shape,
  budget: z.number(),
  members: z.number(),
  restart: z.number(),
  samplingRate: z.exactOptional(z.number()),
});

const agentEventSchema = z.union([
  z.object({ kind: z.literal('connection'), state: z.literal('connected'), coordinator: z.string() }),
  z.object({ kind: z.literal('connection'), state: z.literal('lost'), reason: z.string(), retryMs: z.number() }),
  z.object({ kind: z.literal('connection'), state: z.literal('refused'), code: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('connection'), state: z.literal('closed') }),
  z.object({ kind: z.literal('joined'), client: z.string() }),
  z.object({ kind: z.literal('refused'), client: z.string(), code: z.string(), reason: z.string() }),
  z.object({
    kind: z.literal('plan'),
    client: z.string(),
    run: z.string(),
    name: z.string(),
    algorithm: z.string(),
    rounds: z.number(),
    dimension: z.number(),
    privacy: z.nullable(privacySchema),
  }),
  z.object({ kind: z.literal('released'), client: z.string(), ...releasedSchema.shape }),
  z.object({ kind: z.literal('progress'), ...progress }),
  z.object({ kind: z.literal('value'), failure: z.nullable(z.string()), ...progress }),
  z.object({
    kind: z.literal('run'),
    run: z.string(),
    status: z.string(),
    round: z.number(),
    phase: z.number(),
    value: z.nullable(z.number()),
    queries: z.number(),
  }),
]) satisfies z.ZodMiniType<AgentEvent>;

/** What the agent's process tells. */
export const newsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('inspected'), facts: objectiveFactsSchema }),
  /** Something the person can mend: the objective file, the address, the token. */
  z.object({ kind: z.literal('problem'), text: z.string() }),
  z.object({ kind: z.literal('event'), event: agentEventSchema }),
  z.object({ kind: z.literal('ended'), why: z.enum(['left', 'closed', 'refused', 'failed']), text: z.nullable(z.string()) }),
]);

export type News = z.infer<typeof newsSchema>;
