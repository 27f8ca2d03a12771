import { InvalidArgumentError } from '../errors.js';

/** Where unpredictable bytes come from: the operating system's generator at the edge, a seeded one in tests only. */
export interface EntropySource {
  /** Overwrites all of `bytes`, some thousand. */
  readonly fill: (bytes: Uint8Array) => void;
}

/** Uniform integers from an entropy source, each from fresh bits. */
export interface UniformIntegers {
  /** Uniform on {0, …, bound − 1}, 1 ≤ bound ≤ 2⁵³, exactly: bits beyond the bound are thrown away and drawn again. */
  readonly below: (bound: number) => number;
}

const BUFFER_BYTES = 8192;

/** Uniform integers, from bytes fetched some thousand at a time. `below` throws `InvalidArgumentError`; under 2 fetches of bits a call on average. */
export function uniformIntegers(source: EntropySource): UniformIntegers {
  const words = new Uint32Array(BUFFER_BYTES / 4);
  const bytes = new Uint8Array(words.buffer);
  let next = words.length;
  const word = (): number => {
    if (next === words.length) {
      source.fill(bytes);
      next = 0;
    }
    return words[next++]!;
  };
  const below = (bound: number): number => {
    if (bound <= 0xffff_ffff) {
      if (!(bound >= 1)) throw refusal(bound);
      // Math.clz32(0) = 32, and a shift by 32 is one by 0: a bound of 1 needs no bits.
      if (bound === 1) return 0;
      const shift = Math.clz32(bound - 1);
      for (;;) {
        const value = word() >>> shift;
        if (value < bound) return value;
      }
    }
    if (!(bound <= 2 ** 53)) throw refusal(bound);
    const shift = Math.clz32(Math.floor((bound - 1) / 2 ** 32));
    for (;;) {
      // A bound of 2³² has no high bits; a shift by 32 would keep them all.
      const high = shift === 32 ? 0 : word() >>> shift;
      const value = high * 2 ** 32 + word();
      if (value < bound) return value;
    }
  };
  return { below };
}

function refusal(bound: number): InvalidArgumentError {
  return new InvalidArgumentError('bound', `is ${bound}; give a whole number from 1 to 2^53`);
}
