import { adaptedRadius, formatEpsilon } from '@fedzoo/shared/telemetry';
import type { AgentEvent, ReleasedAbout } from '../agent/agent-event.js';

function promise(privacy: Extract<AgentEvent, { kind: 'plan' }>['privacy']): string {
  if (privacy === null) return 'not private: nothing is promised to those whose data it is about';
  const { epsilon, delta, unit, relation, trust } = privacy;
  const who = trust === 'central' ? 'the coordinator is trusted with clipped sums and adds the noise' : 'this client adds the noise itself';
  const adapted = adaptedRadius(privacy);
  return `ε = ${epsilon} at δ = ${delta} for a ${unit} (${relation}); ${who}${adapted === undefined ? '' : `. ${adapted}`}`;
}

/** Events as lines for people; undefined for what they need not see, or see in the log. What was released is told when a run ends. */
export function createEventLines(): (event: AgentEvent) => string | undefined {
  const dataSets = new Map<string, string>();
  const released = new Map<string, Map<string, ReleasedAbout>>();
  return (event) => {
    if (event.kind === 'plan' && event.privacy !== null) dataSets.set(event.run, event.privacy.dataSet);
    if (event.kind === 'released') {
      const { kind: _kind, client, ...about } = event;
      released.set(about.dataSet, (released.get(about.dataSet) ?? new Map<string, ReleasedAbout>()).set(client, about));
    }
    const line = describe(event);
    if (event.kind !== 'run' || line === undefined) return line;
    const most = [...(released.get(dataSets.get(event.run) ?? '')?.values() ?? [])].toSorted((a, b) => b.epsilon - a.epsilon).at(0);
    return most === undefined ? line : `${line}; ${aboutHere(most)}`;
  };
}

/** ε about those whose data are here, over all runs. */
function aboutHere({ dataSet, unit, epsilon, budget, delta, releases }: ReleasedAbout): string {
  const whose = unit === 'record' ? 'each record here' : 'this client';
  return `about ${whose}, of ${dataSet}, over all runs: ε = ${formatEpsilon(epsilon)} of ${budget} at δ = ${delta}, ${releases} releases`;
}

function describe(event: AgentEvent): string | undefined {
  switch (event.kind) {
    case 'joined':
      return `${event.client} has joined`;
    case 'plan':
      return `${event.client} takes part in ${event.name} (${event.run}): ${event.algorithm}, ${event.rounds} rounds, d = ${event.dimension}; ${promise(event.privacy)}`;
    case 'value': {
      const { client, round, phase, value, queries, budget, bytesUp, failure } = event;
      const spent = `${queries}${budget === null ? '' : ` of ${budget}`} queries`;
      const gain = failure === null ? (value === null ? 'done' : `value ${value}`) : `nothing to give: ${failure}`;
      return `${client}  round ${round}.${phase}  ${gain}  ${spent}  ${bytesUp} bytes sent`;
    }
    case 'run':
      return event.status === 'running' || event.status === 'waiting'
        ? undefined
        : `run ${event.run} is ${event.status} in round ${event.round}`;
    case 'connection':
    case 'refused':
    case 'progress':
    case 'released':
      return undefined;
  }
}
