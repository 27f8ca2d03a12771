import { BudgetSpent, createCentralOracle } from './central-oracle.mjs';
import { lbfgsDirection, remember } from './lbfgs-memory.mjs';

const FIRST_RADIUS = 1e-3;
const LEAST_RADIUS = 1e-9;
/** Step lengths of a line search, all in one trip: of the last move, or of a quasi-Newton step. */
const STEP_FACTORS = [1 / 64, 1 / 16, 1 / 4, 1 / 2, 1, 2, 4, 16];
/** How far a coordinate moves at most in the first step, at factor 1. */
const FIRST_MOVE = 0.25;

/**
 * Descent on a full basis of forward differences that all clients share, d + 1 points, and a line search of eight points in the box.
 * `line-search` goes along the steepest descent; `l-bfgs` along the two-loop recursion over 10 pairs in the coordinates that are free
 * (Byrd, Lu, Nocedal & Zhu 1995 without their generalised Cauchy point). Where no step is better the radius of the differences and
 * the move fall tenfold, and the memory is dropped.
 */
export function descentBaseline({ kind, ...parts }) {
  const oracle = createCentralOracle(parts);
  try {
    descend(oracle, { start: parts.made.start, isQuasiNewton: kind === 'l-bfgs' });
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
  }
  return oracle.run();
}

function descend(oracle, { start, isQuasiNewton }) {
  let x = Float64Array.from(start);
  let radius = FIRST_RADIUS;
  let move = FIRST_MOVE;
  let pairs = [];
  let before;
  while (radius >= LEAST_RADIUS) {
    const { value, gradient } = differences(oracle, x, radius);
    if (isQuasiNewton && before !== undefined) pairs = remember(pairs, { from: before, to: { x, gradient } });
    before = { x, gradient };
    const free = gradient.map((slope, j) => Number(!(x[j] <= 0 && slope > 0) && !(x[j] >= 1 && slope < 0)));
    const direction = pairs.length > 0 ? lbfgsDirection(pairs, gradient, free) : steepest(gradient, { free, move });
    const found = searchLine(oracle, x, direction);
    if (found.value < value) {
      move = largest(found.x.map((coordinate, j) => coordinate - x[j]));
      x = found.x;
      oracle.moved(x);
    } else {
      radius /= 10;
      move /= 10;
      pairs = [];
      before = undefined;
    }
  }
}

/** F and its forward differences at x; a coordinate at its upper bound is displaced inwards. */
function differences(oracle, x, radius) {
  const steps = x.map((coordinate) => (coordinate + radius > 1 ? -radius : radius));
  const points = Array.from(steps, (step, j) => x.map((coordinate, k) => (k === j ? coordinate + step : coordinate)));
  const [value, ...values] = oracle.evaluate([x, ...points]);
  return { value, gradient: Float64Array.from(values, (displaced, j) => (displaced - value) / steps[j]) };
}

/** Down the slope in the free coordinates; none of them moves farther than `move`. */
function steepest(gradient, { free, move }) {
  const slopes = gradient.map((slope, j) => slope * free[j]);
  const steepness = largest(slopes);
  return slopes.map((slope) => (steepness === 0 ? 0 : (-move * slope) / steepness));
}

function largest(vector) {
  return vector.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
}

function searchLine(oracle, x, direction) {
  const points = STEP_FACTORS.map((step) => x.map((coordinate, j) => Math.min(1, Math.max(0, coordinate + step * direction[j]))));
  const values = oracle.evaluate(points);
  const best = values.indexOf(Math.min(...values));
  return { x: points[best], value: values[best] };
}
