import type { SearchSpace } from '@fedzoo/shared/experiment';
import { createBox, expandCoordinates, toUnitBox, type Box } from '@fedzoo/shared/objectives';
import { blame } from './federated-problem.js';

/** The box of an objective file, and its start in [0,1]^d. Throws `UserError`. */
export function readSearchSpace({ dimension, lower, upper, start }: SearchSpace): { readonly box: Box; readonly start: Float64Array } {
  return blame('objective', () => {
    const box = createBox(lower, upper, dimension);
    return { box, start: toUnitBox(box, expandCoordinates(start, dimension, 'start'), 'start') };
  });
}
