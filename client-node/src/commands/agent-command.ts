import type { Command } from 'commander';
import type { AgentEnd } from '../agent/agent.js';
import type { AgentEvent } from '../agent/agent-event.js';
import { createAgent } from '../agent/create-agent.js';
import { lineLog } from '../log-sink.js';
import { UserError } from '../user-error.js';
import { createEventLines } from './agent-lines.js';
import type { Interruption } from './exit-policy.js';
import { numberAbove0, secret, wholeNumber } from './option-values.js';

interface AgentFlags {
  readonly server: string;
  readonly join?: string;
  readonly objective: string;
  readonly data: string;
  readonly clients?: number;
  readonly name?: string;
  readonly concurrency?: number;
  readonly epsilon?: number;
  readonly json?: true;
  /** Whoever started it may be killed: then its end of the pipe closes. */
  readonly endWithInput?: true;
}

/** Adds `fedzoo agent` to the program. */
export function registerAgent(program: Command, interruption: Interruption): void {
  program
    .command('agent')
    .description('take part with a private objective: evaluate it, and send the coordinator what the method asks for')
    .requiredOption('--server <url>', 'the coordinator')
    .option('--join <token>', 'its join token (or FEDZOO_JOIN_TOKEN)')
    .requiredOption('--objective <file>', 'the objective file (YAML), see docs/objectives.md')
    .requiredOption('--data <directory>', 'keeps identity, query journal and state; made if it is missing')
    .option(
      '--clients <number>',
      'how many clients this host has (default: one that bears its name)',
      wholeNumber('--clients', { least: 1, most: 99_999 }),
    )
    .option('--name <name>', 'the name of a new data directory: its clients are NAME, or NAME-00001 and on')
    .option(
      '--concurrency <number>',
      'evaluations at a time on this host (default: twice the processors)',
      wholeNumber('--concurrency', { least: 1 }),
    )
    .option(
      '--epsilon <number>',
      'the most that private runs may spend on the data of a client, over all of them (default: what the first run says)',
      numberAbove0('--epsilon'),
    )
    .option('--end-with-input', 'end when standard input is closed, not on Ctrl-C, for programs that start agents of their own')
    .option('--json', 'events as JSON lines on standard output')
    .action((flags: AgentFlags) => runAgent(flags, interruption));
}

async function runAgent(flags: AgentFlags, { signal, leaveCtrlC }: Interruption): Promise<void> {
  if (flags.endWithInput === true) leaveCtrlC();
  const joinToken = secret(flags.join, '--join', 'FEDZOO_JOIN_TOKEN');
  const describe = createEventLines();
  const print = (event: AgentEvent): void => {
    const line = flags.json === true ? JSON.stringify(event) : describe(event);
    if (line !== undefined) process.stdout.write(`${line}\n`);
  };
  const agent = await createAgent({
    serverUrl: flags.server,
    joinToken,
    objectiveFile: flags.objective,
    dataDir: flags.data,
    clients: flags.clients,
    name: flags.name,
    epsilon: flags.epsilon,
    log: lineLog((line) => process.stderr.write(line)),
    onEvent: print,
    ...(flags.concurrency === undefined ? {} : { concurrentEvaluations: flags.concurrency }),
  });
  const close = (): void => void agent.close();
  if (signal.aborted) close();
  signal.addEventListener('abort', close, { once: true });
  if (flags.endWithInput === true) process.stdin.on('end', close).resume();
  judgeEnd(await agent.ended, flags.server);
}

function judgeEnd(end: AgentEnd, server: string): void {
  if (end.kind === 'failed') throw end.error;
  if (end.kind !== 'refused') return;
  const { code, text } = end.error;
  if (code === 'invalid-token') throw new UserError('--join', `the token is refused by ${server}: ${text}`);
  throw new UserError('--server', `${server} refuses this host (${code}): ${text}`);
}
