// Each kernel in WebAssembly SIMD and in its scalar twin, same operands, one run: milliseconds (best of several) and their ratio.
import { chooseKernels, createStream, fillNormal, scalarKernels } from '@fedzoo/shared/numeric';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const REPETITIONS = 7;

export function kernels() {
  const wasm = chooseKernels(readFileSync(createRequire(import.meta.url).resolve('@fedzoo/shared/kernels.wasm')), { memoryMegabytes: 512 });
  if (wasm.name === 'scalar') {
    console.log('this engine has no WebAssembly SIMD: nothing to compare');
    return;
  }
  console.log('| kernel | scalar ms | wasm ms | scalar / wasm | wasm GF/s |\n|---|---|---|---|---|');
  for (const { name, flops, lengths, prepare, run } of cases()) {
    const [slow, fast] = [scalarKernels, wasm].map((implementation) => {
      const arrays = lengths.map((length) => implementation.allocate(length));
      arrays.forEach((array, index) => fillNormal(createStream({ seed: 1, client: 0, round: index, purpose: 'test' }), array));
      const best = bestOf(
        () => prepare?.(implementation, arrays),
        () => run(implementation, arrays),
      );
      for (const array of arrays) implementation.release(array);
      return best;
    });
    const rate = flops === undefined ? '' : (flops / fast / 1e6).toFixed(1);
    console.log(`| ${name} | ${slow.toPrecision(3)} | ${fast.toPrecision(3)} | ${(slow / fast).toFixed(1)} | ${rate} |`);
  }
}

function bestOf(prepare, run) {
  let best = Infinity;
  for (let i = 0; i < REPETITIONS; i++) {
    prepare();
    const begin = performance.now();
    run();
    best = Math.min(best, performance.now() - begin);
  }
  return best;
}

function cases() {
  return [
    ...['multiply', 'multiplyTransposed', 'squaredDistances'].map((operation) => product(operation, 500, 300, 2000)),
    product('multiplyTransposed', 500, 10_000, 300),
    product('multiplyTransposed', 1, 10_000, 300),
    product('multiply', 1, 300, 10_000),
    { name: 'gram 500×10000', flops: 500 ** 2 * 10_000, lengths: [500 ** 2, 500 * 10_000], run: (k, [g, a]) => k.gram(g, a, 500, 10_000) },
    ...[150, 500].flatMap(triangular),
    {
      name: 'hadamard 512, 100 times',
      lengths: [512],
      prepare: (k, [x]) => x.fill(1e-300),
      run: (k, [x]) => repeat(100, () => k.hadamard(x)),
    },
    { name: 'sinCos 10⁶', lengths: [1e6, 1e6, 1e6], run: (k, [sines, cosines, x]) => k.sinCos(sines, cosines, x) },
  ];
}

function product(operation, m, n, k) {
  const shape = { m, n, k, d: k };
  const run = (kernel, [c, a, b]) => kernel[operation](c, a, b, shape);
  return {
    name: `${operation} ${m}×${n}×${k}`,
    flops: (operation === 'squaredDistances' ? 3 : 2) * m * n * k,
    lengths: [m * n, m * k, n * k],
    run,
  };
}

function triangular(n) {
  const matrix = [n * n, n * (n + 2), n * n];
  const fresh = (k, [a, x, kept]) => {
    k.gram(kept, x, n, n + 2);
    for (let i = 0; i < n; i++) kept[i * n + i] += n;
    a.set(kept);
  };
  const factor = (k, arrays) => {
    fresh(k, arrays);
    k.cholesky(arrays[0], n);
  };
  return [
    { name: `cholesky ${n}`, flops: n ** 3 / 3, lengths: matrix, prepare: fresh, run: (k, [a]) => k.cholesky(a, n) },
    {
      name: `solveLower ${n}, 200 columns`,
      flops: 200 * n * n,
      lengths: [...matrix, 200 * n],
      prepare: factor,
      run: (k, [l, , , b]) => k.solveLower(l, n, b, 200),
    },
    {
      name: `solveLowerTransposed ${n}, 200 columns`,
      flops: 200 * n * n,
      lengths: [...matrix, 200 * n],
      prepare: factor,
      run: (k, [l, , , b]) => k.solveLowerTransposed(l, n, b, 200),
    },
    {
      name: `solveLower ${n}, 1 column`,
      flops: n * n,
      lengths: [...matrix, n],
      prepare: factor,
      run: (k, [l, , , b]) => k.solveLower(l, n, b, 1),
    },
    { name: `choleskyDelete ${n}, row 0`, lengths: matrix, prepare: factor, run: (k, [l]) => k.choleskyDelete(l, n, n, 0) },
  ];
}

function repeat(times, action) {
  for (let i = 0; i < times; i++) action();
}
