import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame, PackFiles, StagePorts, StageRequest } from '../../../electron/pipeline/ports.ts';
import { runInterpolation } from '../../../electron/pipeline/stages/interpolation.ts';
import { createRuntime, type Runtime } from '../../../electron/runtime/runtime.ts';
import { packPorts } from '../../support/pack-ports.ts';
import { type FixtureTensor, readTensors } from '../../support/tensors.ts';

const folder = fileURLToPath(new URL('../../fixtures/vfi/', import.meta.url));

let runtime: Runtime;
let expected: Record<string, FixtureTensor>;
beforeAll(async () => {
  runtime = createRuntime({ device: 'cpu', threads: 1 });
  expected = await readTensors(`${folder}expected.safetensors`);
});
afterAll(() => runtime.release());

/** A pack that is nothing but one published network's folder. */
function pack(architecture: string, name: string): PackFiles {
  const weightPaths = [`${folder}${name}/model.safetensors`];
  const interpolation = { architecture, configPath: `${folder}${name}/config.json`, weightPaths };
  return { id: name, components: { interpolation }, tokenizerPath: null, schedulerPath: null, defaults: {} };
}

const networks = [
  ['EMAVFI', 'emavfi'],
  ['IFNet', 'rife_ifnet_m'],
] as const;

function frame(name: string): Frame {
  const { shape, data } = expected[name] as FixtureTensor;
  const [height = 0, width = 0] = shape;
  return { width, height, data: data as Uint8Array };
}

/** Runs the stage over frames that are made one by one; `log` is the order in which they were read and written. */
async function run(files: PackFiles, count: number, factor: number, make: (index: number) => Frame) {
  const log: string[] = [];
  const written: Frame[] = [];
  const { width, height } = make(0);
  const ports: StagePorts = {
    ...packPorts(files, runtime),
    resize: async (picture) => picture,
    input: {
      width,
      height,
      count,
      fps: 8,
      async *frames() {
        for (let index = 0; index < count; index++) {
          log.push('read');
          yield make(index);
        }
      },
    },
    output: {
      async write(picture) {
        log.push('write');
        written.push(picture);
      },
    },
    progress: async () => undefined,
  };
  const frames = (count - 1) * factor + 1;
  const parameters: StageRequest['parameters'] = { factor };
  const text = { prompt: '', negativePrompt: '' };
  await runInterpolation({ stage: 'vfi', ...text, seed: 1, parameters, width, height, frames, fps: 24 }, ports);
  return { written, log };
}

describe.each(networks)('a pack of a published %s folder', (architecture, name) => {
  it('gives the authors’ frames at the right times, between frames left as they are', async () => {
    const given = [frame('100x140.frame0'), frame('100x140.frame1')];
    const { written } = await run(pack(architecture, name), 2, 3, (index) => given[index] as Frame);
    expect(written).toHaveLength(4);
    expect([written[0]?.data, written[3]?.data]).toEqual(given.map(({ data }) => data));
    // Planes [1, 3, 50, 70]: every second row and column of the frame.
    const wanted = expected[`${architecture}.100x140.2.frame`]?.data ?? [];
    const gaps = Array.from({ length: 3 * 50 * 70 }, (_, at) => {
      const [channel, row, column] = [Math.floor(at / 3500), Math.floor(at / 70) % 50, at % 70];
      const level = written[2]?.data[(row * 2 * 140 + column * 2) * 3 + channel] ?? Number.NaN;
      return Math.abs(level - 255 * Number(wanted[at]));
    });
    expect(Math.max(...gaps)).toBeLessThan(0.51);
  });

  it('writes what lies between two frames before it reads a third, so that long clips need no more memory', async () => {
    const grey = (index: number): Frame => ({
      width: 40,
      height: 24,
      data: new Uint8Array(40 * 24 * 3).fill(60 + index),
    });
    const { log } = await run(pack(architecture, name), 5, 2, grey);
    const gap = ['read', 'write', 'write'];
    expect(log).toEqual(['read', 'write', ...gap, ...gap, ...gap, ...gap]);
  });
});
