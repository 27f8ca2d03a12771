import type * as proto from '@fedzoo/proto';
import type { AdaptedClip } from '../../federation/releases/adapted-clip.js';
import type { PrivacyPlan } from '../../federation/releases/privacy-plan.js';
import { checkInteger, checkText, checkUint32 } from '../field-checks.js';
import { ProtocolError } from '../protocol-error.js';
import { enumName, enumNumber, present, toNumber } from './body-codec.js';

const UNITS = { record: 1, client: 2 } as const;
const RELATIONS = { 'add-remove': 1, 'replace-one': 2 } as const;
const TRUSTS = { central: 1, local: 2 } as const;

/** The rules of a plan's promise. Throws `ProtocolError`. */
export function checkPrivacy({ epsilon, budget, delta, dataSet, members, clip, restart, noise, samplingRate }: PrivacyPlan): void {
  checkPositive(epsilon, 'epsilon');
  if (!(budget >= epsilon && budget < Infinity)) {
    throw new ProtocolError(
      'inconsistent',
      'plan.privacy.budget',
      `is ${budget}, less than epsilon, ${epsilon}; it is what all runs may spend together`,
    );
  }
  checkOpenShare(delta, 'delta');
  checkText(dataSet, 'plan.privacy.data_set', { minBytes: 1, maxBytes: 200 });
  checkInteger(members, 'plan.privacy.members', { min: 1 });
  checkPositive(clip.restart, 'clip_restart');
  checkPositive(clip.difference, 'clip_difference');
  checkUint32(restart, 'plan.privacy.restart', 1);
  checkPositive(noise.restart, 'noise_restart');
  checkPositive(noise.difference, 'noise_difference');
  if (samplingRate !== undefined) checkOpenShare(samplingRate, 'sampling_rate');
  if (clip.adapted !== undefined) checkAdapted(clip.adapted);
}

function checkAdapted({ quantile, rate, countNoise }: AdaptedClip): void {
  checkOpenShare(quantile, 'clip_quantile');
  if (!(rate > 0 && rate <= 1))
    throw new ProtocolError('out-of-range', 'plan.privacy.clip_rate', `is ${rate}; it must be above 0, at most 1`);
  checkPositive(countNoise, 'count_noise');
}

export function privacyToProto(privacy: PrivacyPlan): proto.Privacy {
  const { unit, relation, trust, epsilon, budget, delta, dataSet, members, clip, restart, noise, samplingRate } = privacy;
  return {
    unit: enumNumber(UNITS, unit, 'plan.privacy.unit'),
    relation: enumNumber(RELATIONS, relation, 'plan.privacy.relation'),
    trust: enumNumber(TRUSTS, trust, 'plan.privacy.trust'),
    epsilon,
    budget,
    delta,
    dataSet,
    members,
    clipRestart: clip.restart,
    clipDifference: clip.difference,
    restart,
    noiseRestart: noise.restart,
    noiseDifference: noise.difference,
    samplingRate: samplingRate ?? null,
    clipQuantile: clip.adapted?.quantile ?? null,
    clipRate: clip.adapted?.rate ?? null,
    countNoise: clip.adapted?.countNoise ?? null,
  };
}

export function privacyFromProto(message: proto.Privacy): PrivacyPlan {
  const { epsilon, budget, delta, dataSet, clipRestart, clipDifference, restart, noiseRestart, noiseDifference, samplingRate } = message;
  return {
    unit: enumName(UNITS, message.unit, 'plan.privacy.unit'),
    relation: enumName(RELATIONS, message.relation, 'plan.privacy.relation'),
    trust: enumName(TRUSTS, message.trust, 'plan.privacy.trust'),
    epsilon,
    budget,
    delta,
    dataSet,
    members: toNumber(message.members),
    clip: { restart: clipRestart, difference: clipDifference, ...present('adapted', adaptedFromProto(message)) },
    restart,
    noise: { restart: noiseRestart, difference: noiseDifference },
    ...present('samplingRate', samplingRate),
  };
}

/** All of it or nothing: a part would be another plan than the one that was sent. */
function adaptedFromProto({ clipQuantile, clipRate, countNoise }: proto.Privacy): AdaptedClip | undefined {
  const fields = { clip_quantile: clipQuantile, clip_rate: clipRate, count_noise: countNoise };
  const [missing] = Object.entries(fields).find(([, value]) => value === null) ?? [];
  if (missing === undefined) return { quantile: clipQuantile!, rate: clipRate!, countNoise: countNoise! };
  if (Object.values(fields).every((value) => value === null)) return undefined;
  throw new ProtocolError(
    'inconsistent',
    `plan.privacy.${missing}`,
    'is missing; a clip radius that is adapted has a quantile, a rate and the noise on its count',
  );
}

function checkPositive(value: number, name: string): void {
  if (value > 0 && value < Infinity) return;
  throw new ProtocolError('not-finite', `plan.privacy.${name}`, `is ${value}; it must be a finite number above 0`);
}

function checkOpenShare(value: number, name: string): void {
  if (value > 0 && value < 1) return;
  throw new ProtocolError('out-of-range', `plan.privacy.${name}`, `is ${value}; it must be above 0 and below 1`);
}
