import { formatBytes, formatCount, formatDuration, formatNumber, progressLine } from '@fedzoo/shared/telemetry';
import type { Job, Progress } from './runner-pool.js';

/** Lines of a comparison while it goes on: one a run. */
export interface LiveLines {
  readonly show: (progress: Progress) => void;
  /** Leaves what stands there, and writes nothing more. */
  end(): void;
}

/** How often lines on a terminal are drawn anew. */
const REDRAW_MS = 100;

/**
 * On a terminal the runs that are under way stand below those that have ended and are drawn anew as they go on; in a pipe a run is told
 * when it has ended.
 */
export function liveLines(stream: NodeJS.WriteStream, jobs: readonly Job[], now: () => number = () => performance.now()): LiveLines {
  const runs = String(jobs.length);
  const width = Math.max(...jobs.map((job) => titleOf(job).length));
  const title = ({ job }: Progress): string => titleOf(job).padEnd(width);
  const active = new Map<Progress['job'], Progress>();
  let drawn = 0;
  let drawnAt = -Infinity;
  let ended = 0;
  const draw = (above: string): void => {
    if (!stream.isTTY) {
      stream.write(above);
      return;
    }
    const lines = [...active.values()]
      .slice(0, Math.max(1, (stream.rows ?? 24) - 3))
      .map((one) => activeLine(title(one), one, stream.columns - 1));
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
      draw(`${String(ended).padStart(runs.length)}/${runs}  ${title(progress)}${endedWords(progress)}\n`);
    },
    end() {
      draw([...active.values()].map((one) => `${title(one)}  interrupted at round ${one.rows.at(-1)?.round ?? 0}\n`).join(''));
      active.clear();
      if (stream.isTTY) draw('');
    },
  };
}

function titleOf({ label, experiment }: Job): string {
  return `${label}  seed ${experiment.seed}`;
}

function endedWords({ rows, stopped }: Progress): string {
  const last = rows.at(-1);
  if (last === undefined) return '';
  const spent = `${formatCount(last.queries)} queries  ${formatBytes(last.bytesUp + last.bytesDown)}  ${formatDuration(last.seconds)}`;
  return `  best ${formatNumber(last.best)}  ${last.round} rounds  ${spent}  ended by ${stopped}`;
}

function activeLine(title: string, { job, rows }: Progress, width: number): string {
  const { rounds, stop } = job.experiment;
  const last = rows.at(-1);
  const room = Math.max(10, width - title.length - 2);
  const limits = { rounds, previous: rows.at(-2), queryLimit: stop.queries, secondsLimit: stop.seconds, width: room };
  return `${title}  ${last === undefined ? 'starts' : progressLine(last, limits)}`.slice(0, width);
}
