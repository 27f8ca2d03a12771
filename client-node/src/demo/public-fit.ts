import { createStream, fillNormal, PUBLIC } from '@fedzoo/shared/numeric';
import { createAdam } from '@fedzoo/shared/optimizers';
import type { LabelledData } from '../objectives/labelled-data.js';
import { layout, type Classifier } from './classifier.js';
import { crossEntropyGradient } from './classifier-gradient.js';

const FIT = { steps: 300, learningRate: 0.02, weightDecay: 1e-3 } as const;

/**
 * Weights fitted to the public digits by ordinary gradient descent: Adam on the mean cross-entropy plus an L2 penalty, whole batch, from
 * He's random weights. This is the model everybody has before the federation begins. A function of data and seed; about 0.2 s.
 */
export function fitOnPublic(classifier: Classifier, data: LabelledData, seed: number): Float64Array {
  const optimizer = createAdam({ learningRate: FIT.learningRate });
  let weights = firstWeights(classifier, seed);
  let state = optimizer.init(weights.length);
  for (let step = 0; step < FIT.steps; step++) {
    const { gradient } = crossEntropyGradient(classifier, weights, data);
    const penalised = gradient.map((g, j) => g + FIT.weightDecay * weights[j]!);
    const update = optimizer.update(penalised, state);
    weights = weights.map((weight, j) => weight + update.step[j]!);
    state = update.state;
  }
  return weights;
}

/** Normal weights of variance 2 ÷ fan-in (He et al., arXiv 1502.01852) into the ReLU layer, 1 ÷ fan-in out of it; biases 0. */
function firstWeights(classifier: Classifier, seed: number): Float64Array {
  const { hiddenBias, outputWeights, outputBias, dimension } = layout(classifier);
  const draws = new Float64Array(dimension);
  fillNormal(createStream({ seed, client: PUBLIC, round: 1, purpose: 'demo' }), draws);
  return draws.map((draw, j) => {
    if (j < hiddenBias) return draw * Math.sqrt(2 / classifier.inputs);
    return j >= outputWeights && j < outputBias ? draw * Math.sqrt(1 / classifier.hidden) : 0;
  });
}
