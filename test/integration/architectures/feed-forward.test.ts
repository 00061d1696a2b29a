import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { resizeLanczos } from '../../../electron/pipeline/pictures/resize.ts';
import type { Variant } from '../../../native-models/architectures/architecture.ts';
import { buildModel } from '../../../native-models/architectures/registry.ts';
import type { BuiltGraph } from '../../../native-models/graph/core.ts';
import type { SamplingForm } from '../../../native-models/graph/types.ts';
import { type FixtureTensor, readTensors, runGraph } from '../../support/tensors.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const net = (pack: string, name: string): string => root(`native-models/packs/${pack}/net/${name}`);

function build(
  pack: string,
  architecture: string,
  variant: Variant,
  sampling: SamplingForm = 'native',
): Promise<BuiltGraph> {
  const weightPaths = [net(pack, 'model.safetensors')];
  return buildModel({ architecture, config: net(pack, 'config.json'), weightPaths, variant, sampling });
}

/** Largest distance between bytes [h, w, 3] and the reference [3, h, w] (0..1, clamped), in levels of 255. */
function levelsApart(found: FixtureTensor | undefined, wanted: FixtureTensor | undefined): number {
  const [channels = 0, height = 0, width = 0] = wanted?.shape ?? [];
  expect(found?.shape).toEqual([height, width, channels]);
  let worst = 0;
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < channels; c++) {
      const level = 255 * Math.min(1, Math.max(0, wanted?.data[c * height * width + i] ?? Number.NaN));
      worst = Math.max(worst, Math.abs((found?.data[i * channels + c] ?? Number.NaN) - level));
    }
  }
  return worst;
}

/** Bytes [h, w, 3] as [1, 3, h, w], 0..1. */
function planes({ shape: [height = 0, width = 0], data }: FixtureTensor): FixtureTensor {
  const size = height * width;
  const values = Float32Array.from({ length: 3 * size }, (_, i) => {
    const [channel, pixel] = [Math.floor(i / size), i % size];
    return (data[pixel * 3 + channel] ?? Number.NaN) / 255;
  });
  return { shape: [1, 3, height, width], data: values };
}

/** Rounding to a byte is half a level; the rest is for sums in another order. */
const rounding = 0.55;

describe('Refiner', () => {
  let examples: Record<string, FixtureTensor>;
  beforeAll(async () => {
    examples = await readTensors(root('test/fixtures/starter-refiner/examples.safetensors'));
  });
  const refine = async (
    picture: FixtureTensor,
    strength: number,
    out: Variant = {},
  ): Promise<FixtureTensor | undefined> => {
    const [height = 0, width = 0] = picture.shape;
    const graph = await build('starter-refiner', 'Refiner', { width, height, ...out });
    return (await runGraph(graph, { picture, strength: { shape: [1], data: Float32Array.of(strength) } })).refined;
  };

  it.each(['odd', 'even'])('gives what the trained network gives (%s size)', async (name) => {
    const picture = examples[`${name}.picture`] as FixtureTensor;
    expect(levelsApart(await refine(picture, 1), examples[`${name}.refined`])).toBeLessThan(rounding);
  });

  it.each([
    [83, 65],
    [106, 40],
    [140, 111],
  ])('comes out at any size, as if Lanczos had been applied to its enlargement: %d × %d', async (width, height) => {
    const picture = examples['odd.picture'] as FixtureTensor;
    // At strength 0: nothing lies beyond black or white, where the enlargement's bytes would cut it off.
    const whole = await refine(picture, 0);
    const [oldHeight = 0, oldWidth = 0] = whole?.shape ?? [];
    const enlarged = { width: oldWidth, height: oldHeight, data: Uint8Array.from(whole?.data ?? []) };
    const wanted = resizeLanczos(enlarged, width, height).data;
    const found = await refine(picture, 0, { outWidth: width, outHeight: height });
    expect(found?.shape).toEqual([height, width, 3]);
    // The second way rounds to bytes twice more. A shift of half a pixel would be tens of levels at edges.
    expect(Math.max(...Array.from(wanted, (level, i) => Math.abs(level - (found?.data[i] ?? 255))))).toBeLessThan(4);
  });

  it('adds nothing at strength 0: flat pictures stay flat to the last level, borders included', async () => {
    const flat = { shape: [9, 12, 3], data: new Uint8Array(9 * 12 * 3).fill(77) };
    expect(new Set((await refine(flat, 0))?.data)).toEqual(new Set([77]));
  });
});

