import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resizeFrame } from '../../../electron/media/pictures.ts';
import type { Frame, Network, PackFiles, StagePorts, StageRequest } from '../../../electron/pipeline/ports.ts';
import { runnerOf } from '../../../electron/pipeline/stages/index.ts';
import { runInterpolation } from '../../../electron/pipeline/stages/interpolation.ts';
import { runRefiner } from '../../../electron/pipeline/stages/refiner.ts';
import { createRuntime, type Runtime } from '../../../electron/runtime/runtime.ts';
import { refinerPack, smoothPack, stripes } from '../../support/engine-tasks.ts';
import { packPorts } from '../../support/pack-ports.ts';

let runtime: Runtime;
beforeAll(() => {
  runtime = createRuntime({ device: 'cpu', threads: 1 });
});
afterAll(() => runtime.release());

/** The starter packs' networks, a real resize; frames are kept in memory. */
function ports(pack: PackFiles, frames: readonly Frame[]) {
  const written: Frame[] = [];
  const steps: [number, number][] = [];
  const opened: string[] = [];
  let open = 0;
  const [first] = frames;
  const stagePorts: StagePorts = {
    ...packPorts(pack, runtime),
    async open(names, variant) {
      const network = await packPorts(pack, runtime).open(names, variant);
      opened.push(`${variant?.width}×${variant?.height}`);
      open++;
      return { ...network, release: () => network.release().finally(() => open--) };
    },
    resize: resizeFrame,
    input: first
      ? {
          width: first.width,
          height: first.height,
          count: frames.length,
          fps: 8,
          async *frames() {
            yield* frames;
          },
        }
      : null,
    output: {
      async write(frame) {
        written.push(frame);
      },
    },
    async progress(step, of) {
      steps.push([step, of]);
    },
  };
  return { ports: stagePorts, written, steps, opened, stillOpen: () => open };
}

function request(stage: 'v2v' | 'vfi', shape: [number, number, number], parameters: StageRequest['parameters']) {
  const [width, height, frames] = shape;
  return { stage, prompt: '', negativePrompt: '', seed: 1, parameters, width, height, frames, fps: 24 };
}

function clip(width: number, height: number, count: number): Frame[] {
  return Array.from({ length: count }, (_, index) => stripes(width, height, index));
}

function difference(a: Frame | undefined, b: Frame | undefined): number {
  if (!a || !b) return Number.NaN;
  return a.data.reduce((sum, value, at) => sum + Math.abs(value - (b.data[at] ?? 0)), 0) / a.data.length;
}

/** A network that answers every question with the same picture. */
function stuck(name: string, width: number, height: number): Network {
  const data = new Uint8Array(width * height * 3);
  return {
    inputNames: [],
    outputNames: [name],
    run: async () => ({ [name]: { type: 'uint8', dims: [height, width, 3], data } }),
    release: async () => undefined,
  };
}

