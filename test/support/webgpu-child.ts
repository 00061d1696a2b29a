/**
 * Runs every network of the registry on WebGPU and on the CPU with the same numbers, in a process that may crash. Prints one line
 * of JSON a network: the largest difference, relative to the largest number, and which operators WebGPU left to the CPU.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ComponentFiles, Network, Tensor } from '../../electron/pipeline/ports.ts';
import { createRuntime } from '../../electron/runtime/runtime.ts';
import type { SessionDevice } from '../../electron/runtime/session.ts';
import { buildModel } from '../../native-models/architectures/registry.ts';

export interface Comparison {
  readonly name: string;
  /** Bytes: in levels of 255. Floats: relative to the largest number. The largest of all outputs. */
  readonly difference: number;
  /** True when the outputs are pictures in bytes. */
  readonly bytes: boolean;
  /** Operators that ran on the CPU provider although WebGPU was asked for. */
  readonly onCpu: readonly string[];
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const sd = `${root}test/fixtures/t2i-sd/model`;
const clip = `${root}test/fixtures/clip`;
const vision = `${root}test/fixtures/i2v-full/model/image_encoder`;
const i2v = `${root}test/fixtures/i2v-full/model`;
const control = `${root}test/fixtures/controlnet-image`;
const packs = `${root}native-models/packs`;
const vfi = `${root}test/fixtures/vfi`;

interface Subject {
  readonly architecture: string;
  readonly configPath: string;
  readonly weightPaths: readonly string[];
  readonly variant: Readonly<Record<string, number | string | boolean>>;
  readonly parts?: readonly ComponentFiles[];
}
const subject = (
  architecture: string,
  folder: string,
  variant: Subject['variant'],
  weights: string | null = 'model.safetensors',
  config = 'config.json',
): Subject => ({
  architecture,
  configPath: `${folder}/${config}`,
  weightPaths: weights ? [`${folder}/${weights}`] : [],
  variant,
});
const diffusers = 'diffusion_pytorch_model.safetensors';
/** A network of the pack that draws scenes; its weights may lie in several files. */
const scenes = `${packs}/starter-scenes`;
type Component = { architecture: string; config: string; weights: string[] };
const listed = JSON.parse(readFileSync(`${scenes}/pack.json`, 'utf8')) as { components: Record<string, Component> };
function starter(role: string, variant: Subject['variant']): Subject {
  const found = listed.components[role];
  if (!found) throw new Error(`starter-scenes has no ${role}`);
  const weightPaths = found.weights.map((path) => `${scenes}/${path}`);
  return { architecture: found.architecture, configPath: `${scenes}/${found.config}`, weightPaths, variant };
}
/** A network of the tiny image-to-video model; the IP-Adapter has no config. */
const video = (architecture: string, folder: string): ComponentFiles => ({
  architecture,
  configPath: folder === 'ip_adapter' ? null : `${i2v}/${folder}/config.json`,
  weightPaths: [`${i2v}/${folder}/${folder === 'ip_adapter' ? 'ip-adapter_tiny.safetensors' : diffusers}`],
});
const subjects: Readonly<Record<string, Subject>> = {
  'CLIP text, projected': subject('CLIPTextModelWithProjection', `${clip}/sdxl-2`, { batch: 2 }),
  'CLIP vision': subject('CLIPVisionModelWithProjection', vision, { batch: 2 }),
  'tiny VAE': subject('AutoencoderTiny', `${root}test/fixtures/vae-tiny`, { width: 6, height: 5 }, diffusers),
  'CLIP text': subject('CLIPTextModel', `${sd}/text_encoder`, {}),
  'UNet, odd size': subject('UNet2DConditionModel', `${sd}/unet`, { width: 7, height: 5 }, diffusers),
  'UNet with motion, IP-Adapter, SparseCtrl': {
    ...subject('UNet2DConditionModel', `${i2v}/unet`, { width: 7, height: 5, frames: 5 }, diffusers),
    parts: [
      video('MotionAdapter', 'motion_adapter'),
      video('IPAdapter', 'ip_adapter'),
      video('SparseControlNetModel', 'controlnet'),
    ],
  },
  'UNet with ControlNets, guess mode': {
    ...subject('UNet2DConditionModel', `${control}/unet`, { width: 7, height: 5, guessModes: '01' }, diffusers),
    parts: ['controlnet', 'controlnet_2'].map((folder) => ({
      architecture: 'ControlNetModel',
      configPath: `${control}/${folder}/config.json`,
      weightPaths: [`${control}/${folder}/${diffusers}`],
    })),
  },
  'UNet of SDXL': subject(
    'UNet2DConditionModel',
    `${root}test/fixtures/t2i-sdxl/unet`,
    { width: 7, height: 5 },
    diffusers,
  ),
  'VAE decoder': subject('AutoencoderKL', `${sd}/vae`, { width: 6, height: 5 }, diffusers),
  'VAE encoder': subject('AutoencoderKL', `${sd}/vae`, { half: 'encoder', width: 6, height: 5 }, diffusers),
  Refiner: subject('Refiner', `${packs}/starter-refiner/net`, { width: 40, height: 32 }),
  EDSCInterpolationNet: subject('EDSCInterpolationNet', `${packs}/starter-smooth/net`, {
    width: 40,
    height: 32,
    format: 'float',
  }),
  EMAVFI: subject('EMAVFI', `${vfi}/emavfi`, { width: 40, height: 32, format: 'float' }),
  IFNet: subject('IFNet', `${vfi}/rife_ifnet_m`, { width: 40, height: 32, format: 'float' }),
  MotionFieldNet: subject('MotionFieldNet', `${packs}/starter-motion/net`, {}),
  'starter CLIP text': starter('textEncoder', {}),
  'starter UNet': starter('unet', { width: 6, height: 5 }),
  'starter VAE': starter('vae', { width: 4, height: 3 }),
  'starter upscaler': starter('upscaler', { width: 24, height: 16 }),
  PictureWarp: subject('PictureWarp', `${packs}/starter-motion/net`, { width: 40, height: 32 }, null, 'warp.json'),
};

