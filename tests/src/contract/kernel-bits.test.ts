import { createWasmKernels, type Kernels, scalarKernels } from '@fedzoo/shared/numeric';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiledKernels } from '../support/compiled-kernels.js';

const wasm = createWasmKernels(compiledKernels(), { memoryMegabytes: 32 });
/** So little memory that most operands do not fit. */
const cramped = createWasmKernels(compiledKernels(), { memoryMegabytes: 4 });

/** Sizes around every block boundary of the kernels, and any other. */
const size = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.constantFrom(31, 32, 33, 63, 64, 65, 95, 96, 97, 100),
  fc.integer({ min: 21, max: 130 }),
);
const depth = fc.oneof(size, fc.constantFrom(319, 320, 321, 639, 640, 641));
const seed = fc.integer();

/** Values of very different magnitude, zeros of both signs among them: any other order of summation shows. */
function numbers(start: number): (length: number) => Float64Array {
  let state = start | 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  return (length) =>
    Float64Array.from({ length }, () => {
      const kind = next();
      return kind < 0.02 ? 0 : kind < 0.04 ? -0 : (next() - 0.5) * 2 ** Math.floor(24 * next() - 12);
    });
}

/** The arrays as the kernels' own, and at odd places within larger ones. */
type Placement = 'plain' | 'resident' | 'inside';
const placement = fc.constantFrom<Placement>('plain', 'resident', 'inside');

function place(kernels: Kernels, values: Float64Array, where: Placement): { array: Float64Array; free: () => void } {
  if (where === 'plain') return { array: values.slice(), free: () => {} };
  const whole = kernels.allocate(values.length + 3);
  const array = where === 'inside' ? whole.subarray(1, values.length + 1) : whole.subarray(0, values.length);
  array.set(values);
  return { array, free: () => kernels.release(whole) };
}

interface Call {
  readonly operands: readonly Float64Array[];
  readonly run: (kernels: Kernels, operands: Float64Array[]) => unknown;
}

/** Runs the call on every implementation and compares all operands and the answer, bit for bit (NaN with NaN). */
function expectSameBits({ operands, run }: Call, where: readonly Placement[]): void {
  const [expected, answer] = outcome(
    scalarKernels,
    where.map(() => 'plain'),
  );
  for (const kernels of [wasm, cramped]) {
    const [actual, other] = outcome(kernels, where);
    expect(other).toEqual(answer);
    actual.forEach((array, index) => {
      const differs = array.findIndex((value, i) => !Object.is(value, expected[index]![i]));
      if (differs >= 0) expect.fail(`operand ${index}, element ${differs}: ${array[differs]} instead of ${expected[index]![differs]}`);
    });
  }

  function outcome(kernels: Kernels, places: readonly Placement[]): [Float64Array[], unknown] {
    const placed = operands.map((values, i) => place(kernels, values, places[i % places.length]!));
    const result = run(
      kernels,
      placed.map(({ array }) => array),
    );
    const copies = placed.map(({ array }) => array.slice());
    for (const { free } of placed) free();
    return [copies, result];
  }
}

const places = fc.tuple(placement, placement, placement);

function positiveDefinite(draw: (length: number) => Float64Array, n: number, stride: number): Float64Array {
  const a = new Float64Array(n * n);
  scalarKernels.gram(a, draw(n * (n + 2)), n, n + 2);
  const strided = draw(n * stride);
  for (let i = 0; i < n; i++) {
    a[i * n + i]! += 1 + a[i * n + i]! * 1e-3;
    strided.set(a.subarray(i * n, (i + 1) * n), i * stride);
  }
  return strided;
}

