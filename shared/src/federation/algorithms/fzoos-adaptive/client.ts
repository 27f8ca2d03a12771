import type { ClientHalf } from '../../client-half.js';
import { figureTensor } from '../../tensor.js';
import { fzoosClientOf } from '../fzoos/client.js';
import { featureCorrection } from '../fzoos/feature-correction.js';
import { FIGURES, measureInto } from './correction-length.js';
import type { FzoosAdaptiveOptions } from './options.js';
import { settingsOf } from './settings.js';

/**
 * FZooS at a client (`fzoosClient`) for any d and heterogeneity: the correction lengths come from the coordinator, which estimates them
 * from what clients measure on their way (tensor `alignment`, 3 T; `correctionLengths`), windows grow with d, features are orthogonal
 * pairs, fewer for the same error, and between two evaluated iterates up to `virtualSteps` more steps are taken while the local
 * surrogate is sure (ZoRD, Shu et al., ICLR 2023, whose dynamic virtual updates query once in up to ten steps).
 *
 * As many queries a round as `fzoos`; its time grows with the windows.
 *
 * Deviations from ZoRD: uncertainty is relative to what it is without data; and no virtual step is taken without a correction, or where it
 * is more than three times as long as the corrected gradient: more steps by what a client alone knows carry clients apart.
 */
export function fzoosAdaptiveClient(options: FzoosAdaptiveOptions): ClientHalf {
  return fzoosClientOf((task, { plan }) => {
    const lengths = task.tensors['lengths']?.values;
    const figures = new Float64Array(FIGURES * options.localIterations);
    return {
      settings: settingsOf(options, plan),
      rules: {
        correctionLength: (t) => lengths?.[t - 1] ?? 1,
        virtualSteps: { most: options.virtualSteps, uncertainty: options.virtualUncertainty },
      },
      correction: (phase) => featureCorrection(phase, (t, gradients) => measureInto(figures, t, gradients)),
      measured: () => ({ alignment: figureTensor(figures, plan.dtype) }),
    };
  });
}
