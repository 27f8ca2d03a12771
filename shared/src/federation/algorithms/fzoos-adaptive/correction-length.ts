/** What a client measures of its gradients at the t-th local iterate; the mean over clients is what a length follows from. */
export const FIGURES = 3;

/** How much of what earlier rounds measured counts in the next. */
const MEMORY = 0.5;

/**
 * Writes −⟨g, c⟩, ‖c‖² and ‖m‖² of the t-th local iterate, t from 1: g the gradient of the client's local process, m that of the mean
 * surrogate, c the correction, which is m less that of its own surrogate. O(d).
 */
export function measureInto(
  figures: Float64Array,
  t: number,
  { local, correction, mean }: { readonly local: Float64Array; readonly correction: Float64Array; readonly mean: Float64Array },
): void {
  let along = 0;
  let squared = 0;
  let whole = 0;
  for (let j = 0; j < local.length; j++) {
    along -= local[j]! * correction[j]!;
    squared += correction[j]! * correction[j]!;
    whole += mean[j]! * mean[j]!;
  }
  figures.set([along, squared, whole], FIGURES * (t - 1));
}

/** Sums of the figures over rounds, older ones fading. */
export function remember(earlier: Float64Array, fresh: Float64Array): Float64Array {
  return fresh.map((figure, k) => figure + MEMORY * earlier[k]!);
}

/**
 * The correction lengths γ₁…γ_T of a round, each in [0, 1], from the clients' mean figures.
 *
 * The length that brings the corrected gradients of all clients nearest to ∇F is that of FZooS' Proposition 1 (arXiv 2308.04077) with
 * the sums over clients in it, Σ⟨∇F − gᵢ, cᵢ⟩ / Σ‖cᵢ‖². At a common x, Σcᵢ = 0: what is unknown drops out, and
 *
 *     ρ = −Σ⟨gᵢ, cᵢ⟩ / Σ‖cᵢ‖²
 *
 * is known to the coordinator from two figures a client. Of the mean of ‖cᵢ‖², ρ is what clients really differ by and 1 − ρ is error of the
 * surrogates. What a length leaves of the difference is the same in every round and carries clients apart; the error it brings in is
 * drawn anew with every round's queries and averages out. The former is therefore weighed by a = 1 + ρ‖c‖²/‖m‖², one more than how the
 * differences compare with the gradient of F, and the best length becomes γ = aρ / (aρ + 1 − ρ): ρ where clients are alike, nearly 1
 * where their differences are all there is. Without figures it is 1.
 *
 * Deviations: the published γ = 1/t, which loses its correction where it is needed. The local iterates of later t differ between clients,
 * so there Σcᵢ = 0 holds in part. The weight a is ours, tried and not derived.
 */
export function correctionLengths(figures: Float64Array): Float64Array {
  return Float64Array.from({ length: figures.length / FIGURES }, (_, at) => {
    const [along = 0, squared = 0, whole = 0] = figures.subarray(FIGURES * at, FIGURES * (at + 1));
    if (!(squared > 0)) return 1;
    const share = Math.min(1, Math.max(0, along / squared));
    // a‖m‖², so that a surrogate without slope divides by nothing.
    const weight = whole + share * squared;
    const kept = share * weight;
    const drawn = (1 - share) * whole;
    return kept + drawn > 0 ? kept / (kept + drawn) : 0;
  });
}
