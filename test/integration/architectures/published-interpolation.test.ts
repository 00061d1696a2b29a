import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Variant } from '../../../native-models/architectures/architecture.ts';
import { buildModel, buildModelFrom, type ModelRequest } from '../../../native-models/architectures/registry.ts';
import { readSafetensors } from '../../../native-models/graph/safetensors.ts';
import { weightsOf } from '../../../native-models/graph/weights.ts';
import { type FixtureTensor, readTensors, runGraph } from '../../support/tensors.ts';

/** Tiny random networks with what the authors' PyTorch code computed with them on the CPU in float32. */
const folder = fileURLToPath(new URL('../../fixtures/vfi/', import.meta.url));
const folders = { EMAVFI: 'emavfi', IFNet: 'rife_ifnet_m' } as const;
type Name = keyof typeof folders;

let expected: Record<string, FixtureTensor>;
beforeAll(async () => {
  expected = await readTensors(`${folder}expected.safetensors`);
});

function build(name: Name, variant: Variant, more: Partial<ModelRequest> = {}) {
  const model = `${folder}${folders[name]}/`;
  const [config, weightPaths] = [`${model}config.json`, [`${model}model.safetensors`]];
  return buildModel({ architecture: name, config, weightPaths, variant, ...more });
}

/** A recorded picture, bytes [h, w, 3], as [1, 3, h, w], 0..1. */
function planes(name: string): FixtureTensor {
  const { shape, data } = expected[name] as FixtureTensor;
  const [height = 0, width = 0] = shape;
  const area = height * width;
  const values = Float32Array.from(
    { length: 3 * area },
    (_, at) => Number(data[(at % area) * 3 + Math.floor(at / area)]) / 255,
  );
  return { shape: [1, 3, height, width], data: values };
}

/** Twice the size, bilinear by pixel centres. */
function doubled({ shape, data }: FixtureTensor): FixtureTensor {
  const [, channels = 0, height = 0, width = 0] = shape;
  const axis = (at: number, size: number): [number, number, number] => {
    const place = Math.max(0, (at + 0.5) / 2 - 0.5);
    const first = Math.floor(place);
    return [first, Math.min(size - 1, first + 1), place - first];
  };
  const made = new Float32Array(channels * height * width * 4);
  for (let channel = 0, to = 0; channel < channels; channel++) {
    const at = (row: number, column: number): number => Number(data[(channel * height + row) * width + column]);
    for (let y = 0; y < 2 * height; y++) {
      const [top, bottom, down] = axis(y, height);
      for (let x = 0; x < 2 * width; x++, to++) {
        const [left, right, across] = axis(x, width);
        const upper = (1 - across) * at(top, left) + across * at(top, right);
        const lower = (1 - across) * at(bottom, left) + across * at(bottom, right);
        made[to] = (1 - down) * upper + down * lower;
      }
    }
  }
  return { shape: [1, channels, 2 * height, 2 * width], data: made };
}

const time = (value: number): FixtureTensor => ({ shape: [1], data: Float32Array.of(value) });

/** Largest distance of planes [1, c, h, w] from recorded ones, of which only every `step`th row and column was kept. */
function apart(found: FixtureTensor | undefined, name: string, step = 2): number {
  const [, channels = 0, height = 0, width = 0] = found?.shape ?? [];
  expect(expected[name]?.shape).toEqual([1, channels, height / step, width / step]);
  const values = numbers(found);
  return Math.max(
    ...numbers(expected[name]).map((wanted, at) => {
      const [line, column] = [Math.floor(at / (width / step)), at % (width / step)];
      return Math.abs(wanted - (values[line * step * width + column * step] ?? Number.NaN));
    }),
  );
}

function numbers(tensor: FixtureTensor | undefined): number[] {
  return Array.from<number | bigint, number>(tensor?.data ?? [], Number);
}

