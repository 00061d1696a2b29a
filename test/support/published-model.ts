import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { halfBits } from '../../native-models/graph/constant-bytes.ts';

/** Names and shapes of a published network's tensors, and its config. */
export interface PublishedNetwork {
  readonly config: Readonly<Record<string, unknown>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

const lists = fileURLToPath(new URL('../fixtures/sd15-keys/', import.meta.url));

/** A network of Stable Diffusion 1.5's world by the name of its list in test/fixtures/sd15-keys. */
export function publishedNetwork(name: string): PublishedNetwork {
  const plain = ['AutoencoderKL', 'CLIPTextModel', 'UNet2DConditionModel'].includes(name);
  const text = plain
    ? readFileSync(`${lists}${name}.json`, 'utf8')
    : gunzipSync(readFileSync(`${lists}${name}.json.gz`)).toString('utf8');
  return JSON.parse(text) as PublishedNetwork;
}

/** Where each network of an image-to-video set lies, as published. The IP-Adapter has no config. */
export const publishedFolders = {
  unet: { list: 'UNet2DConditionModel', architecture: 'UNet2DConditionModel', file: 'diffusion_pytorch_model' },
  motion_adapter: { list: 'MotionAdapter-v3', architecture: 'MotionAdapter', file: 'diffusion_pytorch_model' },
  controlnet: {
    list: 'SparseControlNetModel-rgb',
    architecture: 'SparseControlNetModel',
    file: 'diffusion_pytorch_model',
  },
  ip_adapter: { list: 'IPAdapter', architecture: 'IPAdapter', file: 'ip-adapter_sd15' },
  image_encoder: {
    list: 'CLIPVisionModelWithProjection',
    architecture: 'CLIPVisionModelWithProjection',
    file: 'model',
  },
  text_encoder: { list: 'CLIPTextModel', architecture: 'CLIPTextModel', file: 'model' },
  vae: { list: 'AutoencoderKL', architecture: 'AutoencoderKL', file: 'diffusion_pytorch_model' },
} as const;
export type PublishedFolder = keyof typeof publishedFolders;

/** What `buildModel` wants of one of the folders below `root`. */
export function publishedRequest(root: string, folder: PublishedFolder) {
  const { architecture, file } = publishedFolders[folder];
  return {
    architecture,
    config: folder === 'ip_adapter' ? {} : join(root, folder, 'config.json'),
    weightPaths: [join(root, folder, `${file}.safetensors`)],
  };
}

/**
 * Writes a folder as published, in half precision. `zero`: the weights are a hole in the file that takes no room. `random`: numbers
 * of the size that keeps activations in bounds.
 */
export function writePublished(root: string, folder: PublishedFolder, weights: 'zero' | 'random'): void {
  const { list, file } = publishedFolders[folder];
  const network = publishedNetwork(list);
  writeWeights(join(root, folder), file, network.shapes, weights);
  if (folder !== 'ip_adapter')
    writeFileSync(join(root, folder, 'config.json'), JSON.stringify(network.config, null, 2));
}

/** Writes `<file>.safetensors` into a folder, made when missing: half precision, names and shapes as given. */
export function writeWeights(
  folder: string,
  file: string,
  shapes: PublishedNetwork['shapes'],
  weights: 'zero' | 'random',
): void {
  mkdirSync(folder, { recursive: true });
  let at = 0;
  const header: Record<string, unknown> = {};
  for (const [key, shape] of Object.entries(shapes)) {
    const end = at + 2 * countOf(shape);
    header[key] = { dtype: 'F16', shape, data_offsets: [at, end] };
    at = end;
  }
  const text = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(text.length));
  const handle = openSync(join(folder, `${file}.safetensors`), 'w');
  try {
    writeSync(handle, Buffer.concat([prefix, text]));
    if (weights === 'zero') ftruncateSync(handle, 8 + text.length + at);
    else for (const [key, shape] of Object.entries(shapes)) writeRandom(handle, key, shape);
  } finally {
    closeSync(handle);
  }
}

const blockSize = 65_536;
/** Numbers of mean 0 and spread 1, from a generator that is the same everywhere. */
const noise = (() => {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Float32Array.from(
    { length: blockSize },
    () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next()),
  );
})();

function writeRandom(handle: number, key: string, shape: readonly number[]): void {
  const [out = 1] = shape;
  const [spread, mean] =
    shape.length > 1 ? [Math.sqrt(out / countOf(shape)), 0] : [0.02, key.endsWith('weight') ? 1 : 0];
  const block = Uint16Array.from(noise, (value) => halfBits(mean + spread * value));
  const bytes = Buffer.from(block.buffer);
  for (let left = 2 * countOf(shape); left > 0; left -= bytes.length) {
    writeSync(handle, bytes, 0, Math.min(left, bytes.length));
  }
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