describe('EDSCInterpolationNet', () => {
  const cases = [
    ['odd', 1],
    ['even', 1],
    ['half', 2],
  ] as const;
  let examples: Record<string, FixtureTensor>;
  beforeAll(async () => {
    examples = await readTensors(root('test/fixtures/starter-smooth/examples.safetensors'));
  });
  const example = (name: string): Record<'frame0' | 'frame1' | 'timestep' | 'frame', FixtureTensor> => {
    const part = (key: string): FixtureTensor => examples[`${name}.${key}`] as FixtureTensor;
    return { frame0: part('frame0'), frame1: part('frame1'), timestep: part('timestep'), frame: part('frame') };
  };
  const between = (variant: Variant, sampling?: SamplingForm) =>
    build('starter-smooth', 'EDSCInterpolationNet', variant, sampling);

  it.each(cases)('gives what the trained network gives (%s, flow scale %i)', async (name, flowScale) => {
    const { frame: wanted, ...inputs } = example(name);
    const [height = 0, width = 0] = inputs.frame0.shape;
    const { frame } = await runGraph(await between({ width, height, flowScale }), inputs);
    expect(levelsApart(frame, wanted)).toBeLessThan(rounding);
  });

  it.each(
    cases.flatMap(([name, flowScale]) => [[name, flowScale, 'native'] as const, [name, flowScale, 'gather'] as const]),
  )(
    'gives its numbers to 1e-4, chosen words and all (%s, flow scale %i, %s sampling)',
    async (name, flowScale, sampling) => {
      const { frame: wanted, timestep, ...frames } = example(name);
      const [, height = 0, width = 0] = wanted.shape;
      const graph = await between({ width, height, flowScale, format: 'float' }, sampling);
      const { frame } = await runGraph(graph, {
        frame0: planes(frames.frame0),
        frame1: planes(frames.frame1),
        timestep,
      });
      expect(frame?.shape).toEqual([1, 3, height, width]);
      const apart = Array.from(wanted.data, (value, i) => Math.abs(value - (frame?.data[i] ?? Number.NaN)));
      expect(Math.max(...apart)).toBeLessThan(1e-4);
    },
  );

  it('refuses sizes, flow scales and formats that it cannot have', async () => {
    const size = { width: 64, height: 64 };
    await expect(between({ ...size, flowScale: 3 })).rejects.toThrow('flowScale');
    await expect(between({ ...size, width: 0 })).rejects.toThrow('width');
    await expect(between({ ...size, format: 'words' })).rejects.toThrow('format');
  });

  it('refuses a config whose book has other words than the file', async () => {
    const config: unknown = JSON.parse(await readFile(net('starter-smooth', 'config.json'), 'utf8'));
    const request = {
      architecture: 'EDSCInterpolationNet',
      config: { ...(config as Record<string, unknown>), codes: [24, 128, 8] },
      weightPaths: [net('starter-smooth', 'model.safetensors')],
      variant: { width: 64, height: 64 },
    };
    await expect(buildModel(request)).rejects.toThrow('context.quantizer.codebook');
  });
});

describe('MotionFieldNet', () => {
  it.each(['square', 'wide'])('gives what the trained network gives (%s)', async (name) => {
    const examples = await readTensors(root('test/fixtures/starter-motion/examples.safetensors'));
    const picture = examples[`${name}.picture`] as FixtureTensor;
    const [height = 0, width = 0] = picture.shape;
    const { layers } = await runGraph(await build('starter-motion', 'MotionFieldNet', { width, height }), { picture });
    const wanted = examples[`${name}.layers`];
    expect(layers?.shape).toEqual([4, height, width]);
    const worst = Math.max(
      ...Array.from(wanted?.data ?? [], (value, i) => Math.abs(value - (layers?.data[i] ?? Number.NaN))),
    );
    expect(worst).toBeLessThan(2e-4);
  });

  it('says which sizes it can have', async () => {
    await expect(build('starter-motion', 'MotionFieldNet', { width: 100, height: 64 })).rejects.toThrow(
      'multiples of 32',
    );
  });
});

describe('PictureWarp', () => {
  const size = 8;
  const [height, width] = [20, 28];
  const picture: FixtureTensor = {
    shape: [height, width, 3],
    data: Uint8Array.from({ length: height * width * 3 }, (_, i) => (i * 37 + (i % 7) * 50) % 256),
  };
  const field = (x: number, y: number): FixtureTensor => ({
    shape: [size, size, 2],
    data: Float32Array.from({ length: size * size * 2 }, (_, i) => (i % 2 === 0 ? x : y)),
  });
  const bend = async (fields: readonly FixtureTensor[], mix?: number, sampling?: SamplingForm): Promise<Uint8Array> => {
    const config: unknown = JSON.parse(await readFile(net('starter-motion', 'warp.json'), 'utf8'));
    const variant = { width, height, fieldSize: size, fields: fields.length };
    const graph = await buildModel({
      architecture: 'PictureWarp',
      config,
      weightPaths: [],
      variant,
      ...(sampling ? { sampling } : {}),
    });
    const inputs: Record<string, FixtureTensor> = { picture };
    for (const [index, one] of fields.entries()) inputs[`field${index}`] = one;
    if (mix !== undefined) inputs.mix = { shape: [1], data: Float32Array.of(mix) };
    return (await runGraph(graph, inputs)).frame?.data as Uint8Array;
  };

  it('leaves the picture as it is, byte for byte, when nothing moves', async () => {
    expect(await bend([field(0, 0)])).toEqual(picture.data);
  });

  it('shows at each place what lies where the field points, clamped at the border', async () => {
    const bent = await bend([field((2 * 3) / width, 0)]);
    for (const [x, from] of [
      [0, 3],
      [10, 13],
      [27, 27],
    ] as const) {
      expect(bent[(5 * width + x) * 3]).toBe(picture.data[(5 * width + from) * 3]);
    }
  });

  it('samples the same in the form for GPUs, between pixels and past the border too', async () => {
    const data = Float32Array.from({ length: size * size * 2 }, (_, i) => 0.35 * Math.sin(i * 1.7));
    const wavy = [{ shape: [size, size, 2], data }];
    const [native, gather] = [await bend(wavy, undefined, 'native'), await bend(wavy, undefined, 'gather')];
    expect(Math.max(...native.map((value, i) => Math.abs(value - (gather[i] ?? Number.NaN))))).toBeLessThanOrEqual(1);
  });

  it('fades from one field to the other', async () => {
    const [still, moved] = [field(0, 0), field(0, (2 * 2) / height)];
    expect(await bend([still, moved], 0)).toEqual(picture.data);
    expect(await bend([still, moved], 1)).toEqual(await bend([moved]));
  });
});
