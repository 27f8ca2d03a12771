import { createFourierTransform } from '../numeric/fourier-transform.js';
import { exp, log } from '../numeric/index.js';
import { lossAtoms, reachOf, type Direction, type LossAtoms, type SampledRelease } from './loss-atoms.js';
import { lossCumulant } from './loss-cumulant.js';
import { leastValue } from './unimodal-minimum.js';

/** Equal releases, one after another. */
export interface Phase extends SampledRelease {
  readonly rounds: number;
}

/** The ε that belongs to one δ. */
export interface EpsilonBracket {
  /** An ε with δ(ε) ≤ δ for certain. */
  readonly upper: number;
  /** An ε with δ(ε) ≥ δ for certain. */
  readonly lower: number;
}

/** Tilted mass outside the window of the transform. */
const OUTSIDE = 1e-11;

/**
 * The ε of a composition in one direction, from above and from below: discretised losses, tilted by e^{cL} so that what happens near ε is
 * as exact as what is likely, convolved by Fourier transform. What falls beyond the window is bounded by Chernoff and added, what wraps
 * around from below only adds. The lower end follows from the coupling of grid and loss, which differ by at most a cell and a sum of
 * independent errors by Hoeffding's inequality. Rounding is allowed for by 1e-9 + 1e-14 a round of δ (a choice, not proven).
 * O(phases · cells · log cells + range of the loss ÷ step).
 */
export function composedEpsilon(
  phases: readonly Phase[],
  direction: Direction,
  { delta, cells }: { delta: number; cells: number },
): EpsilonBracket {
  const rounds = phases.reduce((sum, phase) => sum + phase.rounds, 0);
  const reach = Math.sqrt(2 * log((1e9 * rounds) / delta));
  const cumulants = phases.map((phase) => lossCumulant(phase, direction, reach));
  const plan = planWindow((c) => phases.reduce((sum, phase, i) => sum + phase.rounds * cumulants[i]!(c), 0), delta);
  // A sum may be concentrated much more than one loss is spread (a member added, little noise): then the window is wider than it need be.
  const widest = Math.max(
    ...phases.map((phase) => {
      const { leastLoss, mostLoss } = reachOf(phase, direction, reach);
      return mostLoss - leastLoss;
    }),
  );
  const step = Math.max(plan.high - plan.low, widest / 16) / cells;
  const parts = phases.map((phase) => ({ atoms: lossAtoms(phase, direction, { step, reach }), rounds: phase.rounds }));
  const { tilt } = plan;
  const masses = convolve(parts, tilt, cells);

  // Above the grid point i: Σ r and Σ r e^{−x}, both in units of e^{K − c·origin}.
  const lowest = Math.floor(plan.low / step);
  const origin = plan.epsilon;
  const tilted = cumulant(parts, tilt);
  const lnUnit = tilted - tilt * origin;
  const excess = cumulant(parts, tilt + plan.rise) - tilted - plan.rise * step * (lowest + cells);
  const beyond = exp(lnUnit + tilt * (origin - step * (lowest + cells)) + Math.min(0, excess));
  const lost = parts.reduce((sum, { atoms, rounds: count }) => sum + count * atoms.lost, 0);
  const allowance = delta * (1e-9 + 1e-14 * rounds);
  const at = (goal: number): number => {
    const scaled = goal / exp(lnUnit);
    let mass = 0;
    let shrunk = 0;
    for (let i = lowest + cells - 1; i >= lowest; i--) {
      const x = step * i;
      // δ(ε) = Σ r − e^{ε} Σ r e^{−x} between this point and the one above, the sums over the points above.
      if (mass - exp(x - origin) * shrunk >= scaled) return origin + log((mass - scaled) / shrunk);
      const weight = Math.max(0, masses[modulo(i, cells)]!) * exp(-tilt * (x - origin));
      mass += weight;
      shrunk += weight * exp(origin - x);
    }
    return step * lowest;
  };
  const upperGoal = delta - allowance - lost - beyond;
  const chance = 1e-3 * delta;
  const wander = step * Math.sqrt((rounds * -log(chance)) / 2) + (rounds * step * step) / 8;
  return { upper: upperGoal > 0 ? at(upperGoal) : Infinity, lower: at(delta + allowance + chance) - wander };
}

