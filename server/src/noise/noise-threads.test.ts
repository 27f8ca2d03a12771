import { systemEntropy } from '@fedzoo/platform-node';
import { afterEach, describe, expect, it } from 'vitest';
import { createNoiseThreads, LARGEST_AT_ONCE, type NoiseThreads } from './noise-threads.js';

const DEVIATION = 2 ** 20;
const LARGE = 4 * LARGEST_AT_ONCE + 3;
let threads: NoiseThreads | undefined;
const open = (count: number): NoiseThreads => (threads = createNoiseThreads({ entropy: systemEntropy, threads: count }));
afterEach(() => threads?.close());

describe('noise that threads draw', () => {
  it.each(['discrete', 'continuous'] as const)('is whole, unlike from thread to thread, and has the moments of σ (%s)', async (noise) => {
    const drawn = await open(2).sampler({ noise, deviation: DEVIATION, count: LARGE });
    expect(drawn).toHaveLength(LARGE);
    expect(drawn.every(Number.isInteger)).toBe(true);
    let [mean, square, product] = [0, 0, 0];
    const half = LARGE >> 1;
    drawn.forEach((value, i) => {
      mean += value / DEVIATION / LARGE;
      square += (value / DEVIATION) ** 2 / LARGE;
      if (i < half) product += (value * drawn[half + i]!) / DEVIATION ** 2 / half;
    });
    // Five standard errors of each: what a right sampler fails once in a million runs.
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(LARGE));
    expect(Math.abs(square - 1)).toBeLessThan(5 * Math.sqrt(2 / LARGE));
    expect(Math.abs(product)).toBeLessThan(5 / Math.sqrt(half));
  });

  it('is drawn anew in every call, and calls that overlap get what they asked for', async () => {
    const { sampler } = open(2);
    const asked = [LARGE, LARGE, LARGEST_AT_ONCE, LARGE + 1].map((count) => sampler({ noise: 'discrete', deviation: DEVIATION, count }));
    const [one, other, ...rest] = await Promise.all(asked);
    expect(one!.filter((value, i) => value === other![i]).length).toBeLessThan(100);
    expect(rest.map(({ length }) => length)).toEqual([LARGEST_AT_ONCE, LARGE + 1]);
  });

  it('lets the event loop go on, which drawing it here would hold up', async () => {
    const { sampler } = open(1);
    await sampler({ noise: 'discrete', deviation: DEVIATION, count: LARGE });
    const count = 10 * LARGEST_AT_ONCE;
    let turns = 0;
    let isDrawn = false;
    const turn = (): void => {
      turns += 1;
      if (!isDrawn) setImmediate(turn);
    };
    setImmediate(turn);
    await sampler({ noise: 'discrete', deviation: DEVIATION, count });
    isDrawn = true;
    expect(turns).toBeGreaterThan(100);
  });

  it('goes on with the next release where threads were ended in the middle of one', async () => {
    const { sampler, close } = open(2);
    const pending = sampler({ noise: 'discrete', deviation: DEVIATION, count: LARGE });
    // Its turn comes before the next job of the event loop.
    const closing = sampler({ noise: 'discrete', deviation: DEVIATION, count: 1 }).then(close);
    await expect(pending).rejects.toThrow('a thread that draws noise has ended');
    await closing;
    expect(await sampler({ noise: 'discrete', deviation: 1, count: LARGE })).toHaveLength(LARGE);
  });

  it('refuses a σ that is none, for large releases and small ones', async () => {
    const { sampler } = open(2);
    for (const count of [1, LARGE]) {
      await expect(sampler({ noise: 'discrete', deviation: 0.5, count })).rejects.toThrow(/^deviation: is 0.5/);
    }
  });
});
