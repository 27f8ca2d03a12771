import {
  poissonRenyi,
  RENYI_ORDERS,
  renyiEpsilon,
  sampledOnceEpsilon,
  tightEpsilon,
  withoutReplacementRenyi,
} from '@fedzoo/shared/privacy';
import { describe, expect, it } from 'vitest';
import { entriesOf, type Entry } from './reference-vectors.js';
import { hold, pairs } from './vector-report.js';

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
