import { Command } from 'commander';
import { registerAgent } from './commands/agent-command.js';
import { runCommand, type Interruption } from './commands/exit-policy.js';
import { registerLedger } from './commands/ledger-command.js';
import { registerPrivacy } from './commands/privacy-command.js';
import { registerRun } from './commands/run-command.js';
import { SOFTWARE_VERSION } from './software-version.js';

/** `simulate`, `compare` and `demo` are loaded only where they are asked for, or listed: they bring worker threads and data with them. */
async function createProgram(interruption: Interruption, asked: string | undefined): Promise<Command> {
  const program = new Command('fedzoo')
    .description('Federated zeroth-order optimization: minimise a weighted sum of private objectives that can only be evaluated.')
    .version(SOFTWARE_VERSION)
    .showHelpAfterError('(fedzoo --help lists the commands, fedzoo COMMAND --help the options)')
    .exitOverride();
  const listed = asked === undefined || !['agent', 'run', 'privacy', 'simulate', 'compare', 'demo'].includes(asked);
  if (listed) program.command('server').description('start a coordinator (fedzoo server --help)');
  registerAgent(program, interruption);
  registerRun(program, interruption);
  registerLedger(program);
  registerPrivacy(program);
  if (listed || asked === 'simulate') (await import('./simulate/command.js')).registerSimulate(program, interruption);
  if (listed || asked === 'compare') (await import('./compare/command.js')).registerCompare(program, interruption);
  if (listed || asked === 'demo') (await import('./demo/command.js')).registerDemo(program, interruption);
  return program;
}

await runCommand(async (interruption) => {
  const program = await createProgram(interruption, process.argv[2]);
  await program.parseAsync();
});
