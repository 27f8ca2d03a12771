import { fillNormal, createStream } from '../../../numeric/random-stream.js';
import { PUBLIC, type RandomStream } from '../../../numeric/random.js';
import { fillRademacher } from '../../../numeric/random-vectors.js';
import type { SeedScalarOptions } from './options.js';

/** Coordinates of a direction that are held at a time: a multiple of 32, the signs of one random word. 32 KiB stay in the first cache. */
export const BLOCK = 4_096;

/**
 * A public direction, given in blocks and never as a whole (ZO2, arXiv 2503.12668): `next` fills `out` with its next coordinates. All
 * blocks but the last must be `BLOCK` long. About 2 ns a sign, 50 ns a normal.
 */
export interface DirectionBlocks {
  next(out: Float64Array): void;
}

/** The direction of a number: the public stream (seed, number), equal at every node. */
export function openDirection(seed: number, number: number, distribution: SeedScalarOptions['distribution']): DirectionBlocks {
  const stream: RandomStream = createStream({ seed, client: PUBLIC, round: number, purpose: 'seed-directions' });
  const fill = distribution === 'gaussian' ? fillNormal : fillRademacher;
  return { next: (out) => fill(stream, out) };
}

/** The first direction of a step: directions are numbered through the run, update by update, step by step. */
export function firstDirection({ directions, localIterations }: SeedScalarOptions, at: { update: number; step: number }): number {
  return (at.update * localIterations + at.step) * directions;
}

/** How many updates the numbers of directions last. */
export function mostUpdates({ directions, localIterations }: SeedScalarOptions): number {
  return Math.floor(2 ** 32 / (directions * localIterations));
}
