import { InvalidArgumentError } from '../../../errors.js';
import type { AlgorithmOptions } from '../../messages.js';
import type { AutoOptions } from './options.js';

/** The method that `auto` stands for in a run. Throws `InvalidArgumentError` where none has been chosen yet, or it is `auto` again. */
export function chosenMethod({ method }: AutoOptions): AlgorithmOptions {
  if (method === undefined) {
    throw new InvalidArgumentError('algorithm.method', 'has not been chosen; resolve the options for the run before its halves are made');
  }
  if (method.kind === 'auto') throw new InvalidArgumentError('algorithm.method.kind', 'is auto; name a method, or leave it out');
  return method;
}
