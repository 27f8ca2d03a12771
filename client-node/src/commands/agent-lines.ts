import type { AgentEvent } from '../agent/agent-event.js';

/** An event as a line for people; undefined for what they need not see, or see in the log. */
export function describeEvent(event: AgentEvent): string | undefined {
  switch (event.kind) {
    case 'joined':
      return `${event.client} has joined`;
    case 'plan':
      return `${event.client} takes part in ${event.name} (${event.run}): ${event.algorithm}, ${event.rounds} rounds, d = ${event.dimension}`;
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
