import { readFileSync } from 'node:fs';

/** Written by tune-fedzo.mjs. */
const TUNED = JSON.parse(readFileSync(new URL('tuned-fedzo.json', import.meta.url), 'utf8'));

/** What a rate and a radius are tuned for: the function, the dimension and the noise. */
export function tuningKey({ kind, function: name, metric, dimension, noiseShare }) {
  const what = { function: name, attack: 'attack', metric };
  return `${what[kind]} d=${dimension}${noiseShare > 0 ? ` noise ${noiseShare}` : ''}`;
}

/**
 * The rate and the smoothing radius of `fedzo` that left least of F on seeds of another series; those of the same function in 300
 * dimensions where 1,000 were not tuned for, and of macro-F1 for the other scores.
 */
export function tunedFedzo(problem) {
  const { kind, dimension } = problem;
  const likeness = kind === 'metric' ? { metric: 'macro-F1' } : { dimension: Math.min(dimension, 300) };
  return TUNED[tuningKey(problem)] ?? TUNED[tuningKey({ ...problem, ...likeness })] ?? {};
}
