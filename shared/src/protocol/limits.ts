import { InvalidArgumentError } from '../errors.js';

/** The largest counts and lengths of version 1, the same on every host; the schema's comments state them. */
export const WIRE_LIMITS = {
  maxTensors: 64,
  maxTensorAxes: 8,
  maxSeeds: 4096,
  maxFeatures: 64,
  maxClientsListed: 65_536,
  maxIdBytes: 64,
  maxNameBytes: 256,
  maxTokenBytes: 512,
  maxTextBytes: 4096,
  maxAlgorithmBytes: 65_536,
  maxAlgorithmDepth: 16,
} as const;

/** What a receiver admits; everything else is fixed by `WIRE_LIMITS`. */
export interface DecodeLimits {
  readonly maxFrameBytes: number;
  /** Largest d of a join or a plan. */
  readonly maxDimension: number;
  /** Largest number of elements of one tensor. */
  readonly maxTensorElements: number;
}

/** The limits that follow from the size of a frame: a vector of f64 fills it, a tensor of f32 fills it. */
export function limitsFor(maxFrameBytes: number): DecodeLimits {
  if (!Number.isSafeInteger(maxFrameBytes) || maxFrameBytes < MIN_FRAME_BYTES || maxFrameBytes > MAX_FRAME_BYTES) {
    throw new InvalidArgumentError('maxFrameBytes', `is ${maxFrameBytes}; use an integer from ${MIN_FRAME_BYTES} to ${MAX_FRAME_BYTES}`);
  }
  return { maxFrameBytes, maxDimension: Math.floor(maxFrameBytes / 8), maxTensorElements: Math.floor(maxFrameBytes / 4) };
}

/** Room for the longest error, said twice as a refused connect says it. */
export const MIN_FRAME_BYTES = 16_384;
const MAX_FRAME_BYTES = 2 ** 30;

/** Room for ids, names, an algorithm's options and error texts. */
const BASE_FRAME_BYTES = 131_072;
/** The iterate and what methods send beside it: control variates, directions in use, averages. */
const VECTORS_OF_DIMENSION = 8;

/**
 * The frame limit of a coordinator for objectives of dimension d: 128 KiB + 8 bytes · (8·d + extra elements), where `extraTensorElements`
 * are the elements of tensors whose size does not follow from d (the M weights of random features). At most 2³⁰.
 */
export function maxFrameBytesFor(dimension: number, extraTensorElements = 0): number {
  for (const [name, value] of Object.entries({ dimension, extraTensorElements })) {
    if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError(name, `is ${value}; use an integer from 0`);
  }
  return Math.min(MAX_FRAME_BYTES, BASE_FRAME_BYTES + 8 * (VECTORS_OF_DIMENSION * dimension + extraTensorElements));
}
