import { adaptedRadius, formatCount } from '@fedzoo/shared/telemetry';
import type { Promised, Released } from '../../ipc/session.js';

export { formatEpsilon } from '@fedzoo/shared/telemetry';

/** What a run promises, in a sentence or two for the person whose data it is about. */
export function promiseWords(privacy: Promised | null): string {
  if (privacy === null)
    return 'Nothing is promised to those whose data it is about: what is sent depends on them, and no noise is added to it.';
  const { unit, relation, trust, epsilon, delta } = privacy;
  const member = unit === 'record' ? 'one of your records' : 'this machine';
  const change = relation === 'add-remove' ? `whether ${member} was there at all` : `what ${member} held`;
  const noise =
    trust === 'central'
      ? 'What leaves this machine is a clipped sum, to which the coordinator adds the noise: it is trusted with the sum.'
      : 'What leaves this machine is a clipped sum with noise that is added here: nobody else is trusted.';
  const adapted = adaptedRadius(privacy);
  return `What becomes known can tell only so much of ${change}: ε = ${epsilon} at δ = ${delta}; the smaller, the less. ${noise}${adapted === undefined ? '' : ` ${adapted}.`}`;
}

/** Where ε about somebody comes from. */
export function releasedWords({ dataSet, delta, releases }: Released): string {
  return `${formatCount(releases)} ${releases === 1 ? 'release' : 'releases'} of ${dataSet} over all runs, δ = ${delta}; from the ledger on this disk`;
}
