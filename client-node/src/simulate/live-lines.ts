import type { Experiment } from '@fedzoo/shared/experiment';
import { progressLine, type RoundRow } from '@fedzoo/shared/telemetry';
import { terminalWidth } from '../terminal-width.js';

/** Writes a line a round to a stream: with a bar and the time left on a terminal, plain in a pipe. */
export function liveLines(stream: NodeJS.WriteStream, experiment: Experiment): (row: RoundRow) => void {
  let previous: RoundRow | undefined;
  const isPrivate = experiment.privacy !== undefined;
  return (row) => {
    const width = terminalWidth(stream);
    stream.write(
      `${progressLine(row, { rounds: experiment.rounds, previous, isPrivate, queryLimit: experiment.stop.queries, secondsLimit: experiment.stop.seconds, width })}\n`,
    );
    previous = row;
  };
}
