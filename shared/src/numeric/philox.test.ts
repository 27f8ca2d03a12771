import { describe, expect, it } from 'vitest';
import { philoxBlock } from './philox.js';

type Four = readonly [number, number, number, number];

describe('Philox4x32-10', () => {
  // The three published vectors of Random123 (tests/kat_vectors, philox4x32 10): counter, key, block.
  const vectors: readonly (readonly [Four, readonly [number, number], Four])[] = [
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ];

  it.each(vectors)('gives the published block of counter %s under key %s', (counter, key, block) => {
    const words = new Int32Array(6);
    philoxBlock(words, 1, counter, key);
    expect([...new Uint32Array(words.buffer)]).toEqual([0, ...block, 0]);
  });
});
