import { InvalidArgumentError } from '@fedzoo/shared/errors';
import { Command, CommanderError } from 'commander';
import { destination, pino, stdSerializers } from 'pino';
import { announcement, optionsFrom, type ServerFlags } from './commands/server-command.js';
import { createCoordinator } from './coordinator.js';
import { VERSION } from './version.js';

/** How long an orderly end may take before it is cut short; everything that counts is on the disk at any time. */
const END_WITHIN_MS = 1800;
/** One Ctrl-C arrives more than once, from the terminal and from the launchers that pass it on; a second keystroke comes later. */
const SAME_KEYSTROKE_MS = 200;
const EXIT_CODES = { ours: 1, user: 2, interrupted: 130 } as const;

const program = new Command('fedzoo').version(VERSION).exitOverride();
program
  .command('server')
  .description('start a coordinator')
  .requiredOption('--data <directory>', 'where it keeps its runs and tokens; made if it is not there')
  .option('--port <number>', 'port for hosts, API and page; 0 picks a free one', '8470')
  .option('--host <address>', 'address to listen on; this machine alone if left out')
  .option('--name <text>', 'name that clients are shown')
  .option('--end-with-input', 'end when standard input is closed, not on Ctrl-C, for programs that start a coordinator of their own')
  .option('--json', 'print { url, joinToken, adminToken, version } as JSON')
  .exitOverride()
  .action(serve);

async function serve(flags: ServerFlags): Promise<void> {
  const level = process.env['FEDZOO_LOG_LEVEL'] ?? 'info';
  const levels = Object.keys(pino.levels.values);
  if (!levels.includes(level))
    throw new InvalidArgumentError('FEDZOO_LOG_LEVEL', `is ${JSON.stringify(level)}; give one of ${levels.join(', ')}`);
  const log = pino({ level, serializers: { error: stdSerializers.err } }, destination({ fd: 2, sync: true }));
  const coordinator = await createCoordinator({ ...optionsFrom(flags, process.env), log });
  let endingSinceMs: number | undefined;
  const end = (exitCode: number): void => {
    if (endingSinceMs !== undefined) {
      if (performance.now() - endingSinceMs > SAME_KEYSTROKE_MS) process.exit(exitCode);
      return;
    }
    endingSinceMs = performance.now();
    setTimeout(() => process.exit(exitCode), END_WITHIN_MS).unref();
    coordinator.close().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        log.error({ error }, 'did not end in order');
        process.exit(EXIT_CODES.ours);
      },
    );
  };
  // A terminal sends Ctrl-C to all its processes; the program that started this one has yet to hear from it how the run stands.
  process.on('SIGINT', () => flags.endWithInput !== true && end(EXIT_CODES.interrupted));
  process.on('SIGTERM', () => end(0));
  if (flags.endWithInput === true) process.stdin.on('end', () => end(0)).resume();
  process.stdout.write(announcement(coordinator, flags));
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said what is wrong, or shown what was asked for.
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_CODES.user;
  } else {
    const isUsers = error instanceof InvalidArgumentError;
    const text = error instanceof Error ? (isUsers ? error.message : (error.stack ?? error.message)) : String(error);
    process.stderr.write(`fedzoo server: ${text}\n`);
    process.exitCode = isUsers ? EXIT_CODES.user : EXIT_CODES.ours;
  }
}