/** Fixed numbers that suit an input by its name: bytes, token ids, moderate floats. */
function inputFor(name: string, type: string, dims: readonly number[]): Tensor {
  const count = dims.reduce((product, size) => product * size, 1);
  const wave = (index: number) => Math.sin(index * 0.37 + Math.sin(index * 0.011) * 3);
  if (type === 'int64')
    return { type, dims, data: BigInt64Array.from({ length: count }, (_, i) => BigInt((i * 37) % 800)) };
  if (type === 'uint8')
    return { type, dims, data: Uint8Array.from({ length: count }, (_, i) => 128 + 100 * wave(i / 40)) };
  const scale = name === 'timestep' ? 0.4 : name.startsWith('field') ? 0.1 : 1;
  return {
    type: 'float32',
    dims,
    data: Float32Array.from({ length: count }, (_, i) => scale * (count === 1 ? 1 : wave(i))),
  };
}

async function run(item: Subject, device: SessionDevice, profilePrefix?: string) {
  const runtime = createRuntime({ device, ...(profilePrefix ? { profilePrefix } : {}) });
  const network: Network = await runtime.open(item, item.variant, item.parts ?? []);
  const { inputs: wanted } = await buildModel({
    ...item,
    config: item.configPath,
    parts: (item.parts ?? []).map((part) => ({ ...part, config: part.configPath ?? {} })),
  });
  const inputs = Object.fromEntries(
    wanted.map(({ name, type, shape }) => [name, inputFor(name, type, shape)] as const),
  );
  const outputs = await network.run(inputs);
  await runtime.release();
  return outputs;
}

function difference(expected: Readonly<Record<string, Tensor>>, found: Readonly<Record<string, Tensor>>): number {
  let worst = 0;
  for (const [name, tensor] of Object.entries(expected)) {
    const other = found[name]?.data ?? [];
    let scale = tensor.type === 'uint8' ? 1 : 1e-6;
    let apart = 0;
    tensor.data.forEach((value, index) => {
      scale = tensor.type === 'uint8' ? 1 : Math.max(scale, Math.abs(Number(value)));
      const gap = Math.abs(Number(value) - Number(other[index]));
      apart = Number.isNaN(gap) ? 1e9 : Math.max(apart, gap);
    });
    worst = Math.max(worst, apart / scale);
  }
  return worst;
}

/** Names of the operators that a profile says ran on the CPU provider. */
function cpuOperators(folder: string): string[] {
  const found = new Set<string>();
  for (const file of readdirSync(folder)) {
    const events = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { args?: Record<string, string> }[];
    for (const { args } of events) {
      if (args?.provider === 'CPUExecutionProvider' && args.op_name) found.add(args.op_name);
    }
  }
  return [...found].sort();
}

for (const name of process.argv.slice(2)) {
  const item = subjects[name];
  if (!item) throw new Error(`There is no subject ${name}; known: ${Object.keys(subjects).join(', ')}.`);
  const folder = mkdtempSync(join(tmpdir(), 'stillmotion-profile-'));
  try {
    const expected = await run(item, 'cpu');
    const found = await run(item, 'webgpu', join(folder, 'run'));
    const comparison: Comparison = {
      name,
      difference: difference(expected, found),
      bytes: Object.values(expected).some((tensor) => tensor.type === 'uint8'),
      onCpu: cpuOperators(folder),
    };
    console.log(JSON.stringify(comparison));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
