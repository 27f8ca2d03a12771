import { PROTOCOL_VERSION } from '@fedzoo/proto';
import type { Hello } from './messages.js';
import { wireError } from './protocol-error.js';
import type { WireError } from './protocol-error.js';

/** Versions this build speaks. */
const OLDEST_VERSION = 1;

export type Negotiation = { readonly ok: true; readonly protocolVersion: number } | { readonly ok: false; readonly error: WireError };

/** The highest version both sides speak, or why there is none. */
export function negotiateVersion({
  protocolVersionMin,
  protocolVersionMax,
}: Pick<Hello, 'protocolVersionMin' | 'protocolVersionMax'>): Negotiation {
  const protocolVersion = Math.min(protocolVersionMax, PROTOCOL_VERSION);
  if (protocolVersion >= Math.max(protocolVersionMin, OLDEST_VERSION)) return { ok: true, protocolVersion };
  const spoken = `versions ${OLDEST_VERSION} to ${PROTOCOL_VERSION} are spoken here`;
  return {
    ok: false,
    error: wireError('unsupported-version', 'hello.protocol_version_max', `is ${protocolVersionMax}; ${spoken}: update the older side`),
  };
}
