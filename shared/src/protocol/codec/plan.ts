import type * as proto from '@fedzoo/proto';
import type { AlgorithmOptions, ClientId, RunId } from '../../federation/messages.js';
import { checkId, checkInteger, checkText, checkUint32, UINT32_MAX } from '../field-checks.js';
import { WIRE_LIMITS } from '../limits.js';
import type { PlanMessage } from '../messages.js';
import { ProtocolError } from '../protocol-error.js';
import { enumName, enumNumber, present, toNumber } from './body-codec.js';
import type { BodyCodec } from './body-codec.js';
import { checkPrivacy, privacyFromProto, privacyToProto } from './privacy.js';
import { PLAN_DTYPE_NUMBERS } from './element-sizes.js';

const FIELD = 'plan.algorithm_json';

export const planCodec: BodyCodec<PlanMessage, proto.Plan> = {
  check({ client, plan }, limits) {
    checkId(client, 'plan.client');
    checkId(plan.run, 'plan.run');
    checkText(plan.name, 'plan.name', { minBytes: 1 });
    checkInteger(plan.seed, 'plan.seed');
    checkUint32(plan.rounds, 'plan.rounds', 1);
    checkInteger(plan.dimension, 'plan.dimension', { min: 1, max: limits?.maxDimension ?? UINT32_MAX });
    if (plan.topK !== undefined) checkInteger(plan.topK, 'plan.top_k', { min: 1, max: plan.dimension });
    if (plan.encoding !== undefined) checkText(plan.encoding, 'plan.encoding', { minBytes: 1 });
    if (plan.privacy !== undefined) checkPrivacy(plan.privacy);
    checkAlgorithm(plan.algorithm);
    // Text that was received has been measured by the scan.
    if (limits === undefined) checkText(JSON.stringify(plan.algorithm), FIELD, { maxBytes: WIRE_LIMITS.maxAlgorithmBytes });
  },
  toProto: ({ client, plan: { run, name, seed, rounds, dimension, dtype, topK, encoding, delta, algorithm, privacy } }) => ({
    client,
    run,
    name,
    seed,
    rounds,
    dimension,
    dtype: enumNumber(PLAN_DTYPE_NUMBERS, dtype, 'plan.dtype'),
    algorithmJson: JSON.stringify(algorithm),
    topK: topK ?? null,
    encoding: encoding ?? null,
    delta: delta ?? null,
    privacy: privacy === undefined ? null : privacyToProto(privacy),
  }),
  fromProto: ({ client, run, name, seed, rounds, dimension, dtype, algorithmJson, topK, encoding, delta, privacy }) => ({
    client: client as ClientId,
    plan: {
      run: run as RunId,
      name,
      seed: toNumber(seed),
      rounds,
      dimension,
      dtype: enumName(PLAN_DTYPE_NUMBERS, dtype, 'plan.dtype'),
      ...present('topK', topK),
      ...present('encoding', encoding),
      ...(privacy ? { privacy: privacyFromProto(privacy) } : {}),
      ...present('delta', delta),
      algorithm: parseAlgorithm(algorithmJson),
    },
  }),
};

function parseAlgorithm(json: string): AlgorithmOptions {
  try {
    return JSON.parse(json) as AlgorithmOptions; // checked by `check`
  } catch {
    throw new ProtocolError('invalid-text', FIELD, 'is not JSON; send the algorithm as a JSON object with a string `kind`');
  }
}

function checkAlgorithm(algorithm: unknown): void {
  if (!isPlainObject(algorithm) || typeof algorithm['kind'] !== 'string') {
    throw new ProtocolError('inconsistent', FIELD, 'has no string `kind`; send the algorithm as a JSON object with one');
  }
  checkJson(algorithm, 'algorithm', 1);
}

/** Only what JSON gives back unchanged: NaN would come back as null, undefined not at all, −0 as 0. */
function checkJson(value: unknown, path: string, depth: number): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') return checkText(value, FIELD, { maxBytes: WIRE_LIMITS.maxAlgorithmBytes });
  if (typeof value === 'number') {
    if (Number.isFinite(value) && !Object.is(value, -0)) return;
    throw new ProtocolError('not-finite', FIELD, `has ${Object.is(value, -0) ? '-0' : value} at ${path}; JSON does not carry it`);
  }
  if (depth > WIRE_LIMITS.maxAlgorithmDepth)
    throw new ProtocolError('too-many', FIELD, `has more than ${WIRE_LIMITS.maxAlgorithmDepth} levels`);
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) checkJson(element, `${path}[${index}]`, depth + 1);
    return;
  }
  if (!isPlainObject(value)) throw new ProtocolError('inconsistent', FIELD, `has something other than plain JSON at ${path}`);
  for (const [key, member] of Object.entries(value)) {
    if (key === '__proto__') throw new ProtocolError('inconsistent', FIELD, `has a key __proto__ at ${path}; choose another name`);
    checkText(key, FIELD);
    checkJson(member, `${path}.${key}`, depth + 1);
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) === Object.prototype;
}
