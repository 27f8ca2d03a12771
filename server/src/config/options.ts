import { InvalidArgumentError } from '@fedzoo/shared/errors';
import type { Logger } from 'pino';
import { DEFAULT_LIMITS, type CoordinatorLimits } from './limits.js';

/** How a coordinator is started. */
export interface CoordinatorOptions {
  /** Made if it is not there; used by one coordinator at a time. */
  readonly dataDirectory: string;
  /** Address to listen on. @default '127.0.0.1' (this machine alone) */
  readonly host?: string;
  /** 0 picks a free one. @default 0 */
  readonly port?: number;
  /** What hosts must show; made and kept in the data directory if left out. */
  readonly joinToken?: string;
  /** What the API asks for; made and kept in the data directory if left out. */
  readonly adminToken?: string;
  /** Name for people. @default 'fedzoo' */
  readonly name?: string;
  readonly limits?: Partial<CoordinatorLimits>;
  /** Directory of the built page. @default where the build leaves it */
  readonly pageDirectory?: string;
  /** Nothing is logged if left out. */
  readonly log?: Logger;
}

/** The options with every default, checked: throws `InvalidArgumentError` on the first that is wrong. */
export function resolveOptions(options: CoordinatorOptions) {
  const { host = '127.0.0.1', port = 0, name = 'fedzoo' } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('port', `is ${port}; give a whole number from 0 to 65535, 0 for any free one`);
  }
  if (host === '') throw new InvalidArgumentError('host', 'is empty; give an address of this machine, or 0.0.0.0 for all of them');
  if (options.dataDirectory === '') throw new InvalidArgumentError('data', 'is empty; give a directory');
  const limits: CoordinatorLimits = { ...DEFAULT_LIMITS, ...options.limits };
  for (const [limit, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new InvalidArgumentError(`limits.${limit}`, `is ${value}; give a whole number of at least 1`);
  }
  return Object.freeze({ ...options, host, port, name, limits });
}
