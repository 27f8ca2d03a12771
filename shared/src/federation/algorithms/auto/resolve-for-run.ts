import type { AlgorithmOptions } from '../../messages.js';
import { resolveAlgorithm } from '../options.js';
import { chooseMethod, type Circumstances } from './choose-method.js';

/**
 * The options of a run with nothing left open: `auto` with the method it chose and the reason, every other method as it is. A function
 * of its arguments, so that a run that is resumed or repeated gets the same method.
 *
 * @throws InvalidArgumentError for options that are not valid.
 */
export function resolveForRun(options: AlgorithmOptions, circumstances: Circumstances): AlgorithmOptions {
  const auto = resolveAlgorithm(options);
  if (auto.kind !== 'auto') return options;
  const { method, successor, because } = auto.method === undefined ? chooseMethod(auto, circumstances) : auto;
  return {
    ...auto,
    method: { ...resolveAlgorithm(method as AlgorithmOptions) },
    ...(successor === undefined ? {} : { successor: { ...resolveAlgorithm(successor) } }),
    because: because ?? 'it was named in the experiment',
  };
}
