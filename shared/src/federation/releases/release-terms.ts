import { noiseGrid, type NoiseGrid } from '../../privacy/index.js';
import type { NamedTensors, Tensor } from '../messages.js';
import { tensorValues } from '../tensor.js';
import type { CountTerms } from './counted-members.js';
import type { PrivacyPlan } from './privacy-plan.js';

/** What one phase of a private run releases: a function of what was released before. */
export interface ReleaseTerms {
  /** Coordinates of the vector of a member. */
  readonly dimension: number;
  /** No member's vector counts with a larger norm. */
  readonly clipRadius: number;
  readonly noiseMultiplier: number;
  /** Where the radius is adapted: the last coordinate tells whether the others were within it. Dimension and clip radius are of all of them. */
  readonly count?: CountTerms;
}

/** The name of the tensor in which terms are broadcast: clip radius, noise multiplier, dimension, and where members are counted radius and height; exact. */
export const CLIP = 'clip';
/** The name of the one tensor that a contribution to a private run has. */
export const SUM = 'sum';
/** The name of the tensor that a server half sees of a release: the noised sum over all members, in the objective's units. */
export const RELEASE = 'release';

/** Terms as they are broadcast. Everybody computes the grid from these numbers, so nobody clips at another radius. */
export function clipTensor({ clipRadius, noiseMultiplier, dimension, count }: ReleaseTerms): Tensor {
  const counted = count === undefined ? [] : [count.radius, count.height];
  const values = Float64Array.of(clipRadius, noiseMultiplier, dimension, ...counted);
  return { dtype: 'f64', shape: [values.length], values };
}

/** The terms of a task of a private run. Throws `InvalidArgumentError` where the task has none. */
export function termsOfTask(tensors: NamedTensors): ReleaseTerms {
  const [clipRadius, noiseMultiplier, dimension, radius, height] = tensorValues(tensors, CLIP);
  const count = radius === undefined || height === undefined ? {} : { count: { radius, height } };
  return { clipRadius: clipRadius!, noiseMultiplier: noiseMultiplier!, dimension: dimension!, ...count };
}

/** The grid on which members are clipped and noise is added. Throws `InvalidArgumentError` where the terms make none. */
export function gridOfTerms({ clipRadius, noiseMultiplier }: ReleaseTerms, { relation }: PrivacyPlan): NoiseGrid {
  return noiseGrid(clipRadius, noiseMultiplier, relation);
}

/** The standard deviation of the noise in each coordinate of a release of these terms, in the objective's units. */
export function noiseDeviation(terms: ReleaseTerms, privacy: PrivacyPlan): number {
  const { deviation, exponent } = gridOfTerms(terms, privacy);
  return deviation * 2 ** exponent;
}
