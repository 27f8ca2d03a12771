import type { AgentEvent } from '../agent/agent-event.js';

function promise(privacy: Extract<AgentEvent, { kind: 'plan' }>['privacy']): string {
  if (privacy === null) return 'not private: nothing is promised to those whose data it is about';
  const { epsilon, delta, unit, relation, trust } = privacy;
  const who = trust === 'central' ? 'the coordinator is trusted with clipped sums and adds the noise' : 'this client adds the noise itself';
  return `ε = ${epsilon} at δ = ${delta} for a ${unit} (${relation}); ${who}`;
}

/** An event as a line for people; undefined for what they need not see, or see in the log. */
export function describeEvent(event: AgentEvent): string | undefined {
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
      return undefined;
  }
}
