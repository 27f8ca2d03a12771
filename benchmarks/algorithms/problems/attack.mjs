import { valueOutcome } from '@fedzoo/shared/objectives';
import { classScores, createNetwork, likeliest, publicStream, scratchOf, shuffle, trainNetwork } from './network.mjs';
import { CLASSES, imageSource, PIXELS, readImages } from './images.mjs';

export const ATTACK = {
  kind: 'attack',
  function: 'attack',
  group: 'black-box attack',
  source: imageSource(),
  clients: 10,
  dimension: PIXELS,
  noiseShare: 0,
  failingShare: 0,
};
/** Of the ten classes, those that a client has most of its pictures of. */
const MAIN_CLASSES = 7;
const PICTURES = { main: 60, other: 12 };
const HIDDEN = 16;
const TRAINING = { epochs: 8, learningRate: 4e-3 };
/** The first this many pictures of each class are for training, the others are attacked. */
const TRAINING_DECK = 800;
/** Networks and shards are the same for all targets. */
const SHARED_SEED = 0;

let networks;

/**
 * The attack of the FZooS paper (arXiv 2308.04077, sec. 6.2) on networks trained here: one perturbation of all pixels, within ±`bound` of
 * [0, 1], that fools ten networks at once. Client i has a network 784–16–10 trained on 60 pictures each of seven of the ten classes (their
 * P = 0.7) and 12 each of the others, and fᵢ is its margin at the perturbed picture: the score of the true class less the best other. The
 * attack succeeds where F, the mean margin, is below 0, as in the authors' code. A seed is a target: a picture that no network was
 * trained on, and all ten have right.
 *
 * x₀ = 1/2 is no perturbation; their x₀ = 0 is a corner of the box. Their clients have no picture of the other classes, so hardly any
 * picture is right with all ten.
 */
export async function makeAttack({ source, clients, bound }, seed) {
  networks ??= readImages(source).then((images) => ({ images, trained: trainClients(images, clients) }));
  const { images, trained } = await networks;
  const { network } = trained;
  const target = chooseTarget(images, trained, seed);
  const perturbed = (x) => target.pixels.map((pixel, j) => Math.min(1, Math.max(0, pixel + bound * (2 * x[j] - 1))));
  const objectives = trained.weights.map((weights) => {
    const truth = (x) => margin(network, weights, { rows: perturbed(x), first: 0, label: target.label });
    return { dimension: PIXELS, evaluate: (x) => valueOutcome(truth(x)), truth };
  });
  return { objectives, weights: new Float64Array(clients).fill(1 / clients), start: new Float64Array(PIXELS).fill(0.5), goal: 0 };
}

function trainClients(images, clients) {
  const network = createNetwork({ inputs: PIXELS, hidden: HIDDEN, classes: CLASSES });
  const stream = publicStream(SHARED_SEED, 0);
  const byClass = Array.from({ length: CLASSES }, (_, label) => rowsOf(images, label).slice(0, TRAINING_DECK));
  const weights = Array.from({ length: clients }, (_, client) => {
    const main = new Set(shuffle([...byClass.keys()], stream).slice(0, MAIN_CLASSES));
    const rows = byClass.flatMap((deck, label) => shuffle([...deck], stream).slice(0, main.has(label) ? PICTURES.main : PICTURES.other));
    return trainNetwork(network, selected(images, rows), { seed: SHARED_SEED, client, ...TRAINING });
  });
  return { network, weights };
}

function chooseTarget(images, { network, weights }, seed) {
  const stream = publicStream(seed, 1);
  const candidates = Array.from({ length: CLASSES }, (_, label) => rowsOf(images, label).slice(TRAINING_DECK)).flat();
  for (;;) {
    const row = candidates[stream.integer(candidates.length)];
    const at = { rows: images.inputs, first: row * PIXELS, label: images.labels[row] };
    if (weights.every((own) => margin(network, own, at) > 0))
      return { pixels: Float64Array.from(images.inputs.subarray(at.first, at.first + PIXELS)), label: at.label };
  }
}

/** Score of the true class less the best other (Carlini & Wagner, arXiv 1608.04644, f6 without its cap). */
function margin(network, weights, { rows, first, label }) {
  const { activations, scores } = scratchOf(network);
  classScores(network, weights, { rows, first, activations, scores });
  const own = scores[label];
  scores[label] = -Infinity;
  return own - scores[likeliest(scores)];
}

function rowsOf({ labels }, label) {
  return [...labels.keys()].filter((row) => labels[row] === label);
}

function selected({ inputs, labels }, rows) {
  const picked = new Float32Array(rows.length * PIXELS);
  for (const [to, row] of rows.entries()) picked.set(inputs.subarray(row * PIXELS, (row + 1) * PIXELS), to * PIXELS);
  return { inputs: picked, labels: Int32Array.from(rows, (row) => labels[row]) };
}
