import { InvalidArgumentError } from '../../../errors.js';
import { normalCdf, normalDensity } from '../../../numeric/normal-distribution.js';

/**
 * EI = E max(0, f* − Y) for Y ∼ N(μ, s²), in closed form: (f* − μ) Φ(u) + s φ(u), u = (f* − μ)/s (Jones, Schonlau & Welch 1998; Frazier,
 * arXiv 1807.02811, eq. 8). With s = 0 it is max(0, f* − μ). At least 0, in units of F. Throws for a negative s. O(1).
 */
export function expectedImprovement(mean: number, stdDev: number, best: number): number {
  if (!(stdDev >= 0)) throw new InvalidArgumentError('stdDev', `${stdDev} is not a standard deviation; give a number of at least 0`);
  const gain = best - mean;
  if (stdDev === 0) return Math.max(0, gain);
  const u = gain / stdDev;
  return Math.max(0, gain * normalCdf(u) + stdDev * normalDensity(u));
}

/**
 * KG = min_a μ_a − E min_a (μ_a + σ̃_a Z), Z ∼ N(0, 1), over a finite set of points a: how much one more observation lowers the least
 * posterior mean (Frazier, Powell & Dayanik 2009, algorithm 1). σ̃_a is the standard deviation of the change of μ_a by that observation,
 * with its sign. At least 0, in units of F; 0 where all σ̃ are equal. O(n log n).
 */
export function knowledgeGradient(means: Float64Array, changes: Float64Array): number {
  if (means.length !== changes.length || means.length === 0) {
    throw new InvalidArgumentError(
      'changes',
      `has ${changes.length} elements for ${means.length} means; give one for each, and at least one`,
    );
  }
  // Upper envelope of the lines −μ_a − σ̃_a z, by increasing slope; of equal slopes only the highest matters.
  const lines = Array.from(means, (mean, a) => ({ height: -mean, slope: -changes[a]! })).sort(
    (p, q) => p.slope - q.slope || p.height - q.height,
  );
  const envelope: { readonly height: number; readonly slope: number; readonly from: number }[] = [];
  for (const line of lines) {
    let from = Number.NEGATIVE_INFINITY;
    for (let last = envelope.at(-1); last !== undefined; last = envelope.at(-1)) {
      from = last.slope === line.slope ? Number.NEGATIVE_INFINITY : (last.height - line.height) / (line.slope - last.slope);
      if (from > last.from) break;
      envelope.pop();
      from = Number.NEGATIVE_INFINITY;
    }
    envelope.push({ ...line, from });
  }
  let gain = 0;
  for (let i = 1; i < envelope.length; i++) {
    const c = Math.abs(envelope[i]!.from);
    gain += (envelope[i]!.slope - envelope[i - 1]!.slope) * (normalDensity(c) - c * normalCdf(-c));
  }
  return Math.max(0, gain);
}
