import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { LogSink } from '../log-sink.js';
import { splitLines } from './line-splitter.js';

/** How to start a program of the user's. */
export interface ProgramConfig {
  /** The program and its arguments; no shell is between. */
  readonly command: readonly string[];
  readonly workingDirectory: string;
  /** Added to the environment of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Gets what the program prints on standard error. */
  readonly log: LogSink;
}

/** A running program that is spoken to in lines. */
export interface ChildProgram {
  send(line: string): void;
  /** Resolves, with how it ended, when it has ended and its last line was read. Never rejects. */
  readonly ended: Promise<string>;
  /** Ends it and all it started, at once. */
  kill(): void;
  /** Closes its standard input, and kills it if it does not end within `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Longer than any reply, the losses of a million records; a program that prints more without a line break is not speaking our protocol. */
const REPLY_CHARACTERS = 1 << 25;
/** Of a line on standard error, which goes to the log. */
const LOG_CHARACTERS = 1 << 16;
/** How long the pipes of an ended program may stay open, held by something that it started. */
const DRAIN_MS = 200;
const POSIX = process.platform !== 'win32';

/** Starts a program. That it cannot be started is told by `ended`, as any other end is. */
export function startProgram({ command, workingDirectory, environment, log }: ProgramConfig, onLine: (line: string) => void): ChildProgram {
  const [file, ...args] = command;
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(file ?? '', args, {
    cwd: workingDirectory,
    env: { ...withoutSecrets(process.env), ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C at the terminal reaches us alone, and a kill reaches what the program started too.
    detached: POSIX,
    windowsHide: true,
  });
  const kill = (): void => {
    killGroup(child.pid, () => child.kill('SIGKILL'));
  };
  killAtExit.add(kill);

  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(`cannot be started: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
      const drained = setTimeout(() => {
        resolve(how);
      }, DRAIN_MS);
      child.once('close', () => {
        clearTimeout(drained);
        resolve(how);
      });
    });
  }).finally(() => killAtExit.delete(kill));

  child.stdout.setEncoding('utf8').on(
    'data',
    splitLines(onLine, {
      maximumCharacters: REPLY_CHARACTERS,
      onOverflow: () => {
        log.warn(`printed more than ${REPLY_CHARACTERS} characters without a line break; it is ended`);
        kill();
      },
    }),
  );
  child.stderr.setEncoding('utf8').on(
    'data',
    splitLines((line) => log.info(line), { maximumCharacters: LOG_CHARACTERS, onOverflow: () => undefined }),
  );
  // A program that no longer reads cannot answer; its end, not the broken pipe, is what we report.
  child.stdin.on('error', kill);

  return {
    ended,
    kill,
    send(line) {
      child.stdin.write(`${line}\n`);
    },
    async close(graceMs) {
      child.stdin.end();
      const late = setTimeout(kill, graceMs);
      await ended;
      clearTimeout(late);
    },
  };
}

/** What is still running when this process ends without closing it (its time to end was over). */
const killAtExit = new Set<() => void>();
process.on('exit', () => {
  for (const kill of killAtExit) kill();
});

function withoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name !== 'FEDZOO_JOIN_TOKEN' && name !== 'FEDZOO_ADMIN_TOKEN'));
}

function killGroup(pid: number | undefined, otherwise: () => void): void {
  if (pid === undefined) return;
  if (!POSIX) return otherwise();
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: it has ended already.
  }
}
