import { FedZooError, InvalidArgumentError } from '../errors.js';
import { normalPair } from './normal-pair.js';
import { philoxBlock } from './philox.js';
import { PURPOSES, type RandomStream, type StreamName, type UniformDraws } from './random.js';

/**
 * The stream of a name: Philox4x32-10 with the seed as its 64-bit key (low word first) and the counter (block, client, round,
 * purpose + 2¹⁶ · phase). Words of a block come out in order; `uniform` takes two words, a pair of normals takes a block of its own (what is
 * left of the current block is skipped), `integer` one word or more. 2³² blocks to a stream.
 *
 * @throws InvalidArgumentError for a name outside its ranges.
 */
export function createStream(name: StreamName): RandomStream {
  return new PhiloxStream(name);
}

/** Sets every element to a uniform draw from [0, 1): the values that many calls of `uniform` would give, faster. */
export function fillUniform(stream: UniformDraws, out: Float64Array): void {
  if (stream instanceof PhiloxStream) stream.fillUniform(out);
  else for (let i = 0; i < out.length; i++) out[i] = stream.uniform();
}

/** Sets every element to a standard normal draw: the values that many calls of `normal` would give, faster. */
export function fillNormal(stream: RandomStream, out: Float64Array): void {
  if (stream instanceof PhiloxStream) stream.fillNormal(out);
  else for (let i = 0; i < out.length; i++) out[i] = stream.normal();
}

const BLOCKS = 2 ** 32;

class PhiloxStream implements RandomStream {
  readonly #key: readonly [number, number];
  readonly #counter: [number, number, number, number];
  readonly #words = new Int32Array(4);
  readonly #normals = new Float64Array(2);
  #nextBlock = 0;
  #wordsLeft = 0;
  #normalsLeft = 0;

  constructor(name: StreamName) {
    const { seed, client, round, purpose, phase = 0 } = name;
    if (!Number.isSafeInteger(seed) || seed < 0) throw new InvalidArgumentError('seed', `${seed} is not a whole number from 0 to 2⁵³ − 1`);
    for (const [field, value] of [
      ['client', client],
      ['round', round],
    ] as const) {
      if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32)
        throw new InvalidArgumentError(field, `${value} is not a whole number from 0 to 2³² − 1`);
    }
    if (!Number.isInteger(phase) || phase < 0 || phase > 255)
      throw new InvalidArgumentError('phase', `${phase} is not a whole number from 0 to 255`);
    if (!Object.hasOwn(PURPOSES, purpose))
      throw new InvalidArgumentError('purpose', `'${purpose}' is not one of ${Object.keys(PURPOSES).join(', ')}`);
    this.#key = [(seed % 2 ** 32) | 0, Math.floor(seed / 2 ** 32)];
    this.#counter = [0, client | 0, round | 0, PURPOSES[purpose] + 2 ** 16 * phase];
  }

  nextUint32(): number {
    if (this.#wordsLeft === 0) this.#fetchBlock();
    return this.#words[4 - this.#wordsLeft--]! >>> 0;
  }

  uniform(): number {
    const high = this.nextUint32();
    return fraction(high, this.nextUint32());
  }

  integer(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32)
      throw new InvalidArgumentError('bound', `${bound} is not a whole number from 1 to 2³²`);
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let word = this.nextUint32();
    while (word >= limit) word = this.nextUint32();
    return word % bound;
  }

  normal(): number {
    if (this.#normalsLeft === 0) {
      this.#fetchNormals(this.#normals, 0);
      this.#normalsLeft = 2;
    }
    return this.#normals[2 - this.#normalsLeft--]!;
  }

  rademacher(): number {
    return (this.nextUint32() & 1) === 0 ? 1 : -1;
  }

  fillUniform(out: Float64Array): void {
    let i = 0;
    while (i < out.length && this.#wordsLeft > 0) out[i++] = this.uniform();
    const words = this.#words;
    for (; i + 2 <= out.length; i += 2) {
      this.#fetchBlock();
      out[i] = fraction(words[0]! >>> 0, words[1]! >>> 0);
      out[i + 1] = fraction(words[2]! >>> 0, words[3]! >>> 0);
      this.#wordsLeft = 0;
    }
    if (i < out.length) out[i] = this.uniform();
  }

  fillNormal(out: Float64Array): void {
    let i = 0;
    while (i < out.length && this.#normalsLeft > 0) out[i++] = this.normal();
    for (; i + 2 <= out.length; i += 2) this.#fetchNormals(out, i);
    if (i < out.length) out[i] = this.normal();
  }

  #fetchBlock(): void {
    if (this.#nextBlock === BLOCKS)
      throw new FedZooError('stream-exhausted', 'a random stream holds 2³⁴ words; name another one by its round or client');
    this.#counter[0] = this.#nextBlock++ | 0;
    philoxBlock(this.#words, 0, this.#counter, this.#key);
    this.#wordsLeft = 4;
  }

  #fetchNormals(out: Float64Array, at: number): void {
    this.#fetchBlock();
    const words = this.#words;
    normalPair(out, at, fraction(words[0]! >>> 0, words[1]! >>> 0), fraction(words[2]! >>> 0, words[3]! >>> 0));
    this.#wordsLeft = 0;
  }
}

/** 53 bits of two words as a number in [0, 1). */
function fraction(high: number, low: number): number {
  return ((high >>> 5) * 67108864 + (low >>> 6)) * 2 ** -53;
}
