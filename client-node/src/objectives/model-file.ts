import { dirname, resolve } from 'node:path';
import type { io, LayersModel } from '@tensorflow/tfjs';
import { UserError } from '../user-error.js';
import { messageOf, readJsonFile, readUserFile } from './data-file.js';
import type { Tensorflow } from './tensorflow-runtime.js';

/**
 * Loads a layers model from a `model.json` and the weight files it names, which stand beside it. TensorFlow.js itself reads files only
 * where its native library is installed. Throws `UserError`.
 */
export async function loadModelFile(tf: Tensorflow, path: string): Promise<LayersModel> {
  const json = await readJsonFile(path, 'model');
  if (!isModelJson(json))
    throw new UserError(
      'model',
      `${path} is not a layers model; it must have modelTopology and weightsManifest, as \`model.save\` writes them`,
    );
  const load = async (): Promise<io.ModelArtifacts> =>
    tf.io.getModelArtifactsForJSON(json, async (manifest) => [
      manifest.flatMap(({ weights }) => weights),
      await readShards(manifest, dirname(path)),
    ]);
  try {
    return await tf.loadLayersModel({ load });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('model', `${path} cannot be loaded: ${messageOf(error)}`, { cause: error });
  }
}

async function readShards(manifest: io.WeightsManifestConfig, directory: string): Promise<ArrayBuffer> {
  const paths = manifest.flatMap((group) => group.paths);
  const shards = await Promise.all(paths.map((name) => readUserFile(resolve(directory, name), 'model')));
  return new Uint8Array(Buffer.concat(shards)).buffer;
}

function isModelJson(json: unknown): json is io.ModelJSON {
  if (typeof json !== 'object' || json === null) return false;
  const { modelTopology, weightsManifest } = json as Readonly<Record<string, unknown>>;
  return typeof modelTopology === 'object' && modelTopology !== null && Array.isArray(weightsManifest);
}
