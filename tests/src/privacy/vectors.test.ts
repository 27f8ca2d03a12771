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
  poissonRenyi,
  RENYI_ORDERS,
  renyiEpsilon,
  sampledOnceEpsilon,
  schedulePhases,
  tightEpsilon,
  updateMultiplier,
  withoutReplacementRenyi,
  zcdpEpsilon,
  zcdpRho,
  type ClaimTerms,
  type ReleasePhase,
} from '@fedzoo/shared/privacy';
import { afterAll, describe, expect, it } from 'vitest';
import { entriesOf, worstDeviation, type Deviation, type Entry } from './reference-vectors.js';

const report: string[] = [];
afterAll(() => {
  process.stdout.write(`reference vectors, entries and worst relative deviation below, above:\n${report.join('\n')}\n`);
});

/** Holds computed values to reference values, and notes how near they came. */
function hold(section: string, count: number, pairs: readonly (readonly [number, number])[], tolerance: number): Deviation {
  const deviation = worstDeviation(pairs);
  report.push(
    `${section.padEnd(44)} ${String(deviation.entries).padStart(4)}  ${deviation.below.toExponential(1)}  ${deviation.above.toExponential(1)}`,
  );
  expect(deviation.entries).toBe(count);
  expect(Math.max(deviation.below, deviation.above)).toBeLessThanOrEqual(tolerance);
  return deviation;
}

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

describe('Rényi privacy', () => {
  it('has one step of Poisson sampling to 1e-10, at whole and broken orders', () => {
    const entries = entriesOf('renyi', 'poisson');
    const orders = [
      '1.25',
      '1.5',
      '1.75',
      '2',
      '2.5',
      '3',
      '3.5',
      '4',
      '5',
      '6',
      '7.5',
      '8',
      '10',
      '12.5',
      '16',
      '20',
      '24.5',
      '32',
      '48',
      '63.5',
      '64',
      '100.25',
      '128',
      '192',
      '256',
    ];
    const all = entries.flatMap((e) =>
      orders.map((order): readonly [number, number] => [poissonRenyi(e.number('q'), e.number('sigma'), Number(order)), e.number(order)]),
    );
    hold('Rényi, Poisson, one step', 875, all, 1e-10);
    const reverse = entriesOf('renyi', 'reverse');
    hold(
      'Rényi, Poisson, the larger direction',
      45,
      pairs(reverse, (e) => [poissonRenyi(e.number('q'), e.number('sigma'), e.number('order')), e.number('forward')]),
      1e-10,
    );
    for (const e of reverse)
      expect(e.number('reverse')).toBeLessThanOrEqual(poissonRenyi(e.number('q'), e.number('sigma'), e.number('order')) * (1 + 1e-10));
  });

  it('converts composed curves on the pinned orders to 1e-9, and on its own never below the least over all orders', () => {
    expect(RENYI_ORDERS).toEqual(entriesOf('renyi', 'gridOrders')[0]!.text('orders').split(' ').map(Number));
    const curves = new Map<string, number>();
    const step = (q: number, sigma: number, order: number): number => {
      const key = `${q} ${sigma} ${order}`;
      const known = curves.get(key) ?? poissonRenyi(q, sigma, order);
      curves.set(key, known);
      return known;
    };
    const entries = entriesOf('renyi', 'epsilon');
    const curve =
      (e: Entry) =>
      (order: number): number =>
        e.number('k') * step(e.number('q'), e.number('sigma'), order);
    for (const conversion of ['classic', 'improved'] as const) {
      hold(
        `Rényi, composed, ${conversion}`,
        525,
        pairs(entries, (e) => [
          renyiEpsilon(curve(e), e.number('delta'), { orders: RENYI_ORDERS, conversion }).epsilon,
          e.number(conversion),
        ]),
        1e-9,
      );
    }
    for (const e of entries) {
      const { epsilon } = renyiEpsilon(curve(e), e.number('delta'));
      if (e.known('continuousImproved')) expect(epsilon).toBeGreaterThanOrEqual(e.number('continuousImproved') * (1 - 1e-9));
      if (e.known('exact')) expect(epsilon).toBeGreaterThanOrEqual(e.number('exact'));
    }
  });

  it('has the bounds without replacement to 1e-10', () => {
    const entries = entriesOf('renyi', 'withoutReplacement');
    const bounds = (e: Entry): ReturnType<typeof withoutReplacementRenyi> =>
      withoutReplacementRenyi(e.number('q'), e.number('sigmaReplaceOne'));
    hold(
      'without replacement, any noise',
      160,
      pairs(entries, (e) => [bounds(e).general(e.number('order')), e.number('general')]),
      1e-10,
    );
    hold(
      'without replacement, Gaussian',
      160,
      pairs(entries, (e) => [bounds(e).gaussian(e.number('order')), e.number('gaussian')]),
      1e-10,
    );
  });
});

describe('the tight accountant', () => {
  it('encloses the composed ε, and its upper end is at most 1e-4 above', () => {
    const entries = entriesOf('tight', 'composed');
    const bracket = (e: Entry): ReturnType<typeof tightEpsilon> =>
      tightEpsilon(
        e
          .text('parts')
          .split('; ')
          .map((part) => {
            const [samplingRate, noiseMultiplier, rounds] = part.split(' ').map(Number) as [number, number, number];
            return { samplingRate, noiseMultiplier, rounds };
          }),
        e.number('delta'),
      );
    const brackets = entries.map((e) => ({ e, ...bracket(e) }));
    const { below } = hold(
      'tight, composed, upper end',
      84,
      brackets.map(({ e, upper }) => [upper, e.number('eps')]),
      1e-4,
    );
    expect(below).toBe(0);
    for (const { e, lower } of brackets) expect(lower).toBeLessThanOrEqual(e.number('eps'));
  }, 240_000);

  it('is exact in both directions for one step', () => {
    const entries = entriesOf('tight', 'singleStep');
    const one = (e: Entry): ReturnType<typeof sampledOnceEpsilon> =>
      sampledOnceEpsilon({ samplingRate: e.number('q'), noiseMultiplier: e.number('sigma') }, e.number('delta'));
    hold(
      'sampled once, member removed',
      56,
      pairs(entries, (e) => [one(e).remove, e.number('epsRemove')]),
      1e-9,
    );
    hold(
      'sampled once, member added',
      56,
      pairs(entries, (e) => [one(e).add, e.number('epsAdd')]),
      1e-9,
    );
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

function pairs(entries: readonly Entry[], pair: (entry: Entry) => readonly [number, number]): readonly (readonly [number, number])[] {
  return entries.map(pair);
}

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
