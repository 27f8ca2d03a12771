import { sameElements } from '../../../numeric/same-elements.js';
import type { Workspace } from '../../workspace.js';
import type { RunPlan } from '../../messages.js';
import { directionWeights, replayed, type ModelRule, type PublicModel } from './model.js';

/**
 * The public models of the clients of one pool. Clients that are at the same version hold the same object, so 100 of them have one
 * iterate between them, and what one client has replayed the next one is given. Forgetting any of it costs time and memory only.
 */
export interface Replicas {
  /** The one object that stands for all models equal to this one. O(d) the first time, then O(1). */
  canonical(model: PublicModel): PublicModel;
  /** `replayed` of the canonical model, made once for all clients that come from it. */
  replayed(from: PublicModel, scalars: Float64Array): PublicModel;
  /** w of the directions around a model, made once. */
  weights(model: PublicModel): Float64Array | null;
  /** The points that all clients evaluate around a model, made once. */
  around(model: PublicModel, make: () => readonly Float64Array[]): readonly Float64Array[];
}

/** The replicas of a run in a workspace. */
export function replicasIn(workspace: Workspace, plan: RunPlan, rule: ModelRule): Replicas {
  return workspace.recall(`seed-scalar/${plan.run}/${plan.seed}`, () => createReplicas(rule));
}

const MODELS_KEPT = 2;
const REPLAYS_KEPT = 4;

function createReplicas(rule: ModelRule): Replicas {
  let models: PublicModel[] = [];
  let replays: { readonly from: PublicModel; readonly scalars: Float64Array; readonly to: PublicModel }[] = [];
  let latest: { readonly model: PublicModel; readonly points: readonly Float64Array[] } | undefined;
  const weightsOf = new WeakMap<PublicModel, Float64Array | null>();

  function canonical(model: PublicModel): PublicModel {
    const known = models.find((other) => sameModel(other, model));
    if (known !== undefined) return known;
    // The newest are those that most clients will come to.
    models = [...models, model].sort((a, b) => b.version - a.version).slice(0, MODELS_KEPT);
    return model;
  }

  return {
    canonical,
    replayed(model, scalars) {
      const from = canonical(model);
      if (scalars.length === 0) return from;
      const known = replays.find((replay) => replay.from === from && sameElements(replay.scalars, scalars));
      if (known !== undefined) return known.to;
      const to = canonical(replayed(from, scalars, rule));
      replays = [{ from, scalars: scalars.slice(), to }, ...replays].slice(0, REPLAYS_KEPT);
      return to;
    },
    weights(model) {
      const known = weightsOf.get(model);
      if (known !== undefined) return known;
      const made = directionWeights(model.curvature);
      weightsOf.set(model, made);
      return made;
    },
    around(model, make) {
      if (latest?.model !== model) latest = { model, points: make() };
      return latest.points;
    },
  };
}

function sameModel(a: PublicModel, b: PublicModel): boolean {
  if (a === b) return true;
  if (
    a.version !== b.version ||
    a.meanSquare !== b.meanSquare ||
    a.rateFactor !== b.rateFactor ||
    a.predicted !== b.predicted ||
    a.noise !== b.noise ||
    a.radiusFactor !== b.radiusFactor
  )
    return false;
  return sameElements(a.iterate, b.iterate) && sameElements(a.curvature ?? NONE, b.curvature ?? NONE);
}

const NONE = new Float64Array(0);
