import { PROTOCOL_VERSION } from '@fedzoo/proto';
import type { Hello } from './messages.js';
import { wireError } from './protocol-error.js';
import type { WireError } from './protocol-error.js';

/**
 * Versions this build speaks. A host of version 1 sends iterates where updates are asked for, and knows no sparse tensor: it could take
 * part in no run of most methods.
 */
export const OLDEST_PROTOCOL_VERSION = 2;

export type Negotiation = { readonly ok: true; readonly protocolVersion: number } | { readonly ok: false; readonly error: WireError };

/** The highest version both sides speak, or why there is none. */
export function negotiateVersion({
  protocolVersionMin,
  protocolVersionMax,
}: Pick<Hello, 'protocolVersionMin' | 'protocolVersionMax'>): Negotiation {
  const protocolVersion = Math.min(protocolVersionMax, PROTOCOL_VERSION);
  if (protocolVersion >= Math.max(protocolVersionMin, OLDEST_PROTOCOL_VERSION)) return { ok: true, protocolVersion };
  const spoken = `versions ${OLDEST_PROTOCOL_VERSION} to ${PROTOCOL_VERSION} are spoken here`;
  return {
    ok: false,
    error: wireError('unsupported-version', 'hello.protocol_version_max', `is ${protocolVersionMax}; ${spoken}: update the older side`),
  };
}
