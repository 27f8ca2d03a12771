import { formatEpsilon, privacyTerms, type RunPromise } from '@fedzoo/shared/telemetry';
import { formatCount } from './figures.js';

/** "ε 3.21 of 8": what is spent of what was promised. */
export function spentWords({ epsilon, promised }: Pick<RunPromise, 'epsilon' | 'promised'>): string {
  return `ε ${formatEpsilon(epsilon)} of ${formatEpsilon(promised)}`;
}

/** What the promise means, as a line; also where there is none. */
export function promiseTerms(promise: RunPromise | undefined): string {
  return promise === undefined
    ? 'Nothing is promised to those whose data it is about: what clients send depends on them and has no noise.'
    : privacyTerms(promise);
}

/** "12 releases", and those that were spent without being published. */
export function releaseWords({ releases, published }: { readonly releases: number; readonly published: number }): string {
  const made = `${formatCount(releases)} ${releases === 1 ? 'release' : 'releases'}`;
  return published < releases ? `${made}, ${formatCount(releases - published)} not published` : made;
}
