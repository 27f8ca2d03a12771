import * as z from 'zod/mini';
import { reportedValueSchema, sessionSchema } from './session.js';

const nothing = z.undefined();
const done = z.void();
const bounded = (most: number) => z.string().check(z.maxLength(most));

/**
 * All that the window can ask of the main process, by name: what it sends and what it gets. Both ends are derived from this map, and each
 * parses what arrives. A file is chosen in a dialog of the main process; no path ever crosses.
 */
export const REQUESTS = {
  readSession: { request: nothing, result: z.object({ session: sessionSchema, values: z.array(reportedValueSchema) }) },
  chooseObjective: { request: nothing, result: done },
  /** On to the question of consent, if the form is complete; the token stays in the main process. */
  review: { request: z.object({ serverUrl: bounded(2000), joinToken: bounded(1000) }), result: done },
  backToForm: { request: nothing, result: done },
  agree: { request: nothing, result: done },
  pause: { request: nothing, result: done },
  resume: { request: nothing, result: done },
  leave: { request: nothing, result: done },
  startOver: { request: nothing, result: done },
} as const;

/** All that the main process tells the window unasked, by name. */
export const EVENTS = {
  sessionChanged: sessionSchema,
  valueReported: reportedValueSchema,
} as const;

export type RequestName = keyof typeof REQUESTS;
export type RequestOf<Name extends RequestName> = z.infer<(typeof REQUESTS)[Name]['request']>;
export type ResultOf<Name extends RequestName> = z.infer<(typeof REQUESTS)[Name]['result']>;
export type EventName = keyof typeof EVENTS;
export type EventOf<Name extends EventName> = z.infer<(typeof EVENTS)[Name]>;

export function requestChannel(name: RequestName): string {
  return `fedzoo:request:${name}`;
}

export function eventChannel(name: EventName): string {
  return `fedzoo:event:${name}`;
}

/** How a request ended; an error crosses as a value, since Electron would wrap a thrown one in its own words. */
export const replySchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({ ok: z.literal(false), message: z.string() }),
]);

export type ReplyEnvelope = z.infer<typeof replySchema>;
