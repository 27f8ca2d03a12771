import type { Command } from 'commander';
import { formatProblems, parseYamlText } from '@fedzoo/shared/experiment';
import { readUserFile } from '../objectives/data-file.js';
import { UserError } from '../user-error.js';
import type { Interruption } from './exit-policy.js';
import { secret } from './option-values.js';
import { createRunApi, type RunApi } from './run-api.js';
import { runLines, runTable } from './run-lines.js';
import { watchRun } from './watch-run.js';

interface RunFlags {
  readonly server: string;
  readonly token?: string;
  readonly json?: true;
}

/** Adds `fedzoo run submit|list|show|watch|stop` to the program. */
export function registerRun(program: Command, { signal }: Interruption): void {
  const run = program.command('run').description('submit, list, show, watch and stop the runs of a coordinator');
  const add = (usage: string, description: string, act: (api: RunApi, argument: string, flags: RunFlags) => Promise<void>): void => {
    const command = run.command(usage).description(description);
    command
      .requiredOption('--server <url>', 'the coordinator')
      .option('--token <token>', 'its admin token (or FEDZOO_ADMIN_TOKEN)')
      .option('--json', 'answer in JSON')
      .action(async (...args: unknown[]) => {
        const flags = command.opts<RunFlags>();
        const api = createRunApi({ server: flags.server, token: secret(flags.token, '--token', 'FEDZOO_ADMIN_TOKEN'), signal });
        await act(api, typeof args[0] === 'string' ? args[0] : '', flags);
      });
  };

  add('submit <file>', 'start a run from an experiment file whose objective is { kind: remote }', async (api, file, flags) => {
    print(await api.submit(await readExperiment(file)), flags, runLines);
  });
  add('list', 'the runs of the coordinator', async (api, _, flags) => {
    print(await api.list(), flags, runTable);
  });
  add('show <run>', 'how a run stands', async (api, id, flags) => {
    print(await api.show(id), flags, runLines);
  });
  add('watch <run>', 'a line a round, until the run ends', async (api, id, flags) => {
    await watchRun(api, id, { json: flags.json === true, signal });
  });
  add('stop <run>', 'end a run after what it has', async (api, id, flags) => {
    print(await api.stop(id), flags, runLines);
  });
}

function print<Answer>(answer: Answer, { json }: RunFlags, lines: (answer: Answer) => string): void {
  process.stdout.write(`${json === true ? JSON.stringify(answer) : lines(answer)}\n`);
}

/** The coordinator checks the experiment; here only that there is one. */
async function readExperiment(file: string): Promise<unknown> {
  const yaml = parseYamlText((await readUserFile(file, 'FILE')).toString('utf8'));
  if (!yaml.ok) throw new UserError('FILE', `${file} is not YAML:\n${formatProblems(yaml.problems)}`);
  return yaml.value;
}
