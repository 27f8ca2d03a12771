import type { Answer } from '../shared-points/answers.js';

/** How designs are given out: each point to all clients, or to one part of them only. */
export type SharingOut = {
  /** Parts that the next design is shared out in; 1: every point is evaluated by all. */
  readonly parts: number;
  /** Whether every later design goes to all. */
  readonly isOver: boolean;
};

/** What a round has shown of how alike clients are. */
export interface Likeness {
  /** H over the points that all clients evaluated in it. */
  readonly heterogeneity: number;
  /** Whether its trial point was refused. */
  readonly refused: boolean;
  /** Whether values do not repeat, which looks like clients that differ. */
  readonly noisy: boolean;
  /** Whether designs have spanned the space, so that a refusal says more than that the surrogate is young. */
  readonly spanned: boolean;
}

/** Above it what is saved in queries is lost in steps: with H = 0.3 and more at x₀ sharing out was behind on Ackley (DECISIONS.md). */
const MOST_HETEROGENEITY = 0.1;

/**
 * H, the variance between the clients' differences fᵢ(p) − fᵢ(x) as a share of the squared difference of F, over the same points:
 *
 *     H = (Σ_p mean_i δᵢ(p)² − Σ_p δ(p)²) / Σ_p δ(p)²,   δ = mean_i δᵢ
 *
 * 0 for clients that are alike; infinite where F does not change. Both sums are aggregates, so no client's own value is needed. `ofClients`
 * and `ofMean` in units of F squared.
 */
export function heterogeneityOf({ ofClients, ofMean }: { readonly ofClients: number; readonly ofMean: number }): number {
  return ofMean > 0 ? Math.max(0, ofClients - ofMean) / ofMean : Number.POSITIVE_INFINITY;
}

/**
 * H of a folded round: over the points of a design that all evaluated, or else at the trial point, the first of the answers. `squares`: the
 * clients' mean squared difference at the trial point, and the mean of its sums over the design.
 */
export function heterogeneitySeen({ parts }: SharingOut, answers: readonly (Answer | undefined)[], squares: readonly number[]): number {
  const common = parts === 1 ? answers.slice(1) : answers.slice(0, 1);
  const ofMean = common.reduce((sum, answer) => sum + (answer?.difference ?? 0) ** 2, 0);
  return heterogeneityOf({ ofClients: squares[parts === 1 ? 1 : 0] ?? 0, ofMean });
}

/**
 * How the next design is given out. The first is everybody's and measures H: up to 0.1 the next ones are shared out in `most` parts, else
 * none ever is. Where the trial point of a shared round is refused, or H is larger at it, all clients evaluate a design again; once designs
 * have spanned the space for good, before that only where it says so too. H grows towards the optimum, where F is flat and its parts are not.
 */
export function nextSharing({ parts, isOver }: SharingOut, { heterogeneity, refused, noisy, spanned }: Likeness, most: number): SharingOut {
  const alike = heterogeneity <= MOST_HETEROGENEITY;
  if (isOver || noisy || most === 1) return { parts: 1, isOver: true };
  if (parts === 1) return alike ? { parts: most, isOver } : { parts: 1, isOver: true };
  return alike && !refused ? { parts, isOver } : { parts: 1, isOver: spanned };
}
