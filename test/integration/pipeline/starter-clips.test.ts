import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resizeFrame } from '../../../electron/media/pictures.ts';
import { type Pack, readPack } from '../../../electron/packs/read-pack.ts';
import type { Frame, PackFiles, StagePorts, StageRequest } from '../../../electron/pipeline/ports.ts';
import { runnerOf } from '../../../electron/pipeline/stages/index.ts';
import { createRuntime } from '../../../electron/runtime/runtime.ts';
import { architectureNames } from '../../../native-models/architectures/registry.ts';
import { readTensors as readFixture, relativeError } from '../../support/fixture-tensors.ts';
import { packPorts } from '../../support/pack-ports.ts';
import { type FixtureTensor, readTensors } from '../../support/tensors.ts';

/**
 * What native-models/training/i2v exports, through the stages that people run: a tiny random pack with a motion module, an
 * appearance encoder and a SparseControlNet for image to video and others for video to video, against PyTorch with the same noise.
 */
const root = fileURLToPath(new URL('../../fixtures/starter-clips/', import.meta.url));
const { metadata } = readFixture(`${root}expected.safetensors`);
const setting = (name: string): number => Number(metadata[name]);
const runtime = createRuntime({ device: 'cpu' });
afterAll(() => runtime.release());

let pack: Pack;
let expected: Record<string, FixtureTensor>;
beforeAll(async () => {
  pack = await readPack(`${root}pack`, architectureNames);
  expected = await readTensors(`${root}expected.safetensors`);
});

function tensorOf(name: string): FixtureTensor {
  const tensor = expected[name];
  if (!tensor) throw new Error(`The fixture has no tensor ${name}.`);
  return tensor;
}

function framesOf(name: string): Frame[] {
  const { shape, data } = tensorOf(name);
  const [count = 0, height = 0, width = 0] = shape;
  const size = 3 * height * width;
  return Array.from({ length: count }, (_, index) => ({
    width,
    height,
    data: Uint8Array.from(data.subarray(index * size, (index + 1) * size)),
  }));
}

/** Runs the stage; `latents` are what the VAE's decoder was given, one frame after the other, `known` the mask the ControlNet saw. */
async function run(
  stage: 'i2v' | 'v2v',
  parameters: StageRequest['parameters'],
  change: { size?: Pick<StageRequest, 'width' | 'height'>; components?: PackFiles['components'] } = {},
) {
  const given = framesOf('given');
  const found = { frames: [] as Frame[], latents: [] as Float32Array[], known: [] as number[] };
  const own = pack.filesFor(stage);
  const { open, ...files } = packPorts({ ...own, components: { ...own.components, ...change.components } }, runtime);
  const [{ width = 0, height = 0 } = {}] = given;
  const watched: StagePorts['open'] = async (names, variant) => {
    const network = await open(names, variant);
    return {
      ...network,
      run: async (inputs) => {
        if (inputs.controlMask0?.type === 'float32') found.known = [...inputs.controlMask0.data];
        if (inputs.latents?.type === 'float32') found.latents.push(inputs.latents.data.slice());
        return network.run(inputs);
      },
    };
  };
  await runnerOf(stage, 'latent-diffusion')(
    {
      stage,
      prompt: metadata.prompt ?? '',
      negativePrompt: '',
      seed: setting('seed'),
      parameters: { steps: setting('steps'), guidanceScale: setting('guidance'), ...parameters },
      width,
      height,
      frames: given.length,
      fps: 8,
      ...change.size,
    },
    {
      ...files,
      open: watched,
      resize: resizeFrame,
      input: {
        width,
        height,
        count: stage === 'i2v' ? 1 : given.length,
        fps: 8,
        async *frames() {
          yield* stage === 'i2v' ? given.slice(0, 1) : given;
        },
      },
      output: { write: async (frame) => void found.frames.push(frame) },
      progress: async () => undefined,
    },
  );
  return found;
}

/** [1, c, f, h, w] → the latents of each frame. */
function latentsOf(name: string): Float32Array[] {
  const { shape, data } = tensorOf(name);
  const [, channels = 0, frames = 0, height = 0, width = 0] = shape;
  const area = height * width;
  return Array.from({ length: frames }, (_, frame) =>
    Float32Array.from({ length: channels * area }, (_, at) => {
      const channel = Math.floor(at / area);
      return data[(channel * frames + frame) * area + (at % area)] ?? Number.NaN;
    }),
  );
}

function expectLatents(found: readonly Float32Array[], name: string): void {
  const wanted = latentsOf(name);
  expect(found.length).toBe(wanted.length);
  for (const [index, latents] of wanted.entries()) {
    expect(relativeError(found[index] ?? new Float32Array(), latents)).toBeLessThan(1e-4);
  }
}

