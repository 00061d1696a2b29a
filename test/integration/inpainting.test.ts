import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import type { Take } from '../../electron/contract/domain.ts';
import { type Mask, paintMask } from '../../electron/contract/mask.ts';
import { importPack } from '../../electron/packs/import/import-pack.ts';
import { createStudio, type Studio } from '../../electron/studio/index.ts';
import { architectureNames } from '../../native-models/architectures/registry.ts';
import { call, killAt, openStudio } from '../support/real-studio.ts';
import { temporaryFolder } from '../support/studio-fixtures.ts';
import { rawTensors, writeSafetensors } from '../support/write-safetensors.ts';

// An engine gives way to everything else, so on a busy machine it may take minutes.
vi.setConfig({ testTimeout: 400_000 });

const fixtures = resolve(import.meta.dirname, '../fixtures');
const weightName = 'diffusion_pytorch_model.safetensors';
const stroke: Mask = [
  {
    kind: 'paint',
    points: [
      { x: 0.3, y: 0.4 },
      { x: 0.45, y: 0.5 },
    ],
    radius: 0.14,
  },
];

/** A project with one imported picture of an odd size, half-transparent as drawings are. */
async function withPicture(studio: Studio, width = 333, height = 217) {
  const path = join(temporaryFolder(), 'drawing.png');
  const pixels = Buffer.from(
    Array.from({ length: width * height * 4 }, (_, at) =>
      at % 4 === 3 ? 128 + (at % 127) : (at * 37 + (at >> 5)) % 256,
    ),
  );
  await sharp(pixels, { raw: { width, height, channels: 4 } })
    .blur(3)
    .png()
    .toFile(path);
  const project = await call(studio, 'projects.create', {});
  const { uploadId } = await studio.acceptFile(path);
  const reference = await call(studio, 'references.import', { projectId: project.id, uploadId });
  return { projectId: project.id, reference };
}

const requestOf = (reference: Take, mask: Mask, change: { packs?: { t2i: string }; seed?: number } = {}) => ({
  projectId: reference.projectId,
  prompt: 'a red hot-air balloon on a meadow by day',
  preset: 'standard' as const,
  seed: 7,
  from: 't2i' as const,
  to: 't2i' as const,
  parentTakeId: reference.id,
  parameters: { t2i: { mask, steps: 4 } },
  ...change,
});

async function redraw(studio: Studio, ...request: Parameters<typeof requestOf>) {
  const { jobs } = await call(studio, 'generations.start', requestOf(...request));
  await studio.idle();
  const { takes, jobs: after } = await call(studio, 'projects.get', { projectId: request[0].projectId });
  return { take: takes.at(-1), takes, job: after.find(({ id }) => id === jobs[0]?.id) };
}

async function pixelsOf(studio: Studio, take: Take | undefined): Promise<Buffer> {
  const media = take && (await studio.resolveMedia(take.master));
  if (!media) throw new Error('no such take');
  return sharp(media.path).removeAlpha().raw().toBuffer();
}

/** Pixels that differ, inside the mask and outside. */
function differences(mask: Mask, before: Buffer, after: Buffer, size: { width: number; height: number }) {
  const inside = paintMask(mask, size);
  const count = { inside: 0, outside: 0, area: 0 };
  for (const [pixel, painted] of inside.entries()) {
    count.area += painted;
    const at = 3 * pixel;
    if (before.compare(after, at, at + 3, at, at + 3) !== 0) count[painted ? 'inside' : 'outside'] += 1;
  }
  return count;
}

/** A tiny model with a UNet of nine channels, as its pipeline is published. */
function inpaintingModel(): string {
  const folder = join(temporaryFolder(), 'tiny-inpainting');
  cpSync(join(fixtures, 't2i-sd/model'), folder, { recursive: true });
  for (const part of ['unet', 'vae']) {
    cpSync(join(fixtures, 'parity/inpaint/model', part), join(folder, part), { recursive: true });
  }
  return folder;
}