interface Part {
  readonly atoms: LossAtoms;
  readonly rounds: number;
}

/** Tilt, a first ε, and a window that holds the tilted sum but for `OUTSIDE` at either end, all by Chernoff's bound. */
function planWindow(
  cumulant: (c: number) => number,
  delta: number,
): { readonly tilt: number; readonly epsilon: number; readonly low: number; readonly high: number; readonly rise: number } {
  const least = (f: (c: number) => number, from: number, to: number): { c: number; value: number } => {
    let best = { c: NaN, value: Infinity };
    leastValue(
      (lnC) => {
        const c = exp(lnC);
        const value = f(c);
        if (value < best.value) best = { c, value };
        return value;
      },
      log(from),
      log(to),
      1e-3,
    );
    return best;
  };
  const lnDelta = log(delta);
  const { c: tilt, value: epsilon } = least((c) => (cumulant(c) - lnDelta - log(c + 1)) / c + log(c / (c + 1)), 1e-3, 1e5);
  const base = cumulant(tilt);
  const room = log(OUTSIDE);
  const above = least((a) => (cumulant(tilt + a) - base - room) / a, 1e-4, 1e5);
  const below = least((a) => (cumulant(tilt - a) - base - room) / a, 1e-4, 1e5);
  return { tilt, epsilon, low: Math.min(-below.value, epsilon - 1e-9), high: Math.max(above.value, epsilon + 1e-9), rise: above.c };
}

/** Σ rounds · ln E[e^{cL}] of what was discretised. */
function cumulant(parts: readonly Part[], c: number): number {
  let sum = 0;
  for (const { atoms, rounds } of parts) {
    const { step, first, masses } = atoms;
    // The largest exponent is taken out; it lies at an end.
    const largest = Math.max(c * step * first, c * step * (first + masses.length - 1));
    let moment = 0;
    for (let i = 0; i < masses.length; i++) moment += masses[i]! * exp(c * step * (first + i) - largest);
    sum += rounds * (largest + log(moment));
  }
  return sum;
}

/** The tilted and normalised masses of the sum, by grid point modulo `cells`. */
function convolve(parts: readonly Part[], tilt: number, cells: number): Float64Array {
  const transform = createFourierTransform(cells);
  const real = new Float64Array(cells);
  const imaginary = new Float64Array(cells);
  const productReal = new Float64Array(cells).fill(1);
  const productImaginary = new Float64Array(cells);
  for (const part of parts) {
    const { step, first, masses } = part.atoms;
    const lnMoment = cumulant([{ atoms: part.atoms, rounds: 1 }], tilt);
    real.fill(0);
    imaginary.fill(0);
    for (let i = 0; i < masses.length; i++) {
      const place = modulo(first + i, cells);
      real[place] = real[place]! + masses[i]! * exp(tilt * step * (first + i) - lnMoment);
    }
    transform.forward(real, imaginary);
    for (let k = 0; k < cells; k++) {
      const [re, im] = power(real[k]!, imaginary[k]!, part.rounds);
      const product = productReal[k]!;
      productReal[k] = product * re - productImaginary[k]! * im;
      productImaginary[k] = product * im + productImaginary[k]! * re;
    }
  }
  transform.inverse(productReal, productImaginary);
  return productReal;
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

/** (re + i·im)^n by repeated squaring. */
function power(re: number, im: number, n: number): readonly [number, number] {
  let resultRe = 1;
  let resultIm = 0;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      const r = resultRe * re - resultIm * im;
      resultIm = resultRe * im + resultIm * re;
      resultRe = r;
    }
    const squared = re * re - im * im;
    im = 2 * re * im;
    re = squared;
  }
  return [resultRe, resultIm];
}
