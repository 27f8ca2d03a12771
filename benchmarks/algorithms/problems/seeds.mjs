import { createHash } from 'node:crypto';

/** The seeds of a series: nobody picked them, and methods can be tried on any other series before these are run. */
export function generatedSeeds(count, series) {
  return Array.from({ length: count }, (_, index) => createHash('sha256').update(`fedzoo ${series} ${index}`).digest().readUInt32BE());
}
