import type { PhaseEvaluator } from '@fedzoo/shared/federation';
import { StepFailure, type Task } from '@fedzoo/shared/federation/client';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BudgetSpentError, evaluateJournalled } from '../journal/journalled-evaluation.js';
import { openQueryJournal } from '../journal/query-journal.js';
import type { LoadedObjective } from '../objectives/loaded-objective.js';
import { UserError } from '../user-error.js';

/**
 * The records of evaluations that cost money, in a folder beside the checkpoint: it is there while a run is under way or was broken off,
 * and goes when the run has ended. One file a client, so that the clients of a resumed run may live in other threads than before.
 */
export interface PaidJournal {
  readonly directory: string;
}

const FOLDER = 'journal';

/**
 * The journal of the run in a folder. Throws `UserError` if another run would begin where one was broken off: what was paid for would be
 * paid again.
 */
export async function preparePaidJournal(outputDirectory: string, { resume }: { readonly resume: boolean }): Promise<PaidJournal> {
  const directory = join(outputDirectory, FOLDER);
  if (!resume && (await holdsRecords(directory))) {
    throw new UserError(
      '--out',
      `${outputDirectory} holds a run that was broken off, with evaluations that were paid for; go on with it by --resume, give another folder, or delete ${directory}`,
    );
  }
  await mkdir(directory, { recursive: true });
  return { directory };
}

async function holdsRecords(directory: string): Promise<boolean> {
  const names = await readdir(directory).catch(() => []);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  return sizes.some((size) => size > 0);
}

/** The run has ended, and its results are written: nothing of it will be asked for again. */
export async function removePaidJournal(outputDirectory: string): Promise<void> {
  await rm(join(outputDirectory, FOLDER), { recursive: true, force: true });
}

/** Makes the evaluations of one client by its journal: an evaluation is recorded before it is made and before its value is used. */
export function journalledEvaluator(
  { directory }: PaidJournal,
  client: string,
  { keepsRecords, ...loaded }: LoadedObjective & { readonly keepsRecords: boolean },
): (task: Task) => PhaseEvaluator {
  const journal = openQueryJournal(join(directory, `${client}.log`));
  return (task) => {
    const phase = journal.openPhase(task);
    return {
      async evaluate(points) {
        try {
          return await evaluateJournalled(points, { ...loaded, budget: loaded.budget, keepsRecords, client, journal, phase, admit });
        } catch (error) {
          throw error instanceof BudgetSpentError ? new StepFailure(error.message) : error;
        }
      },
      counts: () => phase.counts(),
    };
  };
}

/** The observer's looks at one client's objective, which cost money too: each iterate once, also when the run is resumed. */
export function journalledLook(
  { directory }: PaidJournal,
  client: string,
  loaded: LoadedObjective,
): (iterate: Float64Array, round: number) => Promise<number | undefined> {
  const journal = openQueryJournal(join(directory, `observer-${client}.log`));
  return async (iterate, round) => {
    const phase = journal.openPhase({ client, run: 'observer', round, phase: 0 });
    const [outcome] = await evaluateJournalled([iterate], {
      ...loaded,
      budget: undefined,
      keepsRecords: false,
      client,
      journal,
      phase,
      admit,
    });
    return outcome?.kind === 'value' ? outcome.value : undefined;
  };
}

/** A simulation makes as many evaluations at a time as there are clients. */
function admit(): Promise<() => void> {
  return Promise.resolve(() => undefined);
}
