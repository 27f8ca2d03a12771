import { InvalidArgumentError } from '@fedzoo/shared/errors';
import type { Experiment, PrivacySection } from '@fedzoo/shared/experiment';
import { chooseEncoding, resolveForRun, resolvePrivateRun, uploadRoom } from '@fedzoo/shared/federation/server';
import type { PrivacyDesign } from '@fedzoo/shared/telemetry';
import { contributionBytes } from '@fedzoo/shared/protocol';
import { clientName, planOf } from './simulate/plan.js';
import { UserError } from './user-error.js';

/**
 * The experiment with nothing left open: under `auto` with the method chosen for its size, and with the encoding that a budget of bytes
 * leaves, each with the reason. Throws `UserError` where nothing fits.
 */
export function withChosenMethod(experiment: Experiment, { dimension, clients }: { dimension: number; clients: number }): Experiment {
  const { selection, stop } = experiment;
  const cohort = selection.kind === 'uniform' ? Math.min(selection.clients, clients) : clients;
  try {
    if (experiment.privacy !== undefined) return withPrivateMethod(experiment, experiment.privacy, { dimension, clients });
    const unchosen = planOf({ ...experiment, codec: { dtype: 'f64' } }, { dimension, clients });
    const messages = { measure: contributionBytes, nameBytes: clientName(0).length };
    const upload = uploadRoom(experiment.codec, { plan: unchosen, ...messages });
    const algorithm = resolveForRun(experiment.algorithm, { dimension, clients, cohort, queries: stop.queries, upload });
    return { ...experiment, ...chooseEncoding(experiment.codec, { plan: { ...unchosen, algorithm }, ...messages }) };
  } catch (error) {
    if (error instanceof InvalidArgumentError)
      throw new UserError(error.field, error.message.slice(error.field.length + 2), { cause: error });
    throw error;
  }
}

/** What `auto` leaves open in a private run is chosen by public numbers: the restart period, the split of noise and the rounds with it. */
function withPrivateMethod(experiment: Experiment, section: PrivacySection, size: { dimension: number; clients: number }): Experiment {
  const { name, rounds: most } = experiment;
  const { algorithm, rounds, section: privacy } = resolvePrivateRun(experiment.algorithm, section, { name, rounds: most, ...size });
  const { dtype } = experiment.codec;
  return {
    ...experiment,
    algorithm,
    rounds,
    privacy,
    codec: { dtype: dtype === 'auto' ? 'f64' : dtype },
  };
}

/** On what terms a private run of an experiment with nothing left open releases; undefined where it is not private. */
export function privacyDesign({ name, rounds, algorithm, privacy }: Experiment, dimension: number): PrivacyDesign | undefined {
  if (privacy === undefined) return undefined;
  return resolvePrivateRun(algorithm, privacy, { name, rounds, dimension, clients: privacy.members ?? 0 }).privacy;
}

/** What was chosen and why, a line each: the method under `auto`, the encoding under a budget of bytes. */
export function choiceLines(experiment: Pick<Experiment, 'algorithm' | 'codec'>): readonly string[] {
  const { upload, because } = experiment.codec;
  const method = choiceLine(experiment);
  return [...(method === undefined ? [] : [method]), ...(upload === undefined || because === undefined ? [] : [`on the wire: ${because}`])];
}

/** What `auto` chose and why, in a line; undefined for a method that the experiment names. */
export function choiceLine({ algorithm }: Pick<Experiment, 'algorithm'>): string | undefined {
  if (algorithm.kind !== 'auto') return undefined;
  const { method, because } = algorithm as { readonly method?: { readonly kind: string }; readonly because?: string };
  return method === undefined ? undefined : `auto chose ${method.kind}: ${because ?? 'it was named in the experiment'}`;
}
