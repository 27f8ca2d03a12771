import { CommanderError } from 'commander';
import { UserError } from '../user-error.js';

/** How a command may end. */
const EXIT_CODES = { done: 0, ourError: 1, userError: 2, interrupted: 130, terminated: 143 } as const;

/**
 * A command has this long after Ctrl-C to write what was won; then the process ends all the same. One Ctrl-C arrives more than once,
 * from the terminal and, on a busy machine much later, from the launchers that pass it on. A second keystroke cannot be told from
 * those, so nothing but this time ends a command early.
 */
const INTERRUPT_GRACE_MS = 1800;

export interface Interruption {
  /** Aborted by Ctrl-C or a request to terminate: end soon, and write what was won so far. */
  readonly signal: AbortSignal;
  /** From now on Ctrl-C, which a terminal sends to all its processes, is left to the process that started this one. */
  readonly leaveCtrlC: () => void;
}

/**
 * The one place that decides how a command ends: normally with 0; on a `UserError` with 2 and its message on standard error; on any
 * other error, which is ours, with 1 and its stack; on Ctrl-C with 130 as soon as the action has settled, at the latest after 1.8 s.
 * Standard output is written out before the end in all cases but the last.
 */
export async function runCommand(action: (interruption: Interruption) => Promise<void>): Promise<void> {
  const interruption = new AbortController();
  let interruptedWith: number | undefined;
  const interrupt = (code: number) => (): void => {
    if (interruptedWith !== undefined) return;
    interruptedWith = code;
    setTimeout(() => process.exit(code), INTERRUPT_GRACE_MS).unref();
    interruption.abort(new InterruptedError());
  };
  const onCtrlC = interrupt(EXIT_CODES.interrupted);
  process.on('SIGINT', onCtrlC);
  process.on('SIGTERM', interrupt(EXIT_CODES.terminated));
  // Whoever read our output has gone (a pager that was left): nothing to report, and nobody to report to.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT_CODES.done : EXIT_CODES.ourError),
  );

  let code: number = EXIT_CODES.done;
  try {
    await action({
      signal: interruption.signal,
      leaveCtrlC() {
        process.on('SIGINT', () => undefined);
        process.off('SIGINT', onCtrlC);
      },
    });
  } catch (error) {
    code = report(error);
  }
  await Promise.all([written(process.stdout), written(process.stderr)]);
  process.exit(interruptedWith ?? code);
}

/** What an interrupted action may reject with; nothing is reported for it. */
class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  constructor() {
    super('interrupted');
  }
}

/** Says what went wrong, and returns the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has printed its message (or the help that was asked for) itself.
    return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.userError;
  }
  if (error instanceof InterruptedError) return EXIT_CODES.interrupted;
  if (error instanceof UserError) {
    process.stderr.write(`fedzoo: ${error.message}\n`);
    return EXIT_CODES.userError;
  }
  process.stderr.write(`fedzoo: an error of FedZoo itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT_CODES.ourError;
}

async function written(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writableLength === 0) return;
  await new Promise<void>((resolve) => {
    stream.write('', () => resolve());
  });
}
