/** A function with its gradient: returns the value, writes the gradient. */
export type Differentiable = (x: Float64Array, gradient: Float64Array) => number;

export interface SpectralGradientOptions {
  /** Projects a point onto the feasible set, in place. */
  readonly project: (x: Float64Array) => void;
  /** Length of the first step, > 0. */
  readonly firstStep: number;
  /** The most gradient evaluations that are accepted as iterates. */
  readonly iterations: number;
  /** Ends once a step is shorter. */
  readonly leastStep: number;
}

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
}

/** How many values back a new one is compared with, and what share of the predicted decrease it must keep. */
const MEMORY = 5;
const SUFFICIENT = 1e-4;
const MOST_BACKTRACKS = 12;

/**
 * Minimises a smooth function over a convex set by projected gradient steps of spectral (Barzilai–Borwein) length with a non-monotone
 * line search (Birgin, Martínez & Raydan, SIAM J. Optim. 10, 2000), steps of both lengths in turn.
 *
 * @returns the best iterate. Cost: `iterations` gradients, more where a step must be shortened.
 */
export function minimiseProjected(f: Differentiable, start: Float64Array, options: SpectralGradientOptions): Minimum {
  const { project, firstStep, iterations, leastStep } = options;
  const d = start.length;
  let x: Float64Array = start.slice();
  project(x);
  let gradient: Float64Array = new Float64Array(d);
  let value = f(x, gradient);
  let best: Minimum = { x, value };
  const recent = [value];
  const steepest = norm(gradient);
  if (!(steepest > 0)) return best;
  let rate = firstStep / steepest;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const bound = Math.max(...recent);
    let tried: { x: Float64Array; value: number; gradient: Float64Array } | undefined;
    for (let backtrack = 0; backtrack <= MOST_BACKTRACKS; backtrack++, rate *= 0.4) {
      const candidate = new Float64Array(d);
      for (let j = 0; j < d; j++) candidate[j] = x[j]! - rate * gradient[j]!;
      project(candidate);
      const next = new Float64Array(d);
      const reached = f(candidate, next);
      tried = { x: candidate, value: reached, gradient: next };
      let slope = 0;
      for (let j = 0; j < d; j++) slope += gradient[j]! * (candidate[j]! - x[j]!);
      if (reached <= bound + SUFFICIENT * slope) break;
    }
    if (tried === undefined) break;
    let moved = 0;
    let bend = 0;
    let turned = 0;
    for (let j = 0; j < d; j++) {
      const step = tried.x[j]! - x[j]!;
      const change = tried.gradient[j]! - gradient[j]!;
      moved += step * step;
      bend += step * change;
      turned += change * change;
    }
    ({ x, value, gradient } = tried);
    if (value < best.value) best = { x, value };
    if (Math.sqrt(moved) < leastStep) break;
    recent.push(value);
    if (recent.length > MEMORY) recent.shift();
    if (!(bend > 0)) rate *= 2;
    else rate = iteration % 2 === 0 ? bend / turned : moved / bend;
  }
  return best;
}

function norm(vector: Float64Array): number {
  let sum = 0;
  for (const element of vector) sum += element * element;
  return Math.sqrt(sum);
}
