// @ts-nocheck
import { readdirSync, readFileSync } from 'node:fs';
import { it } from 'vitest';
import { instanceObjectives, parseInstance } from './instance.js';
import { createSyntheticProblem } from './synthetic-problem.js';
it('x', () => {
  const dir = '/work/shared/baselines/instances/';
  let worst = 0, n = 0, worstStrict = 0;
  for (const f of readdirSync(dir)) {
    const json = JSON.parse(readFileSync(dir + f, 'utf8'));
    const p = instanceObjectives(parseInstance(json));
    n++;
    for (const [x, F, fs] of [[json.x0, json.F_x0, json.f_x0], ...json.test_points.map((t, k) => [t, json.F_test[k], json.f_test[k]])]) {
      const g = p.objectives.map((o) => o.truth(Float64Array.from(x)));
      const G = g.reduce((s, v, i) => s + p.weights[i] * v, 0);
      const e = Math.abs(G - F) / Math.abs(F); worst = Math.max(worst, e);
      g.forEach((v, i) => (worst = Math.max(worst, Math.abs(v - fs[i]) / Math.abs(fs[i]))));
    }
  }
  console.log(n, worst);
  for (const fn of ['quadratic','ackley','levy','rosenbrock','ellipsoid']) {
    const t0 = performance.now();
    const p = createSyntheticProblem({ function: fn, dimension: 300, clients: 5, heterogeneity: 5, seed: 1 });
    const t1 = performance.now();
    for (let k = 0; k < 3000; k++) p.objectives[k % 5].evaluate(p.start, k);
    console.log(fn, 'build ms', t1 - t0, 'us/eval', (performance.now() - t1) / 3);
  }
  const t0 = performance.now(); createSyntheticProblem({ function: 'quadratic', dimension: 20, clients: 10000, heterogeneity: 5, seed: 1 }); console.log('10k', performance.now() - t0);
});
