import { exp, log } from '../numeric/index.js';
import { expm1, log1p } from '../numeric/small-argument.js';

/** One Gaussian release with Poisson sampling: everybody joins with probability `samplingRate` (1: everybody does). */
export interface SampledRelease {
  readonly samplingRate: number;
  readonly noiseMultiplier: number;
}

/** Which neighbour is the one with one member more: both ways must be looked at, and the worse one counts. */
export type Direction = 'remove' | 'add';

/** A privacy loss on the grid {step · k}: `masses[i]` at `step · (first + i)`, `lost` at most at +∞. */
export interface LossAtoms {
  readonly step: number;
  readonly first: number;
  readonly masses: Float64Array;
  readonly lost: number;
}

/** Gauss–Legendre rules of two and three nodes: their places in half-widths, and their weights. */
const TWO_NODES = { places: [-0.5773502691896258, 0.5773502691896258], weights: [0.5, 0.5] } as const;
const THREE_NODES = { places: [-0.7745966692414834, 0, 0.7745966692414834], weights: [5 / 18, 8 / 18, 5 / 18] } as const;
/** Up to here two nodes are as exact as rounding, in standard deviations of z. */
const NARROW = 1e-3;
/** The widest panel, in standard deviations of z. */
const PANEL = 0.02;

/**
 * The privacy loss L of one release, pushed to a grid so that what results dominates it, and so do their compositions: the mass of a cell
 * goes to its two ends such that both its probability and E[e^{−L}] stay ("connect the dots", Doroshenko et al., arXiv 2207.04380).
 * P is N(0, σ²) mixed with N(1, σ²), Q is N(0, σ²), L = ln dP/dQ for `remove`; the two swapped for `add` (Zhu, Dong & Wang,
 * arXiv 2106.08567). Outcomes beyond `reach` standard deviations count as lost: at most e^{−reach²/2}. O(range of the loss ÷ step).
 */
export function lossAtoms(release: SampledRelease, direction: Direction, { step, reach }: { step: number; reach: number }): LossAtoms {
  const { noiseMultiplier: sigma } = release;
  const sign = direction === 'remove' ? 1 : -1;
  const { leastZ, mostZ, leastLoss, mostLoss } = reachOf(release, direction, reach);
  const first = Math.floor(leastLoss / step);
  const cells = Math.ceil(mostLoss / step) - first;
  const masses = new Float64Array(cells + 1);
  const within = (z: number): number => Math.min(mostZ, Math.max(leastZ, z));
  const edge = (index: number): number => within(outcomeAt(sign * step * index, release));
  const cellShare = -expm1(-step);
  let from = edge(first);
  for (let cell = 0; cell < cells; cell++) {
    const to = edge(first + cell + 1);
    const lower = step * (first + cell);
    const panels = Math.max(1, Math.ceil(Math.abs(to - from) / (PANEL * sigma)));
    const width = (to - from) / panels;
    const { places, weights } = Math.abs(width) < NARROW * sigma ? TWO_NODES : THREE_NODES;
    let mass = 0;
    let upper = 0;
    for (let panel = 0; panel < panels; panel++) {
      for (let node = 0; node < places.length; node++) {
        const z = from + width * (panel + 0.5 + 0.5 * places[node]!);
        const ratio = lnRatio(z, release);
        const density = weights[node]! * exp(-0.5 * (z / sigma) ** 2 + (direction === 'remove' ? ratio : 0));
        mass += density;
        upper -= density * expm1(lower - sign * ratio);
      }
    }
    const scale = (0.3989422804014327 / sigma) * Math.abs(width);
    // Rounding must not make a mass negative.
    const toUpper = Math.min(mass * scale, Math.max(0, (upper * scale) / cellShare));
    masses[cell] = masses[cell]! + (mass * scale - toUpper);
    masses[cell + 1] = masses[cell + 1]! + toUpper;
    from = to;
  }
  return { step, first, masses, lost: exp(-0.5 * reach * reach) };
}

/** The outcomes within `reach` standard deviations, and the losses that belong to them. */
export function reachOf(
  release: SampledRelease,
  direction: Direction,
  reach: number,
): { readonly leastZ: number; readonly mostZ: number; readonly leastLoss: number; readonly mostLoss: number } {
  const leastZ = -reach * release.noiseMultiplier;
  const mostZ = reach * release.noiseMultiplier + (direction === 'remove' ? 1 : 0);
  const [low, high] = [lnRatio(leastZ, release), lnRatio(mostZ, release)];
  return direction === 'remove' ? { leastZ, mostZ, leastLoss: low, mostLoss: high } : { leastZ, mostZ, leastLoss: -high, mostLoss: -low };
}

/** ln w(z), w = 1 − q + q e^{(2z−1)/(2σ²)}. */
export function lnRatio(z: number, { samplingRate: q, noiseMultiplier: sigma }: SampledRelease): number {
  const grown = (2 * z - 1) / (2 * sigma * sigma);
  if (q === 1) return grown;
  return grown > 40 ? grown + log(q) + log1p(((1 - q) / q) * exp(-grown)) : log1p(q * expm1(grown));
}

/** The z with ln w(z) = loss; −∞ where no z has so small a loss. */
function outcomeAt(loss: number, { samplingRate: q, noiseMultiplier: sigma }: SampledRelease): number {
  if (q === 1) return sigma * sigma * loss + 0.5;
  const above = expm1(loss) / q;
  if (above <= -1) return -Infinity;
  return sigma * sigma * (loss > 40 ? loss - log(q) : log1p(above)) + 0.5;
}
