/**
 * The published image-to-video set at its real sizes, with random weights, to see that it fits and finishes:
 *
 *     node scripts/real-size.ts FOLDER        writes the seven folders, 5.3 GB
 *     node scripts/real-size.ts FOLDER --run  and makes one denoising step of two frames at 600×600 with them
 *
 * Prints one line of JSON a network: seconds to open and to run, and the largest memory of the process so far.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ComponentFiles, Tensor } from '../electron/pipeline/ports.ts';
import { createRuntime } from '../electron/runtime/runtime.ts';
import {
  type PublishedFolder,
  publishedFolders,
  publishedRequest,
  writePublished,
} from '../test/support/published-model.ts';

const [folder, ...flags] = process.argv.slice(2);
if (!folder || flags.some((flag) => flag !== '--run')) {
  console.error('Usage: node scripts/real-size.ts FOLDER [--run]');
  process.exit(2);
}
const root = resolve(folder);
for (const name of Object.keys(publishedFolders) as PublishedFolder[]) {
  if (!existsSync(join(root, name))) writePublished(root, name, 'random');
}
if (flags.includes('--run')) await oneStep();

async function oneStep(): Promise<void> {
  const [side, frames, batch] = [75, 2, 2];
  const text = await run('text_encoder', { batch }, { inputIds: ids([batch, 77]) });
  const vision = await run('image_encoder', { batch }, { pixelValues: wave([batch, 3, 224, 224]) });
  const image = await run('ip_adapter', { batch }, { imageEmbeds: of(vision, 'imageEmbeds') });
  const encoder = { half: 'encoder', width: side, height: side, format: 'float' };
  await run('vae', encoder, { sample: wave([1, 3, 8 * side, 8 * side]) });
  const inputs = {
    sample: wave([batch, 4, frames, side, side]),
    timestep: wave([1], 999),
    encoderHiddenStates: of(text, 'hiddenStates'),
    imageTokens: of(image, 'imageTokens'),
    ipScale: wave([1], 0.7),
    controlLatents0: wave([1, 4, frames, side, side]),
    controlMask0: wave([1, 1, frames, side, side]),
    controlScale0: wave([1], 1),
  };
  const parts: PublishedFolder[] = ['motion_adapter', 'ip_adapter', 'controlnet'];
  await run('unet', { width: side, height: side, batch, frames }, inputs, parts);
  const decoder = { half: 'decoder', width: side, height: side, format: 'float' };
  await run('vae', decoder, { latents: wave([1, 4, side, side]) });
}

/** Opens a network, runs it once, releases it, and prints what that took. */
async function run(
  name: PublishedFolder,
  variant: Readonly<Record<string, number | string>>,
  inputs: Readonly<Record<string, Tensor>>,
  parts: readonly PublishedFolder[] = [],
): Promise<Record<string, Tensor>> {
  const runtime = createRuntime({ device: 'cpu' });
  const start = performance.now();
  const network = await runtime.open(component(name), variant, parts.map(component));
  const opened = performance.now();
  const outputs = await network.run(inputs);
  const finished = performance.now();
  await runtime.release();
  const finite = Object.values(outputs).every(({ type, data }) => type !== 'float32' || data.every(Number.isFinite));
  const tenths = (milliseconds: number) => Math.round(milliseconds / 100) / 10;
  console.log(
    JSON.stringify({
      network: [name, ...parts].join(' + '),
      openSeconds: tenths(opened - start),
      runSeconds: tenths(finished - opened),
      peakGigabytes: Math.round(process.resourceUsage().maxRSS / 1e4) / 100,
      finite,
    }),
  );
  return outputs;
}

function component(name: PublishedFolder): ComponentFiles {
  const { architecture, config, weightPaths } = publishedRequest(root, name);
  return { architecture, configPath: typeof config === 'string' ? config : null, weightPaths };
}

function of(outputs: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = outputs[name];
  if (!tensor) throw new Error(`The network gave no ${name}.`);
  return tensor;
}

/** Numbers between −size and size; a single one is `size` itself. */
function wave(dims: readonly number[], size = 1): Tensor {
  const count = dims.reduce((product, length) => product * length, 1);
  const data = Float32Array.from({ length: count }, (_, index) => size * (count === 1 ? 1 : Math.sin(index * 0.37)));
  return { type: 'float32', dims, data };
}

function ids(dims: readonly number[]): Tensor {
  const count = dims.reduce((product, length) => product * length, 1);
  return {
    type: 'int64',
    dims,
    data: BigInt64Array.from({ length: count }, (_, index) => BigInt((index * 37) % 49_000)),
  };
}
