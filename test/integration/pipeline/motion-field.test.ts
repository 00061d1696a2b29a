import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Frame, StagePorts, StageRequest, Tensor } from '../../../electron/pipeline/ports.ts';
import { runMotionField } from '../../../electron/pipeline/stages/motion-field.ts';
import { controlsOf } from '../../../electron/pipeline/stages/moving-picture.ts';
import type { Variant } from '../../../native-models/architectures/architecture.ts';
import { buildModel } from '../../../native-models/architectures/registry.ts';
import { type FixtureTensor, loadGraph } from '../../support/tensors.ts';

const pack = fileURLToPath(new URL('../../../native-models/packs/starter-motion/', import.meta.url));
const components: Readonly<Record<string, { architecture: string; config: string; weights: readonly string[] }>> = {
  motion: { architecture: 'MotionFieldNet', config: 'net/config.json', weights: ['net/model.safetensors'] },
  warp: { architecture: 'PictureWarp', config: 'net/warp.json', weights: [] },
};

/** Real networks, a real resize; frames are kept in memory. */
function ports(picture: Frame): { ports: StagePorts; written: Frame[]; steps: [number, number][]; open: Set<string> } {
  const written: Frame[] = [];
  const steps: [number, number][] = [];
  const opened = new Set<string>();
  const run: StagePorts = {
    pack: { id: 'starter-motion', components: {}, tokenizerPath: null, schedulerPath: null, defaults: {} },
    async open(names, variant) {
      const component = String(names);
      const { architecture, config, weights } = components[component] ?? { architecture: '', config: '', weights: [] };
      const graph = await buildModel({
        architecture,
        config: pack + config,
        weightPaths: weights.map((path) => pack + path),
        variant: variant as Variant,
      });
      const loaded = await loadGraph(graph);
      opened.add(component);
      return {
        inputNames: graph.inputs.map((input) => input.name),
        outputNames: graph.outputs.map((output) => output.name),
        async run(inputs) {
          const feeds = Object.entries(inputs).map(([name, { data, dims }]) => [name, { data, shape: dims }]);
          const results = await loaded.run(Object.fromEntries(feeds) as Record<string, FixtureTensor>);
          const tensors = Object.entries(results).map(([name, { data, shape }]) => [
            name,
            { type: data instanceof Uint8Array ? 'uint8' : 'float32', data, dims: shape },
          ]);
          return Object.fromEntries(tensors) as Record<string, Tensor>;
        },
        async release() {
          opened.delete(component);
          await loaded.release();
        },
      };
    },
    readJson: async (path) => JSON.parse(await readFile(path, 'utf8')) as unknown,
    readText: (path) => readFile(path, 'utf8'),
    async resize(frame, width, height) {
      const raw = { width: frame.width, height: frame.height, channels: 3 as const };
      const data = await sharp(frame.data, { raw })
        .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
        .raw()
        .toBuffer();
      return { width, height, data };
    },
    input: {
      width: picture.width,
      height: picture.height,
      count: 1,
      fps: 1,
      async *frames() {
        yield picture;
      },
    },
    output: {
      async write(frame) {
        written.push(frame);
      },
    },
    async progress(step, of) {
      steps.push([step, of]);
    },
  };
  return { ports: run, written, steps, open: opened };
}

/** A sky with a bright cloud over textured ground. */
function landscape(width: number, height: number): Frame {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cloud = Math.hypot((x / width - 0.4) * 2, (y / height - 0.2) * 5) < 0.5 ? 110 : 0;
      const sky = [90 + cloud, 140 + cloud * 0.9, 235];
      const ground = [60 + ((x * 7 + y * 13) % 40), 120 + ((x * 5 + y * 3) % 50), 50];
      data.set(y < height * 0.55 ? sky : ground, (y * width + x) * 3);
    }
  }
  return { width, height, data };
}

const request: StageRequest = {
  stage: 'i2v',
  prompt: 'a meadow',
  negativePrompt: '',
  seed: 7,
  parameters: { motionStrength: 0.65, pan: 0.5, zoom: 1.1, parallax: 0.5, loop: false, followPrompt: true, brush: [] },
  width: 120,
  height: 88,
  frames: 6,
  fps: 8,
};

function meanDifference(a: Frame | undefined, b: Frame | undefined): number {
  const bytes = a?.data ?? new Uint8Array(1);
  return bytes.reduce((sum, value, i) => sum + Math.abs(value - (b?.data[i] ?? 0)), 0) / bytes.length;
}

describe('runMotionField', () => {
  it('starts at the picture, moves on steadily, and gives every frame at the size asked for', async () => {
    const picture = landscape(150, 110);
    const stage = ports(picture);
    await runMotionField(request, stage.ports);
    expect(stage.written).toHaveLength(6);
    for (const frame of stage.written)
      expect([frame.width, frame.height, frame.data.length]).toEqual([120, 88, 120 * 88 * 3]);
    expect(stage.written[0]?.data).toEqual((await stage.ports.resize(picture, 120, 88)).data);
    const away = stage.written.map((frame) => meanDifference(frame, stage.written[0]));
    for (let index = 1; index < away.length; index++) expect(away[index]).toBeGreaterThan(away[index - 1] ?? 0);
    // no black rim comes in from outside the picture
    const edge = stage.written.at(-1)?.data.slice(0, 120 * 3) ?? [];
    expect(Math.min(...edge)).toBeGreaterThan(60);
  });

  it('counts its steps with one total and closes its networks', async () => {
    const stage = ports(landscape(64, 64));
    await runMotionField({ ...request, frames: 3 }, stage.ports);
    expect(stage.steps).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
    expect(stage.open.size).toBe(0);
  });

  it('loops: the first frame would follow the last one smoothly', async () => {
    const stage = ports(landscape(64, 64));
    await runMotionField(
      { ...request, parameters: { ...request.parameters, loop: true, drift: 1 }, frames: 8 },
      stage.ports,
    );
    const step = (a: number, b: number): number => meanDifference(stage.written[a], stage.written[b]);
    const widest = Math.max(...[0, 1, 2, 3, 4, 5, 6].map((index) => step(index, index + 1)));
    expect(step(7, 0)).toBeLessThan(1.5 * widest);
    expect(step(4, 0)).toBeGreaterThan(step(7, 0));
  });

  it('closes its networks when it is cancelled in the middle', async () => {
    const stage = ports(landscape(64, 64));
    const cancelled: StagePorts = {
      ...stage.ports,
      progress: async (step) => {
        if (step === 3) throw new Error('cancelled');
      },
    };
    await expect(runMotionField(request, cancelled)).rejects.toThrow('cancelled');
    expect(stage.open.size).toBe(0);
  });
});

describe('controlsOf', () => {
  it('takes from the prompt what was not set by hand, and nothing when told not to', () => {
    const prompt = 'slow zoom in, the camera pans left';
    expect(controlsOf({ zoom: 1.1, pan: 0.2 }, prompt, 'motion-field')).toMatchObject({ zoom: 1.1, pan: 0.2 });
    expect(controlsOf({ zoom: 1.1, pan: 0 }, prompt, 'motion-field')).toMatchObject({ pan: -0.5 });
    expect(controlsOf({ pan: 0, followPrompt: false }, prompt, 'motion-field')).toMatchObject({ pan: 0 });
    // each method by its own defaults: without a word, this camera stands still
    expect(controlsOf({}, 'a meadow', 'motion-field')).toMatchObject({ zoom: 1.1, parallax: 0.5 });
    expect(controlsOf({}, 'a meadow', 'latent-diffusion')).toMatchObject({ zoom: 1, parallax: 0 });
  });
});
