import { describe, expect, it } from 'vitest';
import { createStream, fillNormal, fillUniform } from './random-stream.js';
import { PUBLIC, type StreamName } from './random.js';

const name: StreamName = { seed: 1234, client: 3, round: 7, purpose: 'directions' };

function draws(stream: StreamName, count: number): Float64Array {
  const out = new Float64Array(count);
  fillNormal(createStream(stream), out);
  return out;
}

function mean(values: Float64Array, power: number): number {
  return values.reduce((sum, value) => sum + value ** power, 0) / values.length;
}

describe('a random stream', () => {
  it('has pinned words, uniforms, normals and integers: stored runs depend on them', () => {
    const words = createStream(name);
    expect(Array.from({ length: 5 }, () => words.nextUint32())).toEqual([3972164346, 1755608411, 3299006258, 1983975518, 1695199814]);
    const uniforms = createStream(name);
    expect([uniforms.uniform(), uniforms.uniform(), uniforms.uniform()]).toEqual([
      0.9248415783700304, 0.7681097497189812, 0.39469446788646645,
    ]);
    const normals = createStream(name);
    expect([normals.normal(), normals.normal(), normals.normal()]).toEqual([0.2583241795438913, -2.260438636159947, -0.9997723559063055]);
    const integers = createStream(name);
    expect(Array.from({ length: 8 }, () => integers.integer(10))).toEqual([6, 1, 8, 8, 4, 5, 9, 1]);
    const last = createStream({ seed: 2 ** 53 - 1, client: PUBLIC, round: 2 ** 32 - 1, purpose: 'demo' });
    expect([last.nextUint32(), last.normal()]).toEqual([4183603405, -1.235570971464615]);
  });

  it('of a later phase is another one, and phase 0 is the one without', () => {
    const words = (stream: StreamName): number[] => {
      const drawn = createStream(stream);
      return Array.from({ length: 4 }, () => drawn.nextUint32());
    };
    const phases = [0, 1, 2, 255].map((phase) => words({ ...name, phase }).join());
    expect(new Set(phases).size).toBe(4);
    expect(phases[0]).toBe(words(name).join());
    for (const phase of [-1, 256, 0.5]) expect(() => createStream({ ...name, phase })).toThrow(/^phase: /);
  });

  it('fills arrays with what single calls give, wherever the stream stands', () => {
    for (const before of [0, 1, 2]) {
      const bulk = createStream(name);
      const single = createStream(name);
      for (let i = 0; i < before; i++) expect(bulk.normal()).toBe(single.normal());
      expect(bulk.nextUint32()).toBe(single.nextUint32());
      const normals = new Float64Array(7);
      fillNormal(bulk, normals);
      expect([...normals]).toEqual(Array.from({ length: 7 }, () => single.normal()));
      const uniforms = new Float64Array(5);
      fillUniform(bulk, uniforms);
      expect([...uniforms]).toEqual(Array.from({ length: 5 }, () => single.uniform()));
    }
  });

  it('fills from any other stream by its normals', () => {
    const one = { nextUint32: () => 1, uniform: () => 0.5, integer: () => 0, normal: () => 2.5, rademacher: () => 1 };
    const out = new Float64Array(3);
    fillNormal(one, out);
    expect([...out]).toEqual([2.5, 2.5, 2.5]);
  });

  it('has the moments of the normal distribution, at a scale other than one too', () => {
    const values = draws({ ...name, round: 8 }, 400_000).map((value) => 3 + 2.5 * value);
    const centred = values.map((value) => value - 3);
    expect(mean(values, 1)).toBeCloseTo(3, 1);
    expect(mean(centred, 2) / 2.5 ** 2).toBeCloseTo(1, 1.7);
    expect(mean(centred, 3) / 2.5 ** 3).toBeCloseTo(0, 1);
    expect(mean(centred, 4) / 2.5 ** 4).toBeCloseTo(3, 1);
    expect(centred.filter((value) => value > 2.5 * 1.959964).length / values.length).toBeCloseTo(0.025, 2.7);
  });

  it('has the moments of the uniform distribution on [0, 1)', () => {
    const values = new Float64Array(200_000);
    fillUniform(createStream({ ...name, round: 9 }), values);
    expect(Math.min(...values.subarray(0, 100_000))).toBeGreaterThanOrEqual(0);
    expect(values.every((value) => value < 1)).toBe(true);
    expect(mean(values, 1)).toBeCloseTo(0.5, 2);
    expect(
      mean(
        values.map((value) => value - 0.5),
        2,
      ),
    ).toBeCloseTo(1 / 12, 3);
  });

  it('draws every integer below the bound about equally often, and signs in balance', () => {
    const stream = createStream({ ...name, round: 10 });
    const counts = new Float64Array(7);
    let signs = 0;
    for (let i = 0; i < 70_000; i++) {
      const draw = stream.integer(7);
      counts[draw] = counts[draw]! + 1;
      signs += stream.rademacher();
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    expect(Math.abs(signs)).toBeLessThan(1500);
    expect(stream.integer(1)).toBe(0);
    expect(stream.integer(2 ** 32)).toBeLessThan(2 ** 32);
  });

  it('is not correlated with a stream of any other name', () => {
    const count = 100_000;
    const reference = draws(name, count);
    const others: StreamName[] = [
      { ...name, seed: 1235 },
      { ...name, seed: 1234 + 2 ** 32 },
      { ...name, client: 4 },
      { ...name, client: PUBLIC },
      { ...name, round: 8 },
      { ...name, purpose: 'noise' },
    ];
    for (const other of others) {
      const values = draws(other, count);
      const correlation = values.reduce((sum, value, i) => sum + value * reference[i]!, 0) / count;
      expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(count));
    }
  });

  it('refuses names outside their ranges, and bounds it cannot draw below', () => {
    for (const seed of [-1, 0.5, 2 ** 53, NaN]) expect(() => createStream({ ...name, seed })).toThrow(/^seed: /);
    for (const client of [-1, 1.5, 2 ** 32]) expect(() => createStream({ ...name, client })).toThrow(/^client: /);
    for (const round of [-1, 1.5, 2 ** 32]) expect(() => createStream({ ...name, round })).toThrow(/^round: /);
    expect(() => createStream({ ...name, purpose: 'toString' as 'test' })).toThrow(/^purpose: /);
    for (const bound of [0, -3, 1.5, 2 ** 32 + 1]) expect(() => createStream(name).integer(bound)).toThrow(/^bound: /);
  });
});
