import { z } from 'zod';

const price = z.number().min(0).max(1e12);

/**
 * Options of `auto`: the method is chosen for the run. Only ratios of prices matter; the unit is one query at one client.
 */
export const autoOptions = z.strictObject({
  kind: z.literal('auto'),
  costs: z
    .strictObject({
      /** Of one evaluation at one client. */
      query: price.default(1),
      /** Of one byte, up or down. */
      byte: price.default(0),
      /** Of one trip to all clients and back. Unset: that of 20 evaluations at one client. */
      roundTrip: price.default(20),
    })
    .prefault({}),
  /** What was chosen, with its options; filled in when the run begins. Given, nothing is left to choose. */
  method: z.looseObject({ kind: z.string() }).exactOptional(),
  /** What takes over once the method has come to its end; filled in with the method where something may. */
  successor: z.looseObject({ kind: z.string() }).exactOptional(),
  /** Why, in a sentence; filled in with the method. */
  because: z.string().exactOptional(),
});

export type AutoOptions = z.infer<typeof autoOptions>;
