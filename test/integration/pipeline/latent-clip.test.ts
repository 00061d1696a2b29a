import { afterAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../../electron/contract/errors.ts';
import { resizeFrame } from '../../../electron/media/pictures.ts';
import type { Frame, StagePorts, StageRequest } from '../../../electron/pipeline/ports.ts';
import { runnerOf } from '../../../electron/pipeline/stages/index.ts';
import { createRuntime } from '../../../electron/runtime/runtime.ts';
import { stripes } from '../../support/engine-tasks.ts';
import { packPorts } from '../../support/pack-ports.ts';
import { tinyVideoPack } from '../../support/tiny-video-pack.ts';

const runtime = createRuntime({ device: 'cpu' });
afterAll(() => runtime.release());

interface Report {
  readonly frames: Frame[];
  readonly steps: [number, number][];
  /** Components that are open, and the most that were at once. */
  open: number;
  most: number;
}

const reference = stripes(80, 64, 3);
const clip = Array.from({ length: 4 }, (_, index) => stripes(64, 64, 5 * index));

async function run(
  stage: 'i2v' | 'v2v',
  parameters: StageRequest['parameters'] = {},
  change: { frames?: readonly Frame[]; request?: Partial<StageRequest>; ports?: Partial<StagePorts> } = {},
): Promise<Report> {
  const { frames = stage === 'i2v' ? [reference] : clip } = change;
  const report: Report = { frames: [], steps: [], open: 0, most: 0 };
  const { open, ...files } = packPorts(tinyVideoPack, runtime);
  const request: StageRequest = {
    stage,
    prompt: 'waves',
    negativePrompt: 'blurry',
    seed: 5,
    parameters: { steps: 3, guidanceScale: 5, ...parameters },
    width: 64,
    height: 64,
    frames: 4,
    fps: 8,
    ...change.request,
  };
  await runnerOf(stage, 'latent-diffusion')(request, {
    ...files,
    async open(names, variant) {
      const network = await open(names, variant);
      report.most = Math.max(report.most, ++report.open);
      return { ...network, release: () => network.release().finally(() => report.open--) };
    },
    resize: resizeFrame,
    input: {
      width: frames[0]?.width ?? 0,
      height: frames[0]?.height ?? 0,
      count: frames.length,
      fps: 8,
      async *frames() {
        yield* frames;
      },
    },
    output: { write: async (frame) => void report.frames.push(frame) },
    progress: async (step, of) => void report.steps.push([step, of]),
    ...change.ports,
  });
  return report;
}

const bytes = ({ frames }: Report) => frames.map(({ data }) => data);

describe.each(['i2v', 'v2v'] as const)('%s by latent diffusion', (stage) => {
  it('gives the same frames for the same seed, others for another seed or prompt', async () => {
    const first = bytes(await run(stage));
    expect(bytes(await run(stage))).toEqual(first);
    expect(bytes(await run(stage, {}, { request: { seed: 6 } }))).not.toEqual(first);
    expect(bytes(await run(stage, {}, { request: { prompt: 'a forest' } }))).not.toEqual(first);
  });

  it('writes every frame at exactly the size that was asked for', async () => {
    const { frames } = await run(stage, {}, { request: { width: 76, height: 60 } });
    expect(frames.map(({ width, height, data }) => [width, height, data.length])).toEqual(
      new Array(4).fill([76, 60, 76 * 60 * 3]),
    );
  });

  it('counts every part once, with a denominator that does not move, and ends at the end', async () => {
    const { steps } = await run(stage);
    expect(steps.map(([step]) => step)).toEqual(steps.map((_, index) => index + 1));
    expect(new Set(steps.map(([, of]) => of)).size).toBe(1);
    expect(steps.at(-1)?.[0]).toBe(steps.at(-1)?.[1]);
  });

  it('follows the picture through the adapter and through the ControlNet, each by its own strength', async () => {
    const frames =
      stage === 'i2v'
        ? [stripes(80, 64, 40)]
        : clip.map(({ width, height, data }) => ({ width, height, data: data.toReversed() }));
    const neither = { referenceStrength: 0, controlStrength: 0, noisePrior: 0, strength: 1, steps: 2 };
    const blind = await run(stage, neither);
    if (stage === 'i2v') expect(bytes(await run(stage, neither, { frames }))).toEqual(bytes(blind));
    for (const strength of ['referenceStrength', 'controlStrength']) {
      const seen = bytes(await run(stage, { ...neither, [strength]: 0.8 }));
      expect(seen).not.toEqual(bytes(blind));
      expect(bytes(await run(stage, { ...neither, [strength]: 0.8 }, { frames }))).not.toEqual(seen);
    }
  });

  it('holds one network at a time beside the decoder, and closes all', async () => {
    const { most, open } = await run(stage);
    expect(most).toBeLessThanOrEqual(2);
    expect(open).toBe(0);
  });

  it('stops at the step in which it is cancelled, and closes what is open', async () => {
    const whole = (await run(stage)).steps.length;
    for (const at of [1, 4, whole - 1]) {
      let [calls, open] = [0, 0];
      const ports = packPorts(tinyVideoPack, runtime);
      const cancelled = run(
        stage,
        {},
        {
          ports: {
            progress: async () => {
              if (++calls === at) throw new StudioError('cancelled', 'stopped');
            },
            async open(names, variant) {
              const network = await ports.open(names, variant);
              open++;
              return { ...network, release: () => network.release().finally(() => open--) };
            },
          },
        },
      );
      await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
      expect([calls, open]).toEqual([at, 0]);
    }
  });

  it('refuses NaN instead of keeping black frames', async () => {
    const ports = packPorts(tinyVideoPack, runtime);
    const broken: StagePorts['open'] = async (names, variant) => {
      const network = await ports.open(names, variant);
      if (![names].flat().includes('unet')) return network;
      return {
        ...network,
        run: async (inputs) => {
          const outputs = await network.run(inputs);
          if (outputs.prediction?.type === 'float32') outputs.prediction.data[3] = Number.NaN;
          return outputs;
        },
      };
    };
    await expect(run(stage, {}, { ports: { open: broken } })).rejects.toMatchObject({ code: 'bad-output' });
  });
});

describe('image to video', () => {
  it('starts nearer to the reference the stronger the noise prior is', async () => {
    const parameters = { referenceStrength: 0, controlStrength: 0, steps: 1 };
    const other = stripes(80, 64, 40);
    const changes = async (noisePrior: number) => {
      const [one, two] = [
        bytes(await run('i2v', { ...parameters, noisePrior })),
        bytes(await run('i2v', { ...parameters, noisePrior }, { frames: [other] })),
      ];
      return one.reduce(
        (sum, frame, index) =>
          sum + frame.reduce((total, byte, at) => total + Math.abs(byte - (two[index]?.[at] ?? 0)), 0),
        0,
      );
    };
    const [none, some, more] = [await changes(0), await changes(0.3), await changes(1)];
    expect(none).toBe(0);
    expect(some).toBeGreaterThan(0);
    expect(more).toBeGreaterThan(some);
  });
});

describe('video to video', () => {
  it('runs the share of the steps that the strength says', async () => {
    const of = async (strength: number) => (await run('v2v', { strength, steps: 10 })).steps.length;
    expect((await of(1)) - (await of(0.4))).toBe(6);
  });

  it('shows each frame its own picture', async () => {
    const parameters = { strength: 0.5, referenceStrength: 0 };
    const before = await run('v2v', { ...parameters });
    const changed = clip.with(3, stripes(64, 64, 99));
    const after = await run('v2v', { ...parameters }, { frames: changed });
    expect(after.frames[3]?.data).not.toEqual(before.frames[3]?.data);
  });
});