describe.each(['EMAVFI', 'IFNet'] as const)('%s', (name) => {
  it.each(['native', 'gather'] as const)('gives the authors’ frame, flow and mask (%s sampling)', async (sampling) => {
    const graph = await build(name, { width: 128, height: 96, format: 'float' }, { sampling });
    const pair = { frame0: planes('96x128.frame0'), frame1: planes('96x128.frame1') };
    const { frame, flow, mask } = await runGraph(graph, { ...pair, timestep: time(1 / 3) });
    expect(apart(frame, `${name}.96x128.1.frame`)).toBeLessThan(1e-5);
    expect(apart(flow, `${name}.96x128.1.flow`)).toBeLessThan(1e-5);
    expect(apart(mask, `${name}.96x128.1.mask`)).toBeLessThan(1e-5);
  });

  it('pads as the authors do: a size that is no multiple of 32, at another time', async () => {
    const graph = await build(name, { width: 140, height: 100, format: 'float' });
    const pair = { frame0: planes('100x140.frame0'), frame1: planes('100x140.frame1') };
    const { frame } = await runGraph(graph, { ...pair, timestep: time(2 / 3) });
    expect(apart(frame, `${name}.100x140.2.frame`)).toBeLessThan(2e-5);
  });

  it('takes and gives bytes, the same picture to the level', async () => {
    const graph = await build(name, { width: 140, height: 100 });
    const [frame0, frame1] = ['100x140.frame0', '100x140.frame1'].map((key) => expected[key] as FixtureTensor);
    const inputs = { frame0, frame1, timestep: time(2 / 3) } as Record<string, FixtureTensor>;
    const { frame } = await runGraph(graph, inputs);
    const levels = numbers(frame);
    const found = { shape: [1, 3, 100, 140], data: new Float32Array(42_000) };
    found.data.forEach((_, at) => {
      found.data[at] = (levels[(at % 14_000) * 3 + Math.floor(at / 14_000)] ?? Number.NaN) / 255;
    });
    expect(255 * apart(found, `${name}.100x140.2.frame`)).toBeLessThan(0.51);
  });

  it('stays close in half precision', async () => {
    const graph = await build(name, { width: 128, height: 96, format: 'float' }, { precision: 'fp16' });
    const pair = { frame0: planes('96x128.frame0'), frame1: planes('96x128.frame1') };
    const { frame } = await runGraph(graph, { ...pair, timestep: time(1 / 3) });
    expect(apart(frame, `${name}.96x128.1.frame`)).toBeLessThan(1e-2);
  });

  it('uses every tensor of the file but the teacher’s', async () => {
    expect((await build(name, { width: 64, height: 64 })).unusedKeys).toEqual([]);
  });

  it('takes files whose keys start with “module.”, as they were published', async () => {
    const index = await readSafetensors(`${folder}${folders[name]}/model.safetensors`);
    const renamed = [...index.tensors].map(
      ([key, entry]) => [`module.${key}`, { ...entry, key: `module.${key}` }] as const,
    );
    const config = JSON.parse(await readFile(`${folder}${folders[name]}/config.json`, 'utf8'));
    const weights = weightsOf([{ ...index, tensors: new Map(renamed) }]);
    const built = buildModelFrom({ architecture: name, config, variant: { width: 64, height: 64 } }, weights);
    expect(built.unusedKeys).toEqual([]);
  });

  it('refuses the published sizes for these weights, naming tensor and shapes', async () => {
    await expect(build(name, { width: 64, height: 64 }, { config: {} })).rejects.toThrow(
      /has the shape \[.*was expected/,
    );
  });
});

describe('EMAVFI', () => {
  it('looks for motion at half size in large frames', async () => {
    const graph = await build('EMAVFI', { width: 256, height: 192, flowScale: 2, format: 'float' });
    const pair = { frame0: doubled(planes('96x128.frame0')), frame1: doubled(planes('96x128.frame1')) };
    const { frame } = await runGraph(graph, { ...pair, timestep: time(1 / 3) });
    expect(apart(frame, 'EMAVFI.half.frame', 4)).toBeLessThan(1e-5);
  });

  it('accepts frames smaller than one attention window', async () => {
    const graph = await build('EMAVFI', { width: 9, height: 5 });
    const grey = { shape: [5, 9, 3], data: new Uint8Array(5 * 9 * 3).fill(128) };
    const { frame } = await runGraph(graph, { frame0: grey, frame1: grey, timestep: time(0.5) });
    expect(frame?.shape).toEqual([5, 9, 3]);
  });
});
