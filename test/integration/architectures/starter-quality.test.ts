import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Variant } from '../../../native-models/architectures/architecture.ts';
import { buildModel } from '../../../native-models/architectures/registry.ts';
import { type FixtureTensor, loadGraph } from '../../support/tensors.ts';

const net = (pack: string, name: string): string =>
  fileURLToPath(new URL(`../../../native-models/packs/${pack}/net/${name}`, import.meta.url));

async function open(pack: string, architecture: string, variant: Variant) {
  const weightPaths = [net(pack, 'model.safetensors')];
  return loadGraph(await buildModel({ architecture, config: net(pack, 'config.json'), weightPaths, variant }));
}

type Colour = readonly [number, number, number];

/** A picture known at every real x, y: bent stripes, and discs with hard edges, none of which the networks have seen. */
function colourAt(x: number, y: number): Colour {
  const stripes = Math.sin(0.31 * x + 2 * Math.sin(0.05 * y)) + 0.7 * Math.sin(0.23 * y - 0.11 * x);
  let colour: Colour = [120 + 45 * stripes, 110 + 30 * stripes, 90 - 25 * stripes];
  for (let k = 0; k < 9; k++) {
    const [cx, cy, r] = [(k * 53) % 160, (k * 37) % 130, 7 + ((k * 5) % 13)];
    if ((x - cx) ** 2 + (y - cy) ** 2 < r * r) colour = [(k * 67) % 256, (k * 101) % 256, (k * 151) % 256];
  }
  return colour;
}

/** Pixels averaged over `samples`² points each, so that edges are smooth as a lens makes them. */
function render(size: number, scale: number, shiftX: number, shiftY: number, samples = 3): Uint8Array {
  const data = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let [red, green, blue] = [0, 0, 0];
      for (let k = 0; k < samples * samples; k++) {
        const dx = ((k % samples) + 0.5) / samples;
        const dy = (Math.floor(k / samples) + 0.5) / samples;
        const colour = colourAt((x + dx) * scale - shiftX, (y + dy) * scale - shiftY);
        red += colour[0];
        green += colour[1];
        blue += colour[2];
      }
      data.set(
        [red, green, blue].map((sum) => Math.round(sum / samples ** 2)),
        (y * size + x) * 3,
      );
    }
  }
  return data;
}

function psnr(a: Uint8Array, b: Uint8Array): number {
  const error = a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0) / a.length;
  return 10 * Math.log10(255 ** 2 / error);
}

describe('Starter Smooth', () => {
  it.each([5, 10, 15])('beats the mix of its neighbours by 6 dB and more at %i pixels of motion', async (pixels) => {
    const size = 96;
    const shape = [size, size, 3];
    const at = (time: number): Uint8Array => render(size, 1, pixels * time, 0.4 * pixels * time);
    const network = await open('starter-smooth', 'EDSCInterpolationNet', { width: size, height: size });
    const [first, last] = [at(0), at(1)];
    const frames: Record<string, FixtureTensor> = { frame0: { shape, data: first }, frame1: { shape, data: last } };
    for (const time of [1 / 3, 2 / 3]) {
      const { frame } = await network.run({ ...frames, timestep: { shape: [1], data: Float32Array.of(time) } });
      const mix = first.map((value, i) => Math.round(value * (1 - time) + (last[i] ?? 0) * time));
      const truth = at(time);
      expect(psnr(frame?.data as Uint8Array, truth)).toBeGreaterThan(psnr(mix, truth) + 6);
    }
    await network.release();
  });
});

describe('Starter Refiner', () => {
  it('beats Lanczos by 0.7 dB and more on footage that was shrunk by area', async () => {
    const [small, large] = [72, 126];
    const shrunk = render(small, large / small, 0, 0, 7);
    const network = await open('starter-refiner', 'Refiner', { width: small, height: small });
    const { refined } = await network.run({
      picture: { shape: [small, small, 3], data: shrunk },
      strength: { shape: [1], data: Float32Array.of(1) },
    });
    await network.release();
    const sized = async (data: Uint8Array, size: number): Promise<Uint8Array> =>
      new Uint8Array(
        await sharp(data, { raw: { width: size, height: size, channels: 3 } })
          .resize(large, large, { kernel: 'lanczos3' })
          .raw()
          .toBuffer(),
      );
    const truth = render(large, 1, 0, 0);
    const ours = psnr(await sized(refined?.data as Uint8Array, 2 * small), truth);
    expect(ours).toBeGreaterThan(psnr(await sized(shrunk, small), truth) + 0.7);
  });
});
