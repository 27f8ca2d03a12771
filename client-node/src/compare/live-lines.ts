import { formatBytes, formatCount, formatDuration, formatNumber, progressLine } from '@fedzoo/shared/telemetry';
import type { Progress } from './runner-pool.js';

/** Lines of a comparison while it goes on: one a run. */
export interface LiveLines {
  show(progress: Progress): void;
  /** Leaves what stands there, and writes nothing more. */
  end(): void;
}

/** How often lines on a terminal are drawn anew. */
const REDRAW_MS = 100;

/**
 * On a terminal the runs that are under way stand below those that have ended and are drawn anew as they go on; in a pipe a run is told
 * when it has ended.
 */
export function liveLines(stream: NodeJS.WriteStream, runs: number, now: () => number = () => performance.now()): LiveLines {
  const active = new Map<Progress['job'], Progress>();
  let drawn = 0;
  let drawnAt = -Infinity;
  let ended = 0;
  const draw = (above: string): void => {
    if (!stream.isTTY) {
      stream.write(above);
      return;
    }
    const lines = [...active.values()].slice(0, Math.max(1, (stream.rows ?? 24) - 3)).map((one) => activeLine(one, stream.columns - 1));
    stream.write(`${drawn > 0 ? `\u001b[${drawn}A\r\u001b[J` : ''}${above}${lines.map((line) => `${line}\n`).join('')}`);
    drawn = lines.length;
    drawnAt = now();
  };
  return {
    show(progress) {
      if (progress.stopped === null) {
        active.set(progress.job, progress);
        if (stream.isTTY && now() - drawnAt >= REDRAW_MS) draw('');
        return;
      }
      active.delete(progress.job);
      ended += 1;
      draw(`${String(ended).padStart(String(runs).length)}/${runs}  ${endedLine(progress)}\n`);
    },
    end() {
      draw([...active.values()].map((one) => `${titleOf(one)}  interrupted at round ${one.rows.at(-1)?.round ?? 0}\n`).join(''));
      active.clear();
      if (stream.isTTY) draw('');
    },
  };
}

function titleOf({ job }: Progress): string {
  return `${job.label}  seed ${job.experiment.seed}`;
}

function endedLine(progress: Progress): string {
  const { rows, stopped } = progress;
  const last = rows.at(-1);
  if (last === undefined) return titleOf(progress);
  const spent = `${formatCount(last.queries)} queries  ${formatBytes(last.bytesUp + last.bytesDown)}  ${formatDuration(last.seconds)}`;
  return `${titleOf(progress)}  best ${formatNumber(last.best)}  ${last.round} rounds  ${spent}  ended by ${stopped}`;
}

function activeLine(progress: Progress, width: number): string {
  const { job, rows } = progress;
  const title = titleOf(progress);
  const { rounds, stop } = job.experiment;
  const last = rows.at(-1);
  if (last === undefined) return `${title}  starts`.slice(0, width);
  const room = Math.max(10, width - title.length - 2);
  return `${title}  ${progressLine(last, { rounds, previous: rows.at(-2), queryLimit: stop.queries, secondsLimit: stop.seconds, width: room })}`.slice(
    0,
    width,
  );
}
