import { createHash } from 'node:crypto';
import { createClientHalf, createWorkspace, type RunPlan } from '@fedzoo/shared/federation/client';
import type { Kernels } from '@fedzoo/shared/numeric';
import type { RunContext } from './step.js';

/** What the clients of a host share in the runs they take part in, by run. */
export interface RunContexts {
  /** The context of the plan's run, made anew if the plan has changed. Throws `InvalidArgumentError` on an unknown algorithm. */
  learn(plan: RunPlan): RunContext;
  find(run: string): RunContext | undefined;
  forget(run: string): void;
}

export function createRunContexts(kernels: Kernels): RunContexts {
  const contexts = new Map<string, RunContext>();
  return {
    learn(plan) {
      const planDigest = digest(plan);
      const known = contexts.get(plan.run);
      if (known?.planDigest === planDigest) return known;
      const context = { plan, planDigest, half: createClientHalf(plan), kernels, workspace: createWorkspace() };
      contexts.set(plan.run, context);
      return context;
    },
    find: (run) => contexts.get(run),
    forget: (run) => void contexts.delete(run),
  };
}

/** The same for plans that say the same, in whatever order their options come. */
function digest(plan: RunPlan): string {
  const text = JSON.stringify(plan, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
