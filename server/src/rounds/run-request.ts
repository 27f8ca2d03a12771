import { InvalidArgumentError } from '@fedzoo/shared/errors';
import { isRemote, parseExperiment, type Experiment, type Problem, type StopRules } from '@fedzoo/shared/experiment';
import {
  ALGORITHM_OPTIONS,
  PRIVATE_METHODS,
  chooseEncoding,
  resolveForRun,
  resolvePrivateRun,
  uploadRoom,
  type AlgorithmOptions,
  type CodecOptions,
  type RunId,
  type RunPlan,
  type Selection,
} from '@fedzoo/shared/federation/server';
import { contributionBytes } from '@fedzoo/shared/protocol';

/** An experiment as the coordinator runs it. */
export interface RunRequest {
  /** With every default filled in; it is kept, and submitted again it gives the same run. */
  readonly experiment: Experiment;
  readonly name: string;
  readonly seed: number;
  readonly rounds: number;
  readonly codec: CodecOptions;
  readonly algorithm: AlgorithmOptions;
  readonly selection: Selection;
  readonly stop: StopRules;
  /** d; undefined: that of the clients that join. */
  readonly dimension: number | undefined;
  /** Clients that must be connected for a round to begin. */
  readonly minimumClients: number;
  /** Share of a cohort, in (0, 1], after which the others are given a last moment; undefined: all are waited for. */
  readonly quorum: number | undefined;
  /** How long a phase may last, in milliseconds, once a contribution is there; undefined: as long as it takes. */
  readonly deadlineMs: number | undefined;
  readonly stepwise: boolean;
  /** Whether a last iterate whose value is not known is evaluated once more before the run ends. */
  readonly finalValue: boolean;
}

export type ParsedRequest =
  | { readonly ok: true; readonly request: RunRequest }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What was submitted, checked; all that is wrong with it at once. The objectives must be the clients' own. */
export function parseRunRequest(value: unknown): ParsedRequest {
  const parsed = parseExperiment(value, { algorithmOptions: ALGORITHM_OPTIONS, privateMethods: PRIVATE_METHODS });
  if (!parsed.ok) return parsed;
  const { experiment } = parsed;
  const { objective, selection, participation } = experiment;
  if (!isRemote(objective)) {
    const message = 'must be { kind: remote } for a run on a coordinator: the objectives are those of the clients that join';
    return { ok: false, problems: [{ path: 'objective', message }] };
  }
  const { minimumClients, quorum = 1, deadlineSeconds, stepwise = false } = participation ?? {};
  const request: RunRequest = {
    experiment,
    name: experiment.name,
    seed: experiment.seed,
    rounds: experiment.rounds,
    codec: experiment.codec,
    algorithm: experiment.algorithm,
    selection,
    stop: experiment.stop,
    dimension: objective.dimension,
    minimumClients: minimumClients ?? (selection.kind === 'uniform' ? selection.clients : 1),
    quorum: quorum === 1 ? undefined : quorum,
    deadlineMs: deadlineSeconds === undefined ? undefined : Math.ceil(deadlineSeconds * 1000),
    stepwise,
    finalValue: experiment.finalValue,
  };
  const flaw = flawOfWire(request);
  return flaw === undefined ? { ok: true, request } : { ok: false, problems: [flaw] };
}

/** What would keep the run from beginning, as far as it can be told before its clients are there. */
function flawOfWire(request: RunRequest): Problem | undefined {
  const { minimumClients: members, selection, experiment } = request;
  // What a promise needs of noise does not depend on the dimension.
  const dimension = request.dimension ?? (experiment.privacy === undefined ? undefined : 1);
  if (dimension === undefined) return undefined;
  const least = selection.kind === 'uniform' ? Math.max(members, selection.clients) : members;
  try {
    planOf(request, 'run-00000000' as RunId, { dimension, members: least, nameBytes: 1 });
    return undefined;
  } catch (error) {
    if (error instanceof InvalidArgumentError) return { path: error.field, message: error.message.slice(error.field.length + 2) };
    throw error;
  }
}

/**
 * What the clients of a run are told of it, when it begins with so many members whose names have so many bytes at most; `auto` chooses its
 * method here, and a budget of bytes the encoding. Throws `InvalidArgumentError` where nothing fits.
 */
export function planOf(
  request: RunRequest,
  run: RunId,
  { dimension, members, nameBytes }: { dimension: number; members: number; nameBytes: number },
): RunPlan {
  const { name, seed, rounds, selection, stop } = request;
  const cohort = selection.kind === 'uniform' ? Math.min(selection.clients, members) : members;
  const section = request.experiment.privacy;
  if (section !== undefined) {
    const {
      algorithm,
      rounds: planned,
      privacy,
    } = resolvePrivateRun(request.algorithm, section, { name, rounds, dimension, clients: members });
    const { dtype } = request.codec;
    return { run, name, seed, rounds: planned, dimension, dtype: dtype === 'auto' ? 'f64' : dtype, algorithm, privacy };
  }
  const unchosen = { run, name, seed, rounds, dimension };
  const messages = { measure: contributionBytes, nameBytes };
  const upload = uploadRoom(request.codec, { plan: unchosen, ...messages });
  const resolved = resolveForRun(request.algorithm, { dimension, clients: members, cohort, queries: stop.queries, upload });
  const { codec, algorithm } = chooseEncoding(request.codec, { plan: { ...unchosen, algorithm: resolved }, ...messages });
  const { dtype, topK, delta, because } = codec;
  return {
    ...unchosen,
    dtype,
    ...(topK === undefined ? {} : { topK }),
    ...(delta === true ? { delta } : {}),
    ...(because === undefined ? {} : { encoding: because }),
    algorithm,
  };
}
