import { WIRE_LIMITS } from '@fedzoo/shared/protocol';

const LONE_SURROGATE = /\p{Surrogate}/gu;

/** A text as the wire admits it: well-formed, and cut where it is too long. */
export function wireText(text: string): string {
  // A character is at most four bytes in UTF-8.
  return text.slice(0, WIRE_LIMITS.maxTextBytes / 4).replaceAll(LONE_SURROGATE, '\u{fffd}');
}
