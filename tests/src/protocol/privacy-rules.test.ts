import { decodeEnvelope as decodeProto, encodeEnvelope as encodeProto, WIRE_SCHEMA } from '@fedzoo/proto';
import type * as proto from '@fedzoo/proto';
import { decodeEnvelope, encodeEnvelope, limitsFor } from '@fedzoo/shared/protocol';
import type { ClientId, RunId, RunPlan } from '@fedzoo/shared/federation/client';
import { describe, expect, it } from 'vitest';

const plan: RunPlan = {
  run: 'wards-7' as RunId,
  name: 'wards',
  seed: 7,
  rounds: 4,
  dimension: 3,
  dtype: 'f64',
  algorithm: { kind: 'zo-diff2' },
  privacy: {
    unit: 'client',
    relation: 'add-remove',
    trust: 'central',
    epsilon: 3,
    delta: 1e-5,
    dataSet: 'wards 2026',
    budget: 8,
    members: 120,
    clip: { restart: 1.5, difference: 4, adapted: { quantile: 0.5, rate: 0.2, countNoise: 18 } },
    restart: 1,
    noise: { restart: 9, difference: 8 },
  },
};
const limits = limitsFor(65_536);
const good = decodeProto(encodeEnvelope({ kind: 'plan', body: { client: 'edge-1' as ClientId, plan } }));

/** What a host says to a plan with one figure of its promise replaced. */
function judged(field: keyof proto.Privacy, value: unknown) {
  const sent = good.plan!;
  const privacy = { ...sent.privacy!, [field]: value } as proto.Privacy;
  return decodeEnvelope(encodeProto({ ackId: null, plan: { ...sent, privacy } }), limits);
}

const NOT_ABOVE_ZERO = [0, -1, Number.NaN, Infinity];
const NO_SHARE = [0, 1, -0.5, 2, Number.NaN];

/** For every field, what it may not be. */
const BREAKERS: Readonly<Record<keyof proto.Privacy, readonly unknown[]>> = {
  unit: [0, 3, 99],
  relation: [0, 3, 99],
  trust: [0, 3, 99],
  epsilon: NOT_ABOVE_ZERO,
  delta: NO_SHARE,
  dataSet: ['', 'x'.repeat(201)],
  members: [0, 2 ** 53],
  clipRestart: NOT_ABOVE_ZERO,
  clipDifference: NOT_ABOVE_ZERO,
  restart: [0],
  noiseRestart: NOT_ABOVE_ZERO,
  noiseDifference: NOT_ABOVE_ZERO,
  samplingRate: NO_SHARE,
  budget: [2.999, 0, Number.NaN, Infinity],
  clipQuantile: [...NO_SHARE, null],
  clipRate: [0, 1.01, -1, Number.NaN, null],
  countNoise: [...NOT_ABOVE_ZERO, null],
};

describe('the promise of a plan, as it is received', () => {
  it('has a rule for each of its fields here', () => {
    const fields = Object.values(WIRE_SCHEMA['Privacy'] ?? {}).map(({ name }) => name);
    expect(fields.toSorted()).toEqual(Object.keys(BREAKERS).toSorted());
  });

  it('is taken as it was sent', () => {
    expect(decodeEnvelope(encodeProto(good), limits)).toMatchObject({ ok: true, message: { body: { plan: { privacy: plan.privacy } } } });
  });

  it.each(Object.keys(BREAKERS) as (keyof proto.Privacy)[])('is refused for its %s alone, by name', (field) => {
    const named = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    for (const value of BREAKERS[field]) {
      const answer = judged(field, value);
      expect(answer.ok, `${field} ${String(value)}`).toBe(false);
      // A budget is at least ε, so a wrong ε may be told by either name.
      if (!answer.ok) expect(answer.error.field).toMatch(field === 'epsilon' ? /epsilon|budget/ : new RegExp(`^plan.privacy.${named}$`));
    }
  });
});
