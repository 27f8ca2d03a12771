/** Radii of the trust-region method, in units of x. */
export interface Radii {
  /** ρ of the next design. */
  readonly designRadius: number;
  /** Δ of the next trial. */
  readonly trustRadius: number;
}

export interface Step {
  readonly accepted: boolean;
  /** ‖z − x‖. */
  readonly length: number;
  /** Actual over predicted decrease. */
  readonly ratio: number;
}

export interface RadiusLimits {
  readonly dimension: number;
  /** ρ₀ in units of √d. */
  readonly firstRadius: number;
  /** ρ below which differences drown in noise; 0 where there is none. */
  readonly noiseFloor: number;
}

/** In units of √d. */
const LARGEST_TRUST = 0.3;
const LEAST_STEP_RADIUS = 1e-5;
const LEAST_RADIUS = 1e-7;
/** Deviates from textbook constants (0.5, 2) only in shrinking from the step, which may be far inside the region. */
const POOR = 0.25;
const GOOD = 0.7;

/**
 * The trust-region rule (Conn, Gould & Toint, *Trust-Region Methods*, 2000, §6.1, with constants found on synthetic problems): a poor step
 * shrinks Δ to half its length, a good one at the edge doubles Δ. The design follows the steps: ρ becomes the length of an accepted
 * step and shrinks by 0.7 after a refused one, and never goes below the noise floor.
 */
export function nextRadii({ designRadius, trustRadius }: Radii, step: Step, limits: RadiusLimits): Radii {
  const unit = Math.sqrt(limits.dimension);
  const floor = Math.max(limits.noiseFloor, LEAST_RADIUS * unit);
  let trust = trustRadius;
  if (step.ratio < POOR) trust = step.length / 2;
  else if (step.ratio > GOOD && step.length > 0.9 * trustRadius) trust = 2 * trustRadius;
  const first = limits.firstRadius * unit;
  const design = step.accepted ? Math.min(first, Math.max(step.length, LEAST_STEP_RADIUS * unit)) : 0.7 * designRadius;
  return {
    designRadius: Math.max(design, floor),
    trustRadius: Math.min(LARGEST_TRUST * unit, Math.max(trust, floor)),
  };
}

/** How many times the noise the curvature must lift a design point for its value to say something. */
const SIGNAL = 16;

/**
 * ρ at which the mean curvature raises F by 16 standard deviations of the noise, F(ρ) ≈ curvature·ρ²; 0 without noise, at most 0.25 √d.
 */
export function noiseFloor(noiseStdDev: number, curvature: number, dimension: number): number {
  if (!(noiseStdDev > 0)) return 0;
  const largest = 0.25 * Math.sqrt(dimension);
  return curvature > 0 ? Math.min(largest, Math.sqrt((SIGNAL * noiseStdDev) / curvature)) : largest;
}
