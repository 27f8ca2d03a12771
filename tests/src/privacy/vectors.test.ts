import { erfc, erfcx } from '@fedzoo/shared/numeric';
import {
  account,
  classicZcdpEpsilon,
  differenceSchedule,
  gaussianDelta,
  gaussianEpsilon,
  gaussianMu,
  jointMultiplier,
  lnGaussianDelta,
  nextClipRadius,
  planNoise,
  schedulePhases,
  updateMultiplier,
  zcdpEpsilon,
  zcdpRho,
  type ClaimTerms,
  type ReleasePhase,
} from '@fedzoo/shared/privacy';
import { describe, expect, it } from 'vitest';
import { entriesOf, type Entry } from './reference-vectors.js';
import { hold, pairs } from './vector-report.js';

const terms = (delta: number): ClaimTerms => ({
  delta,
  relation: 'add-remove',
  sampling: { scheme: 'everybody' },
  noise: 'continuous',
});

describe('the error functions', () => {
  const entries = entriesOf('gaussian', 'errorFunctions');
  it('erfc and erfcx agree to 1e-14', () => {
    const normal = entries.filter((entry) => entry.number('erfc') > 1e-300);
    hold(
      'erfc',
      36,
      pairs(normal, (e) => [erfc(e.number('x')), e.number('erfc')]),
      1e-14,
    );
    const finite = entries.filter((entry) => entry.known('erfcx') && Number.isFinite(entry.number('erfcx')));
    hold(
      'erfcx',
      34,
      pairs(finite, (e) => [erfcx(e.number('x')), e.number('erfcx')]),
      1e-14,
    );
  });
});

describe('Gaussian differential privacy', () => {
  it('has δ(ε) to 1e-12, and its logarithm to 1e-13 where it would underflow too', () => {
    const entries = entriesOf('gaussian', 'delta');
    const normal = entries.filter((e) => e.number('delta') > 1e-290);
    hold(
      'gaussian δ(ε)',
      198,
      pairs(normal, (e) => [gaussianDelta(e.number('mu'), e.number('eps')), e.number('delta')]),
      1e-12,
    );
    hold(
      'gaussian ln δ(ε)',
      221,
      pairs(entries, (e) => [lnGaussianDelta(e.number('mu'), e.number('eps')), e.number('lnDelta')]),
      1e-13,
    );
  });

  it('has ε(δ) to 1e-12, never below', () => {
    const entries = entriesOf('gaussian', 'epsilon');
    const { below } = hold(
      'gaussian ε(δ)',
      111,
      pairs(entries, (e) => [gaussianEpsilon(e.number('mu'), e.number('delta')), e.number('eps')]),
      1e-12,
    );
    expect(below).toBeLessThanOrEqual(1e-15);
  });

  it('has the noise for (ε, δ) to 1e-12, never too little', () => {
    const entries = entriesOf('gaussian', 'calibration');
    const { below } = hold(
      'gaussian σ(ε, δ)',
      50,
      pairs(entries, (e) => [1 / gaussianMu(e.number('eps'), e.number('delta')), e.number('sigma')]),
      1e-12,
    );
    expect(below).toBeLessThanOrEqual(1e-15);
  });

  it('composes heterogeneous schedules, restarts and counts of clipped norms', () => {
    const entries = entriesOf('gaussian', 'schedules');
    hold(
      'schedules, μ',
      39,
      pairs(entries, (e) => [account(phasesOf(e), terms(1e-5)).mu!, e.number('mu')]),
      1e-12,
    );
    hold(
      'schedules, ε(δ)',
      39,
      pairs(entries, (e) => [account(phasesOf(e), terms(e.number('delta'))).epsilon, e.number('eps')]),
      1e-12,
    );
    const classic = entries.filter((e) => e.known('epsViaZcdpClassic'));
    hold(
      'schedules, classic zCDP',
      13,
      pairs(classic, (e) => [classicZcdpEpsilon(e.number('rho'), e.number('delta')), e.number('epsViaZcdpClassic')]),
      1e-12,
    );
    const deltas = entriesOf('gaussian', 'scheduleDeltas');
    hold(
      'schedules, δ(ε)',
      39,
      pairs(deltas, (e) => [gaussianDelta(e.number('mu'), e.number('eps')), e.number('delta')]),
      1e-12,
    );
  });

  it('affords as many rounds as the stop rule, and not one more', () => {
    const entries = entriesOf('gaussian', 'stopRule');
    const spent = (e: Entry, rounds: number): number => account(schedule(e, rounds), terms(e.number('delta'))).epsilon;
    for (const e of entries) {
      expect(spent(e, e.number('maxRounds'))).toBeLessThanOrEqual(e.number('epsBudget'));
      expect(spent(e, e.number('maxRounds') + 1)).toBeGreaterThan(e.number('epsBudget'));
    }
    hold(
      'stop rule, last round kept',
      5,
      pairs(entries, (e) => [spent(e, e.number('maxRounds')), e.number('epsAtMax')]),
      1e-12,
    );
    hold(
      'stop rule, first round refused',
      5,
      pairs(entries, (e) => [spent(e, e.number('maxRounds') + 1), e.number('epsAtNext')]),
      1e-12,
    );
  });

  it('plans the noise of restarts and differences at a stated ratio', () => {
    const entries = entriesOf('gaussian', 'scheduleCalibration');
    const planned = (e: Entry): readonly ReleasePhase[] =>
      planNoise(
        e.number('eps'),
        schedulePhases(differenceSchedule(e.number('R'), e.number('T')), e.number('kappa')),
        terms(e.number('delta')),
      ).phases;
    hold(
      'restart multiplier',
      4,
      pairs(entries, (e) => [planned(e)[0]!.noiseMultiplier, e.number('m1')]),
      1e-12,
    );
    hold(
      'difference multiplier',
      4,
      pairs(entries, (e) => [planned(e)[1]!.noiseMultiplier, e.number('m2')]),
      1e-12,
    );
  });
});

