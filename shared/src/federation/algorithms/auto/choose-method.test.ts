import { describe, expect, it } from 'vitest';
import { resolveAlgorithm } from '../options.js';
import type { AlgorithmOptions } from '../../messages.js';
import { chooseMethod, type Circumstances } from './choose-method.js';

const costs = (given: Partial<{ query: number; byte: number; roundTrip: number }> = {}) => ({
  costs: { query: 1, byte: 0, roundTrip: 20, ...given },
});
const directions = (given: Parameters<typeof costs>[0]) =>
  chooseMethod(costs(given), { dimension: 300, clients: 5, cohort: 5 }).method['directions'];

describe('the choice of a method', () => {
  it.each([1, 2, 20, 300, 2_000, 2_001, 100_000])('is a method with valid options for d = %i, with its reason', (dimension) => {
    const { method, because } = chooseMethod(costs(), { dimension, clients: 5, cohort: 5 });
    expect(resolveAlgorithm(method).kind).toBe(method.kind);
    expect(because).toContain(`${dimension}`);
  });

  it('asks for more directions a trip the dearer a trip is, and for fewer the dearer a query is', () => {
    expect(directions({ roundTrip: 1000 })).toBeGreaterThan(Number(directions({ roundTrip: 10 })));
    expect(directions({ query: 100, roundTrip: 1 })).toBe(10);
  });

  it('counts a query once for every client that is asked', () => {
    const of = (cohort: number) =>
      Number(chooseMethod(costs({ roundTrip: 500 }), { dimension: 300, clients: cohort, cohort }).method['directions']);
    expect(of(1)).toBeGreaterThan(of(100));
  });

  it('folds trips only where every round asks the same clients, and says so where it does not', () => {
    expect(chooseMethod(costs(), { dimension: 300, clients: 10, cohort: 10 }).method['folded']).toBe(true);
    const sampled = chooseMethod(costs(), { dimension: 300, clients: 100, cohort: 10 });
    expect(sampled.method['folded']).toBe(false);
    expect(sampled.method).toMatchObject({ wide: false, sampled: true });
    expect(sampled.because).toContain('cohort');
  });

  it('shares designs out among the clients of every round, as far as there are directions, where a trip is not too dear, and says so', () => {
    const of = (clients: number, roundTrip = 20, cohort = clients) =>
      chooseMethod(costs({ roundTrip }), { dimension: 300, clients, cohort });
    expect([of(5), of(50), of(1), of(5, 1000), of(20, 20, 5)].map(({ method }) => method['parts'])).toEqual([
      5,
      10,
      undefined,
      undefined,
      undefined,
    ]);
    expect(of(5).because).toContain('while they are alike');
    expect(of(5, 1000).because).not.toContain('alike');
  });

  it('names cma-es to take over where a population can be afforded and every round asks the same clients', () => {
    const successorOf = (dimension: number, cohort = 5) => chooseMethod(costs(), { dimension, clients: 5, cohort }).successor?.kind;
    expect([successorOf(2), successorOf(50), successorOf(51), successorOf(20, 4)]).toEqual(['cma-es', 'cma-es', undefined, undefined]);
  });

  it('is Bayesian optimisation where a client has few evaluations and few coordinates, in larger batches where trips are dear', () => {
    const of = (queries: number | undefined, dimension = 6, roundTrip = 20) =>
      chooseMethod(costs({ roundTrip }), { dimension, clients: 5, cohort: 5, queries }).method;
    expect(of(250)).toEqual({ kind: 'bayesian-optimisation', batch: 4 });
    expect([of(256).kind, of(undefined).kind, of(250, 13).kind]).toEqual(['gp-trust-region', 'gp-trust-region', 'gp-trust-region']);
    expect([of(250, 6, 0), of(250, 6, 1000)].map(({ batch }) => batch)).toEqual([1, 8]);
  });

  it('goes by a budget of bytes: as many directions or points as have room, then seeded directions, and says so', () => {
    // A hundred bytes and ten for each evaluation, of a method whatever it is; seeded directions need forty less.
    const of = (method: AlgorithmOptions): number =>
      (method.kind === 'seed-scalar' ? 60 : 100) + 10 * Number(method['directions'] ?? method['batch'] ?? method['population']);
    const within = (bytes: number, given: Partial<Circumstances> = {}) =>
      chooseMethod(costs(), { dimension: 300, clients: 5, cohort: 5, upload: { bytes, of }, ...given });
    expect(within(1_000)).toEqual(chooseMethod(costs(), { dimension: 300, clients: 5, cohort: 5 }));
    expect(within(250)).toMatchObject({ method: { directions: 10 }, because: expect.stringContaining('within 250 bytes up') });
    expect(within(150).method['directions']).toBe(5);
    expect(within(109)).toEqual({
      method: { kind: 'seed-scalar' },
      because: expect.stringMatching(/^109 bytes up have no room .*\(110\)/),
    });
    expect(within(69).method.kind).toBe('gp-trust-region');
    expect([within(140, { dimension: 20 }).successor?.kind, within(139, { dimension: 20 }).successor]).toEqual(['cma-es', undefined]);
    expect(within(120, { dimension: 6, queries: 250 })).toMatchObject({
      method: { kind: 'bayesian-optimisation', batch: 2 },
      because: expect.stringContaining('120 bytes up have room for 2 points'),
    });
  });

  it('refuses a run without coordinates or clients', () => {
    expect(() => chooseMethod(costs(), { dimension: 0, clients: 1, cohort: 1 })).toThrow(/dimension: is 0/);
    expect(() => chooseMethod(costs(), { dimension: 1, clients: 1, cohort: 0 })).toThrow(/cohort: is 0/);
    expect(() => chooseMethod(costs(), { dimension: 1, clients: 1, cohort: 2 })).toThrow(/clients: is 1 where a round asks 2/);
  });
});
