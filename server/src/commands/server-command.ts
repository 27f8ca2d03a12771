import { InvalidArgumentError } from '@fedzoo/shared/errors';
import type { Coordinator } from '../coordinator.js';
import type { CoordinatorOptions } from '../config/options.js';

/** The flags of `fedzoo server`, as they were typed. */
export interface ServerFlags {
  readonly data: string;
  readonly port: string;
  readonly host?: string;
  readonly name?: string;
  readonly json?: boolean;
  /** Whoever started it may be killed: then its end of the pipe closes. */
  readonly endWithInput?: boolean;
}

/** Flags and environment as the options of a coordinator. Throws `InvalidArgumentError` on what cannot be one. */
export function optionsFrom(flags: ServerFlags, environment: Readonly<Record<string, string | undefined>>): CoordinatorOptions {
  if (!/^\d{1,5}$/.test(flags.port)) {
    throw new InvalidArgumentError('--port', `is ${JSON.stringify(flags.port)}; give a whole number from 0 to 65535, 0 for any free one`);
  }
  const joinToken = environment['FEDZOO_JOIN_TOKEN'];
  const adminToken = environment['FEDZOO_ADMIN_TOKEN'];
  return {
    dataDirectory: flags.data,
    port: Number(flags.port),
    ...(flags.host === undefined ? {} : { host: flags.host }),
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(joinToken === undefined ? {} : { joinToken }),
    ...(adminToken === undefined ? {} : { adminToken }),
  };
}

/** What is printed once it listens: one JSON object on one line, or words for people. */
export function announcement({ url, joinToken, adminToken, version }: Coordinator, { data, json }: ServerFlags): string {
  if (json === true) return `${JSON.stringify({ url, joinToken, adminToken, version })}\n`;
  return [
    `FedZoo coordinator ${version} at ${url}, data in ${data}`,
    '',
    `  page         ${url}/#token=${adminToken}`,
    `  join token   ${joinToken}`,
    `  admin token  ${adminToken}`,
    '',
    `Clients join with   npx fedzoo agent --server ${url} --join ${joinToken} --objective FILE --data DIR`,
    `Runs are submitted  npx fedzoo run submit EXPERIMENT --server ${url} --token ${adminToken}`,
    'Ctrl-C stops it; runs go on when it is started again on the same data directory.',
    '',
  ].join('\n');
}
