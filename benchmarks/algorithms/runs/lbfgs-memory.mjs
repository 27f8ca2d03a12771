const PAIRS = 10;

/** The pairs (s, y) with the newest, if its curvature is positive. */
export function remember(pairs, { from, to }) {
  const s = to.x.map((coordinate, j) => coordinate - from.x[j]);
  const y = to.gradient.map((slope, j) => slope - from.gradient[j]);
  return dot(s, y) > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y)) ? [...pairs, { s, y }].slice(-PAIRS) : pairs;
}

/** −H·g by the two-loop recursion (Nocedal 1980), in the coordinates that are free. */
export function lbfgsDirection(pairs, gradient, free) {
  const masked = pairs
    .map(({ s, y }) => ({ s: s.map((v, j) => v * free[j]), y: y.map((v, j) => v * free[j]) }))
    .filter(({ s, y }) => dot(s, y) > 0);
  const q = gradient.map((slope, j) => slope * free[j]);
  const weights = masked.map(() => 0);
  for (let k = masked.length - 1; k >= 0; k--) {
    const { s, y } = masked[k];
    weights[k] = dot(s, q) / dot(s, y);
    add(q, -weights[k], y);
  }
  const newest = masked.at(-1);
  const scale = newest === undefined ? 1 : dot(newest.s, newest.y) / dot(newest.y, newest.y);
  for (let j = 0; j < q.length; j++) q[j] *= scale;
  for (const [k, { s, y }] of masked.entries()) add(q, weights[k] - dot(y, q) / dot(s, y), s);
  return q.map((v) => -v);
}

function dot(a, b) {
  return a.reduce((sum, v, j) => sum + v * b[j], 0);
}

function add(target, factor, vector) {
  for (let j = 0; j < target.length; j++) target[j] += factor * vector[j];
}