describe('WebAssembly and scalar kernels give the same bits', () => {
  const runs = { numRuns: 120 };

  it.each(['multiply', 'multiplyTransposed', 'squaredDistances'] as const)('in %s', (operation) => {
    fc.assert(
      fc.property(size, size, depth, seed, places, (m, n, k, start, where) => {
        const draw = numbers(start);
        const operands = [draw(m * n), draw(m * k), draw(n * k)];
        const run = (kernels: Kernels, [c, a, b]: Float64Array[]) => kernels[operation](c!, a!, b!, { m, n, k, d: k });
        expectSameBits({ operands, run }, where);
      }),
      runs,
    );
  });

  it('in products added to what is there, in one piece and in two', () => {
    fc.assert(
      fc.property(size, size, depth, seed, places, (m, n, k, start, where) => {
        const draw = numbers(start);
        const operands = [draw(m * n), draw(m * k), draw(n * k)];
        expectSameBits({ operands, run: (kernels, [c, a, b]) => kernels.multiplyAdd(c!, a!, b!, { m, n, k }) }, where);
      }),
      runs,
    );
    const [m, n, k, first] = [3, 70, 333, 129];
    const draw = numbers(5);
    const [a, b] = [draw(m * k), draw(n * k)];
    const piece = (begin: number, end: number): Float64Array =>
      Float64Array.from(Array.from({ length: m }, (_, i) => [...a.subarray(i * k + begin, i * k + end)]).flat());
    for (const kernels of [wasm, scalarKernels]) {
      const [whole, pieces] = [draw(m * n), new Float64Array(m * n)];
      kernels.multiply(whole, a, b, { m, n, k });
      kernels.multiplyAdd(pieces, piece(0, first), b, { m, n, k: first });
      kernels.multiplyAdd(pieces, piece(first, k), b.subarray(first * n), { m, n, k: k - first });
      expect(pieces).toEqual(whole);
    }
  });

  it('in products larger than a block in every direction', () => {
    const draw = numbers(3);
    for (const [m, n, k] of [
      [101, 530, 700],
      [530, 101, 323],
      [1, 1500, 700],
      [3, 515, 641],
    ] as const) {
      const operands = [draw(m * n), draw(m * k), draw(n * k)];
      for (const operation of ['multiply', 'multiplyTransposed', 'squaredDistances'] as const)
        expectSameBits({ operands, run: (kernels, [c, a, b]) => kernels[operation](c!, a!, b!, { m, n, k, d: k }) }, ['resident']);
    }
    expectSameBits({ operands: [draw(530 ** 2), draw(530 * 333)], run: (kernels, [g, a]) => kernels.gram(g!, a!, 530, 333) }, ['plain']);
  });

  it('in gram', () => {
    fc.assert(
      fc.property(size, depth, seed, places, (n, k, start, where) => {
        const draw = numbers(start);
        expectSameBits({ operands: [draw(n * n), draw(n * k)], run: (kernels, [g, a]) => kernels.gram(g!, a!, n, k) }, where);
      }),
      runs,
    );
  });

  it('in factorisation and both solves, for any stride and number of columns', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 11 }), seed, places, (n, gap, columns, start, where) => {
        const draw = numbers(start);
        const stride = n + gap;
        expectSameBits(
          {
            operands: [positiveDefinite(draw, n, stride), draw(n * columns)],
            run: (kernels, [a, b]) => {
              const failed = kernels.cholesky(a!, n, stride);
              if (failed < 0) kernels.solveLower(a!, n, b!, columns, stride);
              if (failed < 0) kernels.solveLowerTransposed(a!, n, b!, columns, stride);
              else a!.fill(0);
              return failed;
            },
          },
          where,
        );
      }),
      runs,
    );
  });

  it('in appending and deleting rows', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 3 }), fc.nat(), seed, places, (n, gap, at, start, where) => {
        const draw = numbers(start);
        const stride = n + gap;
        const l = Float64Array.of(...positiveDefinite(draw, n, stride), ...draw(stride));
        const row = draw(n + 1);
        row[n] = Math.abs(row[n]!) + (start % 2 === 0 ? 1e9 : 0);
        expectSameBits(
          {
            operands: [l, row],
            run: (kernels, [factor, added]) => {
              const failed = kernels.cholesky(factor!, n, stride);
              if (failed >= 0) return factor!.fill(0).length;
              const appended = kernels.choleskyAppend(factor!, n, stride, added!);
              const length = n + Number(appended);
              if (length > 0) kernels.choleskyDelete(factor!, length, stride, at % length);
              return appended;
            },
          },
          where,
        );
      }),
      runs,
    );
  });

  it('in the Hadamard transform', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), seed, placement, (power, start, where) => {
        expectSameBits({ operands: [numbers(start)(2 ** power)], run: (kernels, [x]) => kernels.hadamard(x!) }, [where]);
      }),
      { numRuns: 60 },
    );
  });

  it('in sines and cosines, over the whole range and next to every quarter turn', () => {
    fc.assert(
      fc.property(fc.nat({ max: 700 }), seed, places, (count, start, where) => {
        const draw = numbers(start);
        const near = fc.sample(fc.integer({ min: -667_000, max: 667_000 }), { numRuns: 20, seed: start });
        const x = draw(count).map((value, i) => (i % 3 === 0 ? near[i % 20]! * (Math.PI / 2) + value * 1e-9 : value * 256));
        const run = (kernels: Kernels, [sines, cosines, values]: Float64Array[]) => kernels.sinCos(sines!, cosines!, values!);
        expectSameBits({ operands: [draw(count), draw(count), x], run }, where);
        const inPlace = (kernels: Kernels, [sines, cosines]: Float64Array[]) => kernels.sinCos(sines!, cosines!, sines!);
        expectSameBits({ operands: [x, draw(count)], run: inPlace }, where);
      }),
      { numRuns: 60 },
    );
    const long = numbers(9)(20_001);
    const run = (kernels: Kernels, [sines, cosines, values]: Float64Array[]) => kernels.sinCos(sines!, cosines!, values!);
    expectSameBits({ operands: [long, long, long], run }, ['plain']);
  });

  it('in rows of random features', () => {
    fc.assert(
      fc.property(fc.nat({ max: 7 }), fc.nat({ max: 70 }), seed, places, (m, n, start, where) => {
        const draw = numbers(start);
        const operands = [draw(m * n).map((value) => value * 200), draw(n)];
        const run = (kernels: Kernels, [x, phases]: Float64Array[]) => kernels.phasedCosines(x!, phases!, { m, n, amplitude: 0.3 });
        expectSameBits({ operands, run }, where);
      }),
      runs,
    );
    const draw = numbers(8);
    const [m, n] = [3, 25];
    for (const bad of [2 ** 21, NaN, Infinity]) {
      const x = draw(m * n);
      x[n + 24] = bad;
      const run = (kernels: Kernels, [angles, phases]: Float64Array[]) => {
        expect(() => kernels.phasedCosines(angles!, phases!, { m, n, amplitude: 0.3 })).toThrow(/^x: element 24 is/);
      };
      expectSameBits({ operands: [x, draw(n)], run }, ['resident']);
    }
  });

  it('in covariances, from distance 0 to where they vanish', () => {
    const covariance = fc.record({
      kind: fc.constantFrom('matern52', 'squared-exponential'),
      of: fc.constantFrom('value', 'gradientFactor'),
      lengthScale: fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.nat({ max: 300 }), covariance, seed, places, (count, options, start, where) => {
        const squares = numbers(start)(count).map((value, i) => value * value * 4 ** ((i % 40) - 30));
        squares.set([0, -0, 1e300, Infinity, 1e-320, NaN].slice(0, count));
        const run = (kernels: Kernels, [out, x]: Float64Array[]) => kernels.covariances(out!, x!, options);
        expectSameBits({ operands: [numbers(start)(count), squares], run }, where);
        expectSameBits({ operands: [squares], run: (kernels, [x]) => kernels.covariances(x!, x!, options) }, where);
      }),
      runs,
    );
  });

  it('in a row computed alone and one computed with others', () => {
    const [m, n, k] = [50, 70, 333];
    const draw = numbers(7);
    const [a, b, all, alone] = [draw(m * k), draw(n * k), new Float64Array(m * n), new Float64Array(n)];
    for (const kernels of [wasm, scalarKernels]) {
      for (const operation of ['multiply', 'multiplyTransposed', 'squaredDistances'] as const) {
        kernels[operation](all, a, b, { m, n, k, d: k });
        for (const row of [0, 17, 49]) {
          kernels[operation](alone, a.subarray(row * k, (row + 1) * k), b, { m: 1, n, k, d: k });
          expect(alone).toEqual(all.slice(row * n, (row + 1) * n));
        }
      }
    }
  });
});
