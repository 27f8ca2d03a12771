import { describe, expect, it } from 'vitest';
import { BudgetExhaustedError, chargeQuery, createQueryMeter, remainingQueries, type QueryMeter } from './query-meter.js';

function spendAll(meter: QueryMeter): { meter: QueryMeter; queries: number[] } {
  const queries: number[] = [];
  for (let current = meter; ;) {
    const charge = chargeQuery(current);
    if (!charge.ok) return { meter: current, queries };
    queries.push(charge.query);
    current = charge.meter;
  }
}

describe('a query meter', () => {
  it('numbers evaluations from 0 and grants exactly the budget', () => {
    expect(spendAll(createQueryMeter(3))).toEqual({ meter: { spent: 3, budget: 3 }, queries: [0, 1, 2] });
    expect(spendAll(createQueryMeter(0)).queries).toEqual([]);
  });

  it('refuses by name, and a refusal costs nothing', () => {
    const { meter } = spendAll(createQueryMeter(2));
    const refusal = chargeQuery(meter);
    expect(refusal.ok).toBe(false);
    if (refusal.ok) return;
    expect(refusal.error).toBeInstanceOf(BudgetExhaustedError);
    expect(refusal.error).toMatchObject({ code: 'budget-exhausted', meter: { spent: 2, budget: 2 } });
    expect(chargeQuery(meter).ok).toBe(false);
    expect(meter).toEqual({ spent: 2, budget: 2 });
  });

  it('goes on from what was spent before, and survives being written down', () => {
    const meter = JSON.parse(JSON.stringify(createQueryMeter(5, 4))) as QueryMeter;
    expect(spendAll(meter).queries).toEqual([4]);
    expect(remainingQueries(createQueryMeter(5, 7))).toBe(0);
    expect(chargeQuery(createQueryMeter(5, 7)).ok).toBe(false);
  });

  it('has no end without a budget', () => {
    expect(remainingQueries(createQueryMeter(null, 1e6))).toBe(Infinity);
    expect(chargeQuery(createQueryMeter(null, 1e6))).toMatchObject({ ok: true, query: 1e6 });
  });

  it('counts in whole numbers', () => {
    expect(() => createQueryMeter(1.5)).toThrow('budget: is 1.5, must be a whole number of queries');
    expect(() => createQueryMeter(5, -1)).toThrow('spent: is -1, must be a whole number of queries');
  });
});
