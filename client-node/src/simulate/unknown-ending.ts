import type { Experiment } from '@fedzoo/shared/experiment';
import type { RunRecord } from '@fedzoo/shared/telemetry';

/** Why the value of a run's last iterate is not known, and how to get it; undefined where it is. */
export function unknownEnding({ value, stopped, algorithm }: RunRecord, { observe, finalValue, privacy }: Experiment): string | undefined {
  if (value.final !== null) return undefined;
  if (privacy !== undefined) return 'The value of the last iterate is not known: it would be a release of its own.';
  const what = 'The value of the last iterate is not known: ';
  if (observe) return `${what}an evaluation of it gave no value.`;
  if (stopped === 'interrupted')
    return `${what}the run was interrupted before its clients had evaluated it. Resume the run, or set observe: true to have F looked at after every round.`;
  if (!finalValue)
    return `${what}${algorithm.kind} evaluates an iterate in the round after it, and finalValue is false. Set finalValue: true for one evaluation of it a client, or observe: true for one after every round.`;
  return `${what}its evaluations gave no value at some clients. observe: true has F looked at after every round.`;
}