describe('zero-concentrated privacy', () => {
  it('converts classically and by the least over all orders, which is never below the exact value', () => {
    const entries = entriesOf('gaussian', 'zcdp');
    hold(
      'zCDP classic',
      40,
      pairs(entries, (e) => [classicZcdpEpsilon(e.number('rho'), e.number('delta')), e.number('epsClassic')]),
      1e-12,
    );
    hold(
      'zCDP improved',
      40,
      pairs(entries, (e) => [zcdpEpsilon(e.number('rho'), e.number('delta')), e.number('epsImproved')]),
      1e-9,
    );
    for (const e of entries) {
      const epsilon = zcdpEpsilon(e.number('rho'), e.number('delta'));
      expect(epsilon).toBeGreaterThanOrEqual(e.number('epsExactIfGaussian'));
      expect(zcdpEpsilon(zcdpRho(epsilon, e.number('delta')), e.number('delta'))).toBeLessThanOrEqual(epsilon);
    }
  });

  it('covers the exact privacy of the discrete Gaussian in one dimension', () => {
    for (const e of entriesOf('discrete-gaussian', 'delta')) {
      if (e.number('delta') < 1e-300) continue;
      const rho = e.number('sensitivity') ** 2 / (2 * e.number('sigma2'));
      expect(zcdpEpsilon(rho, e.number('delta'))).toBeGreaterThanOrEqual(e.number('eps'));
    }
  });
});

describe('adaptive clipping', () => {
  it('splits the noise between update and count, and back', () => {
    const entries = entriesOf('gaussian', 'countSplit');
    const update = (e: Entry): number => updateMultiplier(e.number('targetMultiplier'), e.number('countStd'));
    hold(
      'split with the count',
      6,
      pairs(entries, (e) => [update(e), e.number('updateMultiplier')]),
      1e-13,
    );
    hold(
      'split with the count, joined',
      6,
      pairs(entries, (e) => [jointMultiplier(update(e), e.number('countStd')), e.number('targetMultiplier')]),
      1e-13,
    );
  });

  it('moves the radius by the noised share, taken into [0, 1]', () => {
    const entries = entriesOf('gaussian', 'clipUpdate');
    const next = (e: Entry): number =>
      nextClipRadius(e.number('clip'), e.number('noisyFractionBelow'), { rate: e.number('lr'), targetShare: e.number('targetQuantile') });
    hold(
      'next clip radius',
      5,
      pairs(entries, (e) => [next(e), e.number('nextClamped')]),
      1e-13,
    );
  });
});

/** The phases of a schedule entry; a count of clipped norms joins every round. */
function phasesOf(e: Entry): readonly ReleasePhase[] {
  const factor = e.number('sensitivityFactor');
  if (e.known('mults'))
    return e
      .text('mults')
      .split(' ')
      .map((m) => ({ noiseMultiplier: Number(m) / factor, rounds: 1 }));
  const joined = (m: number): number => (e.known('countStd') ? jointMultiplier(m, e.number('countStd')) : m) / factor;
  return [
    { noiseMultiplier: joined(e.number('m1')), rounds: e.number('nFull') },
    { noiseMultiplier: joined(e.number('m2')), rounds: e.number('nDiff') },
  ].filter(({ rounds }) => rounds > 0);
}

function schedule(e: Entry, rounds: number): readonly ReleasePhase[] {
  const { restarts, differences } = differenceSchedule(rounds, e.number('T'));
  return [
    { noiseMultiplier: e.number('m1'), rounds: restarts },
    { noiseMultiplier: e.number('m2'), rounds: differences },
  ].filter((phase) => phase.rounds > 0);
}
