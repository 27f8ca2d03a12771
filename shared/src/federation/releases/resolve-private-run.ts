import type { AutoOptions } from '../algorithms/auto/options.js';
import { resolveAlgorithm } from '../algorithms/options.js';
import type { AlgorithmOptions } from '../messages.js';
import { checkAdaptable, clipSectionOf, clipTermsOf, type ClipSection } from './clip-section.js';
import { choosePrivateMethod } from './choose-private-method.js';
import { planPrivacy, type PrivacyPlan, type PrivacyTerms } from './privacy-plan.js';

/** A `privacy` section as an experiment has it. */
export interface PrivateRunTerms extends Pick<PrivacyTerms, 'unit' | 'relation' | 'trust' | 'epsilon' | 'delta'> {
  readonly clip: ClipSection;
  readonly restart?: number;
  readonly noiseRatio?: number;
  readonly members?: number;
  readonly dataSet?: string;
  readonly budget?: number;
  readonly samplingRate?: number;
}

export interface PrivateRunSize {
  readonly name: string;
  /** The most rounds. */
  readonly rounds: number;
  readonly dimension: number;
  readonly clients: number;
}

export interface PrivateRun {
  /** Under `auto` with the method it chose, and why. */
  readonly algorithm: AlgorithmOptions;
  /** As many as there are to be: `auto` may take fewer, on which the noise then rests. */
  readonly rounds: number;
  /** The section with nothing left open. */
  readonly section: PrivateRunTerms;
  readonly privacy: PrivacyPlan;
}

/**
 * The method and the plan of a private run, from public numbers alone. What has been resolved resolves to itself. Throws
 * `InvalidArgumentError` naming the field that is in the way.
 */
export function resolvePrivateRun(asked: AlgorithmOptions, section: PrivateRunTerms, size: PrivateRunSize): PrivateRun {
  const terms = completeTerms(section, size);
  const auto = asked.kind === 'auto' ? (resolveAlgorithm(asked) as AutoOptions) : undefined;
  checkAdaptable(auto?.method ?? asked, section.clip, section.restart);
  const planned = { rounds: size.rounds, section: sectionOf(terms), privacy: planPrivacy(terms, size.rounds) };
  if (auto === undefined) return { algorithm: asked, ...planned };
  if (auto.method !== undefined) {
    const algorithm = { ...auto, method: { ...resolveAlgorithm(auto.method) } };
    return { algorithm, ...planned };
  }
  const { method, because, rounds, restart, noiseRatio } = choosePrivateMethod(terms, { ...size, restart: section.restart });
  const algorithm = { ...auto, method: { ...resolveAlgorithm(method) }, because };
  const chosen = { ...terms, restart, noiseRatio };
  return { algorithm, rounds, section: sectionOf(chosen), privacy: planPrivacy(chosen, rounds) };
}

function completeTerms(section: PrivateRunTerms, { name, clients }: PrivateRunSize): PrivacyTerms {
  const { clip, restart = 1, members = clients, dataSet = name, budget = section.epsilon } = section;
  return { ...section, clip: clipTermsOf(clip), restart, members, dataSet, budget };
}

function sectionOf(terms: PrivacyTerms): PrivateRunTerms {
  return { ...terms, clip: clipSectionOf(terms.clip) };
}
