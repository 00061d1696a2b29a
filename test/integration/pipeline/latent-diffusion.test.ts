import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../../electron/contract/errors.ts';
import type { Frame, PackFiles, StagePorts, StageRequest } from '../../../electron/pipeline/ports.ts';
import { latentDiffusion } from '../../../electron/pipeline/stages/latent-diffusion.ts';
import { createRuntime } from '../../../electron/runtime/runtime.ts';
import { packPorts } from '../../support/pack-ports.ts';

/** The pack that ships with the studio, run as the engine runs it. */
const root = fileURLToPath(new URL('../../../native-models/packs/starter-scenes/', import.meta.url));
interface Manifest {
  id: string;
  components: Record<string, { architecture: string; config: string; weights: string[] }>;
  tokenizer: string;
  scheduler: string;
  defaults: Record<string, unknown>;
}
const manifest = JSON.parse(readFileSync(`${root}pack.json`, 'utf8')) as Manifest;
const pack: PackFiles = {
  id: manifest.id,
  components: Object.fromEntries(
    Object.entries(manifest.components).map(([name, { architecture, config, weights }]) => [
      name,
      { architecture, configPath: root + config, weightPaths: weights.map((path) => root + path) },
    ]),
  ),
  tokenizerPath: root + manifest.tokenizer,
  schedulerPath: root + manifest.scheduler,
  defaults: manifest.defaults,
};
const runtime = createRuntime({ device: 'cpu' });
afterAll(() => runtime.release());

interface Report {
  frames: Frame[];
  steps: [number, number][];
  previews: Frame[];
}

async function run(change: Partial<StageRequest> = {}, ports: Partial<StagePorts> = {}): Promise<Report> {
  const report: Report = { frames: [], steps: [], previews: [] };
  const request: StageRequest = {
    stage: 't2i',
    prompt: 'a lighthouse by the sea',
    negativePrompt: '',
    seed: 7,
    parameters: { steps: 2, guidanceScale: 4, size: 128 },
    width: 128,
    height: 128,
    frames: 1,
    fps: 24,
    ...change,
  };
  await latentDiffusion(request, {
    ...packPorts(pack, runtime),
    // Sizes that need resampling are left to the media's own tests: nearest will do here.
    resize: async (frame, width, height) => nearest(frame, width, height),
    input: null,
    output: { write: async (frame) => void report.frames.push(frame) },
    progress: async (step, of, preview) => {
      report.steps.push([step, of]);
      if (preview) report.previews.push(preview);
    },
    ...ports,
  });
  return report;
}

function nearest(frame: Frame, width: number, height: number): Frame {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (Math.floor((y * frame.height) / height) * frame.width + Math.floor((x * frame.width) / width));
      data.set(frame.data.subarray(from, from + 3), 3 * (y * width + x));
    }
  }
  return { width, height, data };
}

describe('text to image', () => {
  it('gives the same picture for the same seed, another for another seed or prompt', async () => {
    const first = (await run()).frames[0];
    expect((await run()).frames[0]?.data).toEqual(first?.data);
    expect((await run({ seed: 8 })).frames[0]?.data).not.toEqual(first?.data);
    expect((await run({ prompt: 'a windmill in the snow' })).frames[0]?.data).not.toEqual(first?.data);
  });

  it('draws another picture with fresh noise at every step, again the same for the same seed', async () => {
    const fresh = { parameters: { steps: 2, guidanceScale: 4, size: 128, eta: 1 } };
    const first = (await run(fresh)).frames[0];
    expect((await run(fresh)).frames[0]?.data).toEqual(first?.data);
    expect((await run()).frames[0]?.data).not.toEqual(first?.data);
  });

  it('counts every part once, with a denominator that does not move, and ends at the end', async () => {
    const { steps, previews } = await run({ width: 512, height: 512 });
    expect(steps.map(([step]) => step)).toEqual(steps.map((_, index) => index + 1));
    expect(new Set(steps.map(([, of]) => of)).size).toBe(1);
    expect(steps.at(-1)?.[0]).toBe(steps.at(-1)?.[1]);
    expect(previews.length).toBeGreaterThan(0);
  });

  it.each([
    [256, 256],
    [320, 184],
    [72, 160],
  ])('writes exactly %d × %d', async (width, height) => {
    const { frames } = await run({ width, height });
    expect(frames).toHaveLength(1);
    expect(frames[0]).toMatchObject({ width, height });
    expect(frames[0]?.data).toHaveLength(width * height * 3);
  });

  it.each([
    ['empty', ''],
    ['10,000 characters', 'waves and clouds '.repeat(600)],
    ['emoji', '🏔️👨‍👩‍👧‍👦🌊'],
    ['control characters', '\u0000\u0007\u001b[31m\u202e\ufeff'],
    ['half a surrogate pair', '\ud83d'],
  ])('takes any prompt: %s', async (_, prompt) => {
    expect((await run({ prompt, negativePrompt: prompt })).frames).toHaveLength(1);
  });

  it('runs the network once a step without guidance', async () => {
    const { frames } = await run({ parameters: { steps: 2, guidanceScale: 1, size: 128 } });
    expect(frames).toHaveLength(1);
  });

  it('refuses NaN instead of keeping a black picture', async () => {
    const broken: StagePorts['open'] = async (names, variant) => {
      const network = await packPorts(pack, runtime).open(names, variant);
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
    await expect(run({}, { open: broken })).rejects.toMatchObject({
      code: 'bad-output',
      details: { where: 'step 1 of 2' },
    });
  });

  it('stops at the step in which it is cancelled', async () => {
    let calls = 0;
    const progress = async () => {
      if (++calls === 2) throw new StudioError('cancelled', 'stopped');
    };
    await expect(run({}, { progress })).rejects.toMatchObject({ code: 'cancelled' });
    expect(calls).toBe(2);
  });

  it('names the component that a pack lacks', async () => {
    const { unet: _, ...components } = pack.components;
    await expect(run({}, { pack: { ...pack, components } })).rejects.toThrow(/starter-scenes has no component unet/);
  });
});
