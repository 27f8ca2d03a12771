/** ∇F at x, in the unit box: the mean over all records. */
export function gradientOf(problem, x) {
  const { dimension } = problem;
  const mean = new Float64Array(dimension);
  let count = 0;
  for (const objective of problem.objectives(true)) {
    const { gradients } = objective.evaluate(x, 0);
    for (let row = 0; row < gradients.length; row += dimension) for (let j = 0; j < dimension; j++) mean[j] += gradients[row + j];
    count += gradients.length / dimension;
  }
  return mean.map((sum) => sum / count);
}

/** F at x: the mean over all records. */
export function valueOf(problem, x) {
  return problem.objectives(true).reduce((sum, { truth }, client) => sum + problem.weights[client] * truth(x), 0);
}

const MOST_STEPS = 2_000;
const TOLERANCE = 1e-10;

/**
 * F where descent without noise ends that starts where the runs do, by steps of Barzilai and Borwein (1988); the least F there is to find from
 * there, for F is not convex.
 */
export function leastValue(problem) {
  let x = problem.start;
  let gradient = gradientOf(problem, x);
  let step = 1 / problem.smoothness;
  let least = valueOf(problem, x);
  for (let round = 0; round < MOST_STEPS && norm(gradient) > TOLERANCE * problem.width; round++) {
    const next = x.map((v, j) => Math.min(1, Math.max(0, v - step * gradient[j])));
    const turned = gradientOf(problem, next);
    const s = next.map((v, j) => v - x[j]);
    const y = turned.map((v, j) => v - gradient[j]);
    const curvature = dot(s, y);
    step = curvature > 0 ? Math.min(dot(s, s) / curvature, 1e4 / problem.smoothness) : 1 / problem.smoothness;
    x = next;
    gradient = turned;
    least = Math.min(least, valueOf(problem, x));
  }
  return least;
}

function dot(a, b) {
  return a.reduce((sum, v, j) => sum + v * b[j], 0);
}

function norm(v) {
  return Math.sqrt(dot(v, v));
}
