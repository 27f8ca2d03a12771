import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type { LogSink } from '../log-sink.js';
import { messageOf } from './data-file.js';

export type Tensorflow = typeof import('@tensorflow/tfjs');

export interface TensorflowRuntime {
  readonly tf: Tensorflow;
  /** What computes: `tensorflow` (the native library) or `wasm`. */
  readonly backend: string;
}

let runtime: Promise<TensorflowRuntime> | undefined;

/**
 * TensorFlow.js with the fastest backend there is: the native library of tfjs-node where it is installed, else WebAssembly. Both
 * compute in 32 bits, but not to the same bits. The log says which one it is, and why. Loaded once a process.
 */
export async function loadTensorflow(log: LogSink): Promise<TensorflowRuntime> {
  runtime ??= loadNative(log).catch((error: unknown) => loadWasm(log, firstLine(messageOf(error))));
  return await runtime;
}

async function loadNative(log: LogSink): Promise<TensorflowRuntime> {
  // Without this the native library reports its CPU features on standard error.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const module = (await import('@tensorflow/tfjs-node')) as unknown as Tensorflow & { readonly default?: Tensorflow };
  const tf = module.default ?? module;
  await tf.ready();
  log.info(`TensorFlow.js ${tf.version['tfjs']} computes with the native library (backend ${tf.getBackend()})`);
  return { tf, backend: tf.getBackend() };
}

async function loadWasm(log: LogSink, whyNotNative: string): Promise<TensorflowRuntime> {
  const tf = await import('@tensorflow/tfjs');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const binary = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm');
  setWasmPaths(dirname(binary) + sep);
  await tf.setBackend('wasm');
  await tf.ready();
  log.info(`TensorFlow.js ${tf.version['tfjs']} computes with WebAssembly (the native library is not used: ${whyNotNative})`);
  return { tf, backend: tf.getBackend() };
}

function firstLine(text: string): string {
  return text.split(/\.\s|\n/, 1)[0] ?? text;
}
