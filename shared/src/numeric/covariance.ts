import { exp } from './elementary.js';

/**
 * Isotropic covariance functions of amplitude 1, as functions of the squared distance ρ² between two points and the length-scale
 * ℓ > 0 (both in units of x). All three forms are smooth at ρ = 0: none divides by ρ.
 */
export interface Covariance {
  readonly kind: CovarianceKind;
  /** k(ρ), in (0, 1]. */
  readonly value: (squaredDistance: number, lengthScale: number) => number;
  /** The scalar g(ρ) < 0 of the gradient: ∂k(x, x′)/∂x = g(ρ)·(x − x′). */
  readonly gradientFactor: (squaredDistance: number, lengthScale: number) => number;
  /** κ₀ of the prior gradient covariance: ∂²k(x, x′)/∂x∂x′ at x = x′ is κ₀·I. */
  readonly gradientVariance: (lengthScale: number) => number;
}

export type CovarianceKind = 'squared-exponential' | 'matern52';

/** k = exp(−ρ²/2ℓ²), g = −k/ℓ², κ₀ = 1/ℓ². */
const squaredExponential: Covariance = {
  kind: 'squared-exponential',
  value: (squaredDistance, lengthScale) => exp((-0.5 * squaredDistance) / (lengthScale * lengthScale)),
  gradientFactor: (squaredDistance, lengthScale) => {
    const squaredScale = lengthScale * lengthScale;
    return -exp((-0.5 * squaredDistance) / squaredScale) / squaredScale;
  },
  gradientVariance: (lengthScale) => 1 / (lengthScale * lengthScale),
};

/** With a = √5·ρ/ℓ: k = (1 + a + a²/3)·e^(−a), g = −5/(3ℓ²)·(1 + a)·e^(−a), κ₀ = 5/(3ℓ²). */
const matern52: Covariance = {
  kind: 'matern52',
  value: (squaredDistance, lengthScale) => {
    const a = Math.sqrt(5 * squaredDistance) / lengthScale;
    return (1 + a + (a * a) / 3) * exp(-a);
  },
  gradientFactor: (squaredDistance, lengthScale) => {
    const a = Math.sqrt(5 * squaredDistance) / lengthScale;
    return (-5 / (3 * lengthScale * lengthScale)) * (1 + a) * exp(-a);
  },
  gradientVariance: (lengthScale) => 5 / (3 * lengthScale * lengthScale),
};

/** The covariance functions by the name they have in an experiment file; each gives the same bits in every engine. */
export const COVARIANCES: Readonly<Record<CovarianceKind, Covariance>> = { 'squared-exponential': squaredExponential, matern52 };

/** What `Kernels.covariances` computes. */
export function covariances(
  out: Float64Array,
  squaredDistances: Float64Array,
  { kind, of, lengthScale }: { readonly kind: CovarianceKind; readonly of: 'value' | 'gradientFactor'; readonly lengthScale: number },
): void {
  const formula = COVARIANCES[kind][of];
  for (let i = 0; i < squaredDistances.length; i++) out[i] = formula(squaredDistances[i]!, lengthScale);
}
