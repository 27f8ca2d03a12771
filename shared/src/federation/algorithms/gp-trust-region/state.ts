import type { CarriedHessian } from '../../../surrogate/carried-hessian.js';
import type { ServerState } from '../../server-half.js';
import type { SharingOut } from './sharing-out.js';

/** Observations of F at public points, oldest first. */
export type ObservedPoints = {
  /** n×d row-major. */
  readonly points: Float64Array;
  /** F(p) − F(x₀) as the differences that were sent add up to; n numbers. */
  readonly values: Float64Array;
  /** Variance of each value in units of one whole cohort's, at least 1; n numbers. */
  readonly noise: Float64Array;
  /** Of each value the number of the cohort that gave it, which differs from one to the next; −1 for x₀. n numbers. */
  readonly cohorts: Float64Array;
  /** Of each value ‖p − x‖², x the iterate that its cohort measured it from; n numbers, in units of x squared. */
  readonly reaches: Float64Array;
  /** Of each value 1 where one part of the clients gave it, for all of them, else 0; n numbers. */
  readonly shared: Float64Array;
  /** How many there have been, with those that left the window. */
  readonly seen: number;
};

/** How far the surrogate is trusted, and where it has come from. */
export type TrustRegionState = ServerState & {
  /** xᵣ: the best point accepted. */
  readonly iterate: Float64Array;
  /** F(xᵣ) − F(x₀). */
  readonly level: number;
  /** F(xᵣ) − F(xᵣ₋₁) of the round that closed last. */
  readonly change: number;
  /** Where the surrogate is trusted: x, but for the wide stage, where it follows the posterior means and x the values. */
  readonly centre: Float64Array;
  /** F(centre) − F(x₀). */
  readonly centreLevel: number;
  readonly stage: Stage;
  /** F(x) − F(x₀) when progress was last looked at. */
  readonly markLevel: number;
  /** Rounds since. */
  readonly markRounds: number;
  /** F(x) − F(x₀) when the last wide stage began. */
  readonly wideLevel: number;
  /** How many times longer than at first a fine stage is watched; doubled whenever a wide one has found nothing better. */
  readonly patience: number;
  /** z, evaluated next. */
  readonly trial: Float64Array;
  /** m(centre) − m(z) by the surrogate that proposed z. */
  readonly predicted: number;
  /** ρ, radius of the next design, in units of x. */
  readonly designRadius: number;
  /** Δ, how far from the centre a trial point may lie, in units of x. */
  readonly trustRadius: number;
  /** Number of the next direction in the run's sequence. */
  readonly direction: number;
  /** A client got two values at one point, or F is made of steps that a design has been finer than. */
  readonly noisy: boolean;
  /** ρ below which F has no shape because it is made of steps; 0 while none have been seen. In units of x. */
  readonly stepFloor: number;
  readonly sharing: SharingOut;
  /** Rounds closed. */
  readonly rounds: number;
  readonly observed: ObservedPoints;
  readonly surrogate: SurrogateState | null;
};

/**
 * `wide`: what the surrogate cannot explain at the scale of its design is taken for noise, so the trust region follows the large shape of F
 * over its basins. `fine`: values that repeat are interpolated, to the bottom of the basin.
 */
type Stage = 'wide' | 'fine';

/** What of a surrogate the next one starts from. */
export type SurrogateState = {
  readonly lengthScale: number;
  readonly nugget: number;
  /** Log likelihood a point, in nats. */
  readonly evidence: number;
  /** What displacements and values were measured from. */
  readonly centre: Float64Array;
  readonly level: number;
  /** Standard deviation of a value that the whole cohort gave, in units of F; 0 where values are exact. */
  readonly noiseStdDev: number;
  /** ρ below which the noise hides the shape of F, in units of x; 0 where values are exact. */
  readonly noiseFloor: number;
  /** ½∇²m at a recent iterate, with its forms at the points that were observed then, about the centre. */
  readonly hessian: CarriedHessian | null;
  /** How many points had been observed then. */
  readonly seen: number;
  /** Discounted relative squared errors of the predictions without and with the carried Hessian. */
  readonly isotropicError: number;
  readonly carriedError: number;
};

export function trustRegionStateOf(state: ServerState): TrustRegionState {
  if (!('observed' in state) || !('trial' in state)) throw new Error('the state of the trust region lacks its observations');
  return state as TrustRegionState;
}
