import type { Experiment } from '@fedzoo/shared/experiment';
import { resolveForRun } from '@fedzoo/shared/federation/server';

/** The experiment with nothing left open: under `auto`, with the method chosen for its size, and the reason. */
export function withChosenMethod(experiment: Experiment, { dimension, clients }: { dimension: number; clients: number }): Experiment {
  const { algorithm, selection, stop } = experiment;
  const cohort = selection.kind === 'uniform' ? Math.min(selection.clients, clients) : clients;
  return { ...experiment, algorithm: resolveForRun(algorithm, { dimension, clients, cohort, queries: stop.queries }) };
}

/** What `auto` chose and why, in a line; undefined for a method that the experiment names. */
export function choiceLine({ algorithm }: Pick<Experiment, 'algorithm'>): string | undefined {
  if (algorithm.kind !== 'auto') return undefined;
  const { method, because } = algorithm as { readonly method?: { readonly kind: string }; readonly because?: string };
  return method === undefined ? undefined : `auto chose ${method.kind}: ${because ?? 'it was named in the experiment'}`;
}