/** PyTorch and the studio may round a level that lies between two bytes differently. */
function expectFrames(found: readonly Frame[], name: string): void {
  for (const [index, { data }] of framesOf(name).entries()) {
    const differences = data.map((byte, at) => Math.abs(byte - (found[index]?.data[at] ?? 255)));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
  }
}

const steering = () => ({ referenceStrength: setting('reference'), controlStrength: setting('control') });

describe('clip parts as the training exports them', () => {
  it('makes the clip of PyTorch from a picture: noise prior, appearance encoder, ControlNet and motion', async () => {
    const { latents, frames } = await run('i2v', { ...steering(), noisePrior: setting('prior') });
    expectLatents(latents, 'i2v.latents');
    expectFrames(frames, 'i2v.frames');
  });

  it('makes the clip of PyTorch with everything but the noise prior and motion switched off', async () => {
    const off = { referenceStrength: 0, controlStrength: 0, guidanceScale: 1, noisePrior: setting('prior') };
    expectLatents((await run('i2v', off)).latents, 'plain.latents');
  });

  it('makes the clip of PyTorch from frames, with the parts that the pack overrides for video to video', async () => {
    const { latents, frames } = await run('v2v', { ...steering(), strength: setting('strength') });
    expectLatents(latents, 'v2v.latents');
    expectFrames(frames, 'v2v.frames');
  });

  describe('with the network that moves pictures', () => {
    const moving = async () => {
      const folder = fileURLToPath(new URL('../../../native-models/packs/starter-motion', import.meta.url));
      const { motion, warp } = (await readPack(folder, architectureNames)).filesFor('i2v').components;
      if (!motion || !warp) throw new Error('Starter Motion has no motion network.');
      return { motion, warp };
    };
    const calm = { sway: 0, drift: 0, ripple: 0, followPrompt: false };
    /** Without what is decoded to find out which detail the VAE takes: every second one. */
    const drawn = (latents: readonly Float32Array[]) => latents.filter((_, index) => index % 2 === 0);
    const asGiven = () => ({ ...steering(), noisePrior: setting('prior') });

    it('makes the same clip while nothing moves: the reference is shown as it is, all of it known', async () => {
      const { latents, known } = await run('i2v', { ...asGiven(), ...calm }, { components: await moving() });
      expectLatents(drawn(latents), 'i2v.latents');
      expect(new Set(known)).toEqual(new Set([1]));
    });

    it('shows the reference where the camera moves it, by hand or in words, and what it does not know of that', async () => {
      const components = await moving();
      const still = await run('i2v', { ...asGiven(), ...calm }, { components });
      const panned = await run('i2v', { ...asGiven(), ...calm, pan: -0.5 }, { components });
      const area = panned.known.length / panned.frames.length;
      expect(new Set(panned.known.slice(0, area))).toEqual(new Set([1]));
      // to the left: the left column of the last frame comes into view
      const last = panned.known.slice(-area);
      const side = Math.sqrt(area);
      for (let row = 0; row < side; row++) {
        expect(last[row * side]).toBeLessThan(0.9);
        expect(last[row * side + side - 1]).toBe(1);
      }
      const [moved, resting] = [panned, still].map(({ latents }) => drawn(latents)[2] ?? new Float32Array());
      expect(relativeError(moved ?? new Float32Array(), resting ?? new Float32Array())).toBeGreaterThan(0.01);
      // the prompt of the fixture says "the camera pans left"
      const { followPrompt: _, ...heeding } = calm;
      const told = await run('i2v', { ...asGiven(), ...heeding }, { components });
      expect(told.known).toEqual(panned.known);
      expect(told.latents).toEqual(panned.latents);
    });
  });

  it('draws a clip at the size the pack was trained at and enlarges it, where the pack has an upscaler', async () => {
    const scenes = fileURLToPath(new URL('../../../native-models/packs/starter-scenes', import.meta.url));
    const { upscaler } = (await readPack(scenes, architectureNames)).filesFor('t2i').components;
    if (!upscaler) throw new Error('Starter Scenes has no upscaler.');
    const size = { width: 72, height: 72 };
    const parameters = { ...steering(), strength: setting('strength') };
    const { latents, frames } = await run('v2v', parameters, { size, components: { upscaler } });
    expectLatents(latents, 'v2v.latents');
    expect(frames.map(({ width, height, data }) => [width, height, data.length])).toEqual(
      new Array(frames.length).fill([72, 72, 72 * 72 * 3]),
    );
  });
});
