import { formatCount, formatNumber } from './format.js';
import type { RunPrivacy } from './run-record.js';

/** What an ε means: without these words it is no claim. */
export function privacyTerms({ delta, unit, relation, trust, releases }: RunPrivacy): string {
  const neighbours = relation === 'add-remove' ? `one ${unit} more or less` : `one ${unit} replaced`;
  const trusted = trust === 'central' ? 'the coordinator adds the noise' : 'each client adds the noise';
  return `δ = ${formatNumber(delta, 2)} · ${neighbours} · ${trusted} · ${formatCount(releases)} ${releases === 1 ? 'release' : 'releases'}`;
}

/** The same as a sentence, also where nothing is promised. */
export function privacySentence(privacy: RunPrivacy | undefined): string {
  return privacy === undefined
    ? 'not private: nothing is promised to those whose data it is about'
    : `ε = ${formatNumber(privacy.epsilon, 4)} spent (${privacyTerms(privacy)})`;
}