describe('drawing part of a reference anew', () => {
  it('with the starter pack changes what is under the mask, not one byte outside, and is the same every time', async () => {
    const made: Buffer[] = [];
    for (let round = 0; round < 2; round += 1) {
      const studio = await openStudio(join(temporaryFolder(), 'home'));
      const { reference } = await withPicture(studio);
      const { take, job } = await redraw(studio, reference, stroke);
      expect(job).toMatchObject({ state: 'done', error: null });
      expect(take).toMatchObject({ origin: 'edited', parentId: reference.id, width: 333, height: 217, seed: 7 });
      const [before, after] = [await pixelsOf(studio, reference), await pixelsOf(studio, take)];
      const { inside, outside, area } = differences(stroke, before, after, reference);
      expect(outside).toBe(0);
      expect(inside).toBeGreaterThan(0.7 * area);
      made.push(after);
    }
    expect(made[0]?.equals(made[1] ?? Buffer.alloc(0))).toBe(true);
  });

  it('works for one click of the finest brush, and for the whole picture', async () => {
    const studio = await openStudio(join(temporaryFolder(), 'home'));
    const { reference } = await withPicture(studio, 90, 61);
    const before = await pixelsOf(studio, reference);
    const masks: Mask[] = [[{ kind: 'paint', points: [{ x: 0.5, y: 0.5 }], radius: 1e-5 }], [{ kind: 'invert' }]];
    for (const mask of masks) {
      const { take, job } = await redraw(studio, reference, mask);
      expect(job?.error).toBeNull();
      const { inside, outside, area } = differences(mask, before, await pixelsOf(studio, take), reference);
      expect(outside).toBe(0);
      expect(inside).toBeGreaterThan(0.7 * area);
    }
  });

  it('killed in the middle, is finished at the next start with the same mask', async () => {
    const home = join(temporaryFolder(), 'home');
    const first = await createStudio({ home, device: 'cpu' });
    const { reference, projectId } = await withPicture(first);
    await first.close();
    await killAt(home, requestOf(reference, stroke), (event) => event.type === 'job.progress' && event.step > 1);
    const studio = await openStudio(home);
    await studio.idle();
    const { takes, jobs } = await call(studio, 'projects.get', { projectId });
    expect(jobs[0]).toMatchObject({ state: 'done', crashes: 0 });
    expect(takes.at(-1)).toMatchObject({ parentId: reference.id, parameters: { mask: stroke } });
  });
});

describe('a model made for inpainting', () => {
  it('is imported, draws under the mask, and a whole picture when it is asked for one', async () => {
    const home = join(temporaryFolder(), 'home');
    const studio = await openStudio(home);
    const sources = [inpaintingModel()];
    const pack = await importPack({ packs: join(home, 'packs'), architectureNames, sources, name: 'Filler' });
    expect(pack.stages).toEqual(['t2i']);
    const { reference } = await withPicture(studio);
    const packs = { t2i: 'filler' };
    const { take, job } = await redraw(studio, reference, stroke, { packs });
    expect(job?.error).toBeNull();
    expect(take).toMatchObject({ packId: 'filler', origin: 'edited' });
    const before = await pixelsOf(studio, reference);
    const after = await pixelsOf(studio, take);
    const { inside, outside, area } = differences(stroke, before, after, reference);
    expect(outside).toBe(0);
    expect(inside).toBeGreaterThan(0.7 * area);

    // The starter pack stays the one for pictures from a prompt alone.
    const plain = { ...requestOf(reference, stroke), parentTakeId: null, preset: 'draft' as const };
    const { steps } = await call(studio, 'generations.plan', { ...plain, parameters: {} });
    expect(steps[0]?.packId).toBe('starter-scenes');
    const parameters = { t2i: { steps: 2, size: 64 } };
    await call(studio, 'generations.start', { ...plain, packs, parameters });
    await studio.idle();
    const { jobs, takes } = await call(studio, 'projects.get', { projectId: reference.projectId });
    expect(jobs.map(({ error }) => error)).toEqual([null, null]);
    expect(takes.at(-1)).toMatchObject({ packId: 'filler', origin: 'generated', width: 64, height: 64 });
  });

  it('without an encoder says that it cannot read pictures; the reference is safe', async () => {
    const home = join(temporaryFolder(), 'home');
    const studio = await openStudio(home);
    const folder = inpaintingModel();
    const weights = join(folder, 'vae', weightName);
    const tensors = [...(await rawTensors(weights))].filter(([name]) => !/^(encoder|quant_conv)\./.test(name));
    await writeSafetensors(weights, new Map(tensors));
    await importPack({ packs: join(home, 'packs'), architectureNames, sources: [folder], name: 'Blind' });
    const { reference } = await withPicture(studio);
    const { job, takes } = await redraw(studio, reference, stroke, { packs: { t2i: 'blind' } });
    expect(job).toMatchObject({ state: 'failed', error: { message: expect.stringContaining('no encoder') } });
    expect(takes).toHaveLength(1);
  });
});
