import { systemEntropy } from '@fedzoo/platform-node';
import { drawNoise, type NoiseTerms } from '@fedzoo/shared/privacy/noise';
import { parentPort } from 'node:worker_threads';

// A thread that draws noise as it is asked, from entropy of its own, and keeps none of it.
const port = parentPort;
if (port === null) throw new Error('this module runs as a worker thread only');

port.on('message', (terms: NoiseTerms) => {
  const drawn = drawNoise(terms, systemEntropy);
  port.postMessage(drawn, [drawn.buffer as ArrayBuffer]);
});
