import { InvalidArgumentError } from '@fedzoo/shared/errors';
import { Command, CommanderError } from 'commander';
import { destination, pino, stdSerializers } from 'pino';
import { announcement, optionsFrom, type ServerFlags } from './commands/server-command.js';
import { createCoordinator } from './coordinator.js';
import { VERSION } from './version.js';

/** How long an orderly end may take before it is cut short; everything that counts is on the disk at any time. */
const END_WITHIN_MS = 1800;
const EXIT_CODES = { ours: 1, user: 2, interrupted: 130 } as const;

const program = new Command('fedzoo').version(VERSION).exitOverride();
program
  .command('server')
  .description('start a coordinator')
  .requiredOption('--data <directory>', 'where it keeps its runs and tokens; made if it is not there')
  .option('--port <number>', 'port for hosts, API and page; 0 picks a free one', '8470')
  .option('--host <address>', 'address to listen on; this machine alone if left out')
  .option('--name <text>', 'name that clients are shown')
  .option('--end-with-input', 'end when standard input is closed, for programs that start a coordinator of their own')
  .option('--json', 'print { url, joinToken, adminToken, version } as JSON')
  .exitOverride()
  .action(serve);

async function serve(flags: ServerFlags): Promise<void> {
  const level = process.env['FEDZOO_LOG_LEVEL'] ?? 'info';
  const log = pino(
    { level: level in pino.levels.values ? level : 'info', serializers: { error: stdSerializers.err } },
    destination({ fd: 2, sync: true }),
  );
  const coordinator = await createCoordinator({ ...optionsFrom(flags, process.env), log });
  let ending = false;
  const end = (exitCode: number): void => {
    if (ending) process.exit(exitCode);
    ending = true;
    setTimeout(() => process.exit(exitCode), END_WITHIN_MS).unref();
    coordinator.close().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        log.error({ error }, 'did not end in order');
        process.exit(EXIT_CODES.ours);
      },
    );
  };
  process.on('SIGINT', () => end(EXIT_CODES.interrupted));
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
