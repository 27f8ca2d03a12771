import { formatCount } from './format.js';
import type { RunPrivacy } from './run-record.js';

/** ε to three digits, rounded upwards, so that none is told smaller than it is; without needless zeros. */
export function formatEpsilon(epsilon: number): string {
  if (!(epsilon > 0 && epsilon < Infinity)) return String(epsilon);
  const unit = 10 ** (Math.floor(Math.log10(epsilon)) - 2);
  const steps = epsilon / unit;
  // What is three digits already is not raised by the rounding of the quotient.
  const whole = Math.abs(steps - Math.round(steps)) < 1e-9 * steps ? Math.round(steps) : Math.ceil(steps);
  return String(Number((whole * unit).toPrecision(3)));
}

/** What an ε means: without these words it is no claim. */
export function privacyTerms({ delta, unit, relation, trust, releases }: RunPrivacy): string {
  const neighbours = relation === 'add-remove' ? `one ${unit} more or less` : `one ${unit} replaced`;
  const trusted = trust === 'central' ? 'the coordinator adds the noise' : 'each client adds the noise';
  return `δ = ${formatDelta(delta)} · ${neighbours} · ${trusted} · ${formatCount(releases)} ${releases === 1 ? 'release' : 'releases'}`;
}

/** The same as a sentence, also where nothing is promised. */
export function privacySentence(privacy: RunPrivacy | undefined): string {
  return privacy === undefined
    ? 'not private: nothing is promised to those whose data it is about'
    : `ε = ${formatEpsilon(privacy.epsilon)} spent (${privacyTerms(privacy)})`;
}

/** As it was chosen: 0.001, 1e-5. */
function formatDelta(delta: number): string {
  return delta < 1e-3 ? delta.toExponential() : String(delta);
}
