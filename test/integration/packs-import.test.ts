import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedFolders } from '../support/published-folders.ts';
import { type RawTensor, rawTensors, writeSafetensors } from '../support/write-safetensors.ts';

const program = resolve(import.meta.dirname, '../../electron/hosts/cli/main.ts');
const fixtures = resolve(import.meta.dirname, '../fixtures');
let folder: string;
let home: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packs-import-'));
  home = join(folder, 'home');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the command line; the last line is JSON. */
async function cli(
  ...args: string[]
): Promise<{ status: number | null; last: Record<string, unknown>; words: string }> {
  const child = spawn(process.execPath, [program, ...args, '--home', home, '--json'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  const read = (text: string): void => {
    words += text;
  };
  child.stdout.setEncoding('utf8').on('data', read);
  child.stderr.setEncoding('utf8').on('data', read);
  const status = await new Promise<number | null>((done) => child.once('close', done));
  const last = words.trim().split('\n').at(-1) ?? '{}';
  return { status, last: JSON.parse(last) as Record<string, unknown>, words };
}

/** Pixels of every PNG of a folder, in order. */
async function pixels(frames: string): Promise<Buffer[]> {
  const names = (await readdir(frames)).filter((name) => name.endsWith('.png')).sort();
  return Promise.all(names.map((name) => sharp(join(frames, name)).raw().toBuffer()));
}

describe('a pack imported from published folders', () => {
  let picture: string;
  beforeAll(async () => {
    const published = publishedFolders(folder);
    const { last, status } = await cli(
      ...['packs', 'import', published.base, published.motionAdapter, published.sparseControl],
      ...[published.ipAdapter, published.imageEncoder, '--name', 'Tiny video'],
    );
    expect(last).toMatchObject({ ok: true, pack: { id: 'tiny-video', stages: ['t2i', 'i2v', 'v2v'] } });
    expect(status).toBe(0);
    await cli('packs', 'import', published.base, published.motionAdapter, '--name', 'Words only');
    picture = join(folder, 'picture.png');
    const gradient = Buffer.from(Array.from({ length: 96 * 96 * 3 }, (_, index) => (index * 7) % 256));
    await sharp(gradient, { raw: { width: 96, height: 96, channels: 3 } })
      .png()
      .toFile(picture);
  });

  const small = ['--device', 'cpu', '--set', 'i2v.size=64', 'i2v.frames=4', 'i2v.steps=2'];
  const generate = (out: string, ...more: string[]) =>
    cli(...['generate', '--image', picture, '--prompt', 'a red house', '--seed', '3', '--out', out, ...small, ...more]);

  it('animates a picture and refines the clip', async () => {
    const refined = await generate('refined', 'v2v.size=64', 'v2v.steps=4', '--to', 'v2v', '--pack', 'tiny-video');
    expect(refined.last).toMatchObject({ ok: true, stage: 'v2v', frames: 4, width: 64, height: 64 });
    expect(refined.words).toContain('"stage":"i2v","packId":"tiny-video","state":"done"');
    expect(await pixels(join(folder, 'refined'))).toHaveLength(4);
  });

  it('is moved by the reference: its strength changes every frame (would catch a parameter that never arrives)', async () => {
    const with0 = await generate('with0', 'i2v.referenceStrength=0', '--to', 'i2v', '--pack', 'i2v=tiny-video');
    const with1 = await generate('with1', 'i2v.referenceStrength=1', '--to', 'i2v', '--pack', 'i2v=tiny-video');
    expect([with0.status, with1.status]).toEqual([0, 0]);
    const [before, after] = [await pixels(join(folder, 'with0')), await pixels(join(folder, 'with1'))];
    for (const [index, frame] of before.entries()) expect(frame.equals(after[index] ?? frame)).toBe(false);
  });

  it('has no reference strength without an IP-Adapter, and says so before anything runs', async () => {
    const refused = await generate('none', 'i2v.referenceStrength=1', '--to', 'i2v', '--pack', 'words-only');
    expect(refused.status).toBe(2);
    expect(refused.last).toMatchObject({
      error: { code: 'invalid-input', message: expect.stringMatching(/i2v\.referenceStrength is no parameter/) },
    });
  });
});

describe('a pack imported from a single file', () => {
  it('draws the same picture as the folder it was merged from', async () => {
    const model = join(fixtures, 't2i-sd/model');
    const merged = join(folder, 'merged.safetensors');
    await mergeCheckpoint(model, merged);
    const configs = join(folder, 'configs');
    await mkdir(configs);
    cpSync(model, configs, { recursive: true, filter: (path) => !path.endsWith('.safetensors') });
    expect((await cli('packs', 'import', model, '--name', 'Folder')).status).toBe(0);
    expect((await cli('packs', 'import', merged, configs, '--name', 'Merged')).last).toMatchObject({ ok: true });
    const draw = async (pack: string): Promise<Buffer> => {
      const out = join(folder, `${pack}.png`);
      const size = ['--size', '64', '--steps', '2', '--device', 'cpu', '--seed', '1'];
      const { last } = await cli('t2i', '--prompt', 'a red house', '--pack', pack, '--out', out, ...size);
      expect(last).toMatchObject({ ok: true });
      return readFile(out);
    };
    expect((await draw('merged')).equals(await draw('folder'))).toBe(true);
  });
});

/** A checkpoint in the layout of latent-diffusion, of a diffusers folder; names.json pairs their names. */
async function mergeCheckpoint(model: string, target: string): Promise<void> {
  type Pair = readonly [shape: readonly number[], architecture: string | null, name: string | null];
  const names = JSON.parse(await readFile(join(fixtures, 'single-file/names.json'), 'utf8')) as Record<string, Pair>;
  const files: Record<string, Map<string, RawTensor>> = {
    UNet2DConditionModel: await rawTensors(join(model, 'unet/diffusion_pytorch_model.safetensors')),
    AutoencoderKL: await rawTensors(join(model, 'vae/diffusion_pytorch_model.safetensors')),
    CLIPTextModel: await rawTensors(join(model, 'text_encoder/model.safetensors')),
  };
  const tensors = new Map<string, RawTensor>();
  for (const [key, [shape, architecture, name]] of Object.entries(names)) {
    const tensor = files[architecture ?? '']?.get(name ?? '');
    if (tensor) tensors.set(key, { ...tensor, shape });
  }
  await writeSafetensors(target, tensors);
}
