import {
  costOf,
  ledgerTermsOf,
  termsOfTask,
  type Contribution,
  type PrivacyPlan,
  type RunPlan,
  type Task,
} from '@fedzoo/shared/federation/client';
import { InvalidArgumentError } from '@fedzoo/shared/errors';
import { quickEpsilon, type Ledger } from '@fedzoo/shared/ledger';
import { decodeEnvelope, encodeEnvelope, limitsFor } from '@fedzoo/shared/protocol';
import type { LedgerFolder } from '../ledger/ledger-folder.js';
import { openLedgerFolder } from '../ledger/ledger-folder.js';
import type { ReleasedAbout } from './agent-event.js';

/** What this host has sealed itself, of whatever size. */
const OWN_FRAME_BYTES = 2 ** 30;

/** What a client's data were used for, in a ledger of its own: every release is charged here too, before any of its queries is spent. */
export interface OwnReleases {
  /** Charges the release of a task; undefined in a run that is not private. Rejects with `BudgetSpentError`. */
  begin(task: Task, plan: RunPlan): Promise<OwnRelease | undefined>;
  /** The run is over: the bytes of its releases are needed no more. */
  forget(run: string): Promise<void>;
  close(): Promise<void>;
}

export interface OwnRelease {
  /** With this release. */
  readonly about: ReleasedAbout;
  /** What was fixed for this task by a process that is gone: it is sent again as it was, for noise is not drawn twice. */
  readonly sealed: Contribution | undefined;
  /** Fixes what will be sent. */
  seal(contribution: Contribution): Promise<void>;
  /** It was sent. */
  publish(): Promise<void>;
}

/**
 * The ledgers of a host's clients, one a client and data set, below its data directory; opened with the first private run. Their budget is
 * `epsilon`, or, where the owner of the data says none, that of the first run about them.
 */
export function createOwnReleases(dataDirectory: string, epsilon?: number): OwnReleases {
  let opened: Promise<LedgerFolder> | undefined;
  /** By run. */
  const used = new Map<string, Set<Ledger>>();

  async function ledgerOf(client: string, plan: RunPlan): Promise<Ledger | undefined> {
    const { privacy } = plan;
    if (privacy === undefined) return undefined;
    opened ??= openLedgerFolder(dataDirectory);
    const name = `${client}: ${privacy.dataSet}`;
    const ledger = await (await opened).ledger(name);
    const terms = ledgerTermsOf(privacy, 'client', name);
    await ledger.open(epsilon === undefined ? terms : { ...terms, budget: { ...terms.budget, epsilon } });
    used.set(plan.run, (used.get(plan.run) ?? new Set()).add(ledger));
    return ledger;
  }

  return {
    async begin(task, plan) {
      const ledger = await ledgerOf(task.client, plan);
      if (ledger === undefined || plan.privacy === undefined) return undefined;
      const name = { run: task.run, round: task.round, phase: String(task.phase) };
      const before = await ledger.sealed(name);
      if (before !== undefined) {
        return {
          about: aboutOf(ledger, plan.privacy),
          sealed: contributionOf(before.body),
          seal: () => Promise.resolve(),
          publish: () => (before.isPublished ? Promise.resolve() : ledger.publish(before.reservation)),
        };
      }
      const terms = termsOfTask(task.tensors);
      checkNoise(terms.noiseMultiplier, plan.privacy);
      const reservation = await ledger.reserve({ ...name, release: costOf(terms, plan.privacy) });
      return {
        about: aboutOf(ledger, plan.privacy),
        sealed: undefined,
        seal: (contribution) => ledger.seal(reservation, encodeEnvelope({ kind: 'contribution', body: contribution })),
        publish: () => ledger.publish(reservation),
      };
    },
    async forget(run) {
      const ledgers = [...(used.get(run) ?? [])];
      used.delete(run);
      await Promise.all(ledgers.map((ledger) => ledger.forget(run)));
    },
    async close() {
      (await opened?.catch(() => undefined))?.close();
    },
  };
}

/** A task may not ask for less noise than the plan that this client was shown. */
function checkNoise(multiplier: number, { noise }: PrivacyPlan): void {
  const least = Math.min(noise.restart, noise.difference);
  if (multiplier >= least) return;
  throw new InvalidArgumentError(
    'task.clip',
    `asks for noise of ${multiplier} sensitivities where the plan of the run promises at least ${least}; nothing is released on such terms`,
  );
}

function aboutOf(ledger: Ledger, { dataSet }: PrivacyPlan): ReleasedAbout {
  const state = ledger.state();
  if (state === null) throw new Error('a ledger that was charged has begun');
  const { unit, budget } = state.opening;
  const releases = [...state.runs.values()].reduce((sum, { reserved }) => sum + reserved, 0);
  return { dataSet, unit, epsilon: quickEpsilon(state, budget.delta), budget: budget.epsilon, delta: budget.delta, releases };
}

function contributionOf(bytes: Uint8Array): Contribution {
  const decoded = decodeEnvelope(bytes, limitsFor(OWN_FRAME_BYTES));
  if (!decoded.ok || decoded.message.kind !== 'contribution') throw new Error('a sealed contribution cannot be read');
  return decoded.message.body;
}
