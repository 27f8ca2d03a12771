import type { ClientView } from '@fedzoo/shared/telemetry';
import { formatCount } from '../words/figures.js';

const STATE_ORDER = { working: 0, idle: 1, away: 2 } as const satisfies Record<ClientView['state'], number>;

/** The clients whose name, host or objective contains `find`: those at work first, those that are away last, by name within. */
export function orderClients(clients: readonly ClientView[], find: string): readonly ClientView[] {
  const sought = find.trim().toLowerCase();
  return clients
    .filter(({ client, host, label }) => sought === '' || `${client}\n${host}\n${label}`.toLowerCase().includes(sought))
    .sort((a, b) => STATE_ORDER[a.state] - STATE_ORDER[b.state] || BY_NAME.compare(a.client, b.client));
}

const BY_NAME = new Intl.Collator('en', { numeric: true });

/** "8 working, 1 idle, 1 away" */
export function stateCounts(clients: readonly ClientView[]): string {
  const counts = (['working', 'idle', 'away'] as const)
    .map((state) => ({ state, count: clients.filter((client) => client.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${formatCount(count)} ${state}`);
  return counts.join(', ');
}