describe('refiner', () => {
  it('gives every frame at the size asked for, also sizes that are no multiple of 8', async () => {
    const stage = ports(refinerPack, clip(50, 38, 3));
    await runRefiner(request('v2v', [87, 61, 3], { strength: 1 }), stage.ports);
    expect(stage.written.map(({ width, height, data }) => [width, height, data.length])).toEqual(
      Array.from({ length: 3 }, () => [87, 61, 87 * 61 * 3]),
    );
    expect(stage.steps).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    expect(stage.opened).toEqual(['50×38']);
    expect(stage.stillOpen()).toBe(0);
  });

  it('enlarges twice when once is not enough', async () => {
    const stage = ports(refinerPack, clip(24, 24, 1));
    await runRefiner(request('v2v', [90, 90, 1], { strength: 1 }), stage.ports);
    expect(stage.opened).toEqual(['24×24', '48×48']);
    expect([stage.written[0]?.width, stage.written[0]?.height]).toEqual([90, 90]);
  });

  it('keeps the picture, and adds what strength says', async () => {
    const [frame] = clip(48, 48, 1);
    const refined: Frame[] = [];
    for (const strength of [0, 1]) {
      const stage = ports(refinerPack, frame ? [frame] : []);
      await runRefiner(request('v2v', [96, 96, 1], { strength }), stage.ports);
      refined.push(...stage.written);
    }
    const plain = frame && (await resizeFrame(frame, 96, 96));
    expect(difference(refined[0], plain)).toBeLessThan(6);
    expect(difference(refined[1], plain)).toBeLessThan(16);
    expect(difference(refined[0], refined[1])).toBeGreaterThan(0.2);
  });

  it('refuses a picture that turned black, and closes its networks', async () => {
    const stage = ports(refinerPack, clip(16, 16, 2));
    const broken = { ...stage.ports, open: async () => stuck('refined', 32, 32) };
    await expect(runRefiner(request('v2v', [32, 32, 2], {}), broken)).rejects.toMatchObject({ code: 'bad-output' });
    const night: Frame = { width: 16, height: 16, data: new Uint8Array(16 * 16 * 3) };
    const dark = ports(refinerPack, [night]);
    await runRefiner(request('v2v', [32, 32, 1], {}), { ...dark.ports, open: async () => stuck('refined', 32, 32) });
    expect(dark.written).toHaveLength(1);
  });

  it('stops at once when it is cancelled or the disk is full, and closes its networks', async () => {
    const stage = ports(refinerPack, clip(16, 16, 9));
    const progress: StagePorts['progress'] = async (step) => {
      if (step === 2) throw new Error('cancelled');
    };
    await expect(runRefiner(request('v2v', [32, 32, 9], {}), { ...stage.ports, progress })).rejects.toThrow(
      'cancelled',
    );
    expect(stage.written.length).toBeLessThan(4);
    expect(stage.stillOpen()).toBe(0);
    const write = async (): Promise<void> => {
      throw new Error('full');
    };
    await expect(runRefiner(request('v2v', [32, 32, 9], {}), { ...stage.ports, output: { write } })).rejects.toThrow(
      'full',
    );
  });
});

describe('interpolation', () => {
  it.each([
    [2, 3, 4],
    [5, 3, 13],
    [4, 2, 7],
    [3, 8, 17],
    [1, 3, 1],
  ])('makes of %i frames at factor %i exactly %i, and keeps the given ones', async (count, factor, frames) => {
    const given = clip(40, 28, count);
    const stage = ports(smoothPack, given);
    await runInterpolation(request('vfi', [40, 28, frames], { factor }), stage.ports);
    expect(stage.written).toHaveLength(frames);
    for (const [index, frame] of given.entries()) expect(stage.written[index * factor]?.data).toEqual(frame.data);
    expect(stage.steps.at(-1)).toEqual([frames, frames]);
    expect(stage.stillOpen()).toBe(0);
  });

  it('passes everything through at factor 1 without opening a network', async () => {
    const stage = ports(smoothPack, clip(40, 28, 4));
    await runInterpolation(request('vfi', [40, 28, 4], { factor: 1 }), stage.ports);
    expect(stage.written).toHaveLength(4);
    expect(stage.opened).toEqual([]);
  });

  it('finds the moment between two frames better than blending them', async () => {
    const given = clip(128, 96, 5);
    const [before, truth, after] = [given[0], given[2], given[4]];
    if (!before || !truth || !after) throw new Error('Three frames are needed.');
    const stage = ports(smoothPack, [before, after]);
    await runInterpolation(request('vfi', [128, 96, 3], { factor: 2 }), stage.ports);
    const blend: Frame = {
      ...truth,
      data: truth.data.map((_, at) => ((before.data[at] ?? 0) + (after.data[at] ?? 0)) / 2),
    };
    expect(difference(stage.written[1], truth)).toBeLessThan(0.6 * difference(blend, truth));
  });

  it('refuses a picture that turned black', async () => {
    const stage = ports(smoothPack, clip(16, 16, 2));
    const broken = { ...stage.ports, open: async () => stuck('frame', 16, 16) };
    await expect(runInterpolation(request('vfi', [16, 16, 4], { factor: 3 }), broken)).rejects.toMatchObject({
      code: 'bad-output',
    });
  });
});

describe('runnerOf', () => {
  it('pairs methods with the stages they can drive', () => {
    expect(runnerOf('v2v', 'refiner')).toBe(runRefiner);
    expect(runnerOf('vfi', 'interpolation')).toBe(runInterpolation);
    for (const [stage, method] of [
      ['vfi', 'refiner'],
      ['v2v', 'magic'],
      ['t2i', 'toString'],
    ] as const) {
      expect(() => runnerOf(stage, method)).toThrow(expect.objectContaining({ code: 'pack-invalid' }));
    }
  });
});
