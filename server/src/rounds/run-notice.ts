import type { ClientId, RunState } from '@fedzoo/shared/federation/server';
import type { RunSummary } from '@fedzoo/shared/telemetry';
import type { ClientPool } from './client-pool.js';
import type { HostLink, RunNotice } from './host-link.js';

/** Names in a notice: it is for people, the coordinator's page has the rest. */
const MAX_NAMES = 50;

/** Tells every host that carries a member of the run how it stands, once a host. */
export function notifyHosts(
  pool: ClientPool,
  summary: RunSummary,
  where: { readonly state: RunState; readonly missing: readonly ClientId[]; readonly cohortIsSecret: boolean },
): void {
  const { state, missing, cohortIsSecret } = where;
  const notice: RunNotice = {
    run: state.run,
    status: summary.status,
    round: state.round,
    phase: state.phase,
    // Both tell who takes part, or how many.
    queries: cohortIsSecret ? 0 : summary.queries,
    waitingFor: cohortIsSecret ? [] : missing.slice(0, MAX_NAMES),
    ...(summary.value.final === null ? {} : { value: summary.value.final }),
  };
  const links = new Set<HostLink>();
  for (const { client } of state.members) {
    const link = pool.find(client)?.link;
    if (link !== undefined) links.add(link);
  }
  for (const link of links) link.notify(notice);
}
