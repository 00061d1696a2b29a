import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRuntime } from '../../electron/runtime/runtime.ts';
import { findCases, type Result, runCase } from '../parity/cases.ts';

/** What diffusers computed for tiny random models, and the command that compares it with the studio's own pipeline. */
const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const command = fileURLToPath(new URL('../parity/main.ts', import.meta.url));
const folders = await findCases(join(fixtures, 'parity'));

describe('recorded cases', () => {
  it('covers every way to make pictures and clips', () => {
    expect(folders.map((folder) => folder.split('/').at(-3)).sort()).toEqual(
      expect.arrayContaining(['i2v-full', 'inpaint', 'lora', 't2i-sd', 't2i-sdxl', 'v2v']),
    );
  });

  it.each(folders.map((folder) => [relative(join(fixtures, 'parity'), folder), folder]))('%s', async (_, folder) => {
    const runtime = createRuntime({ device: 'cpu' });
    const results: Result[] = [];
    for await (const result of runCase(folder, runtime)) results.push(result);
    await runtime.release();
    const beyond = results.flatMap(({ checks }) =>
      Object.entries(checks).filter(([, { error, tolerance }]) => !(error <= tolerance)),
    );
    expect(beyond).toEqual([]);
    expect(results).toMatchObject([{ pass: true }]);
    // A case of which nothing but the end was compared would pass too easily.
    expect(Object.keys(results[0]?.checks ?? {}).length).toBeGreaterThan(5);
  });
});

describe('the command', () => {
  let home = '';
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'stillmotion-parity-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  /** A copy of one case, beside the networks it shares, for a test to spoil. */
  async function copied(name: string): Promise<string> {
    const root = join(home, name);
    for (const part of ['t2i-sd/model', 'parity/t2i-sd']) {
      await cp(join(fixtures, part), join(root, part), { recursive: true });
    }
    await rm(join(root, 'parity/t2i-sd/variants/euler-a'), { recursive: true });
    return root;
  }

  function run(...words: string[]): Promise<{ code: number | null; lines: Result[] }> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [command, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      child.on('error', reject);
      child.on('close', (code) => {
        const lines = text.split('\n').filter((line) => line !== '');
        resolve({ code, lines: lines.map((line) => JSON.parse(line) as Result) });
      });
    });
  }

  it('prints one line a variant and succeeds', async () => {
    const { code, lines } = await run(await copied('right'));
    expect(lines).toMatchObject([{ case: 't2i-sd', variant: 'ddim', pass: true }]);
    expect(lines[0]?.maxAbsError).toBeLessThan(lines[0]?.tolerance ?? 0);
    expect(code).toBe(0);
  });

  it.each(['latents_steps', 'step0_unet_noise_pred', 'text_hidden_prompt', 'frames'])(
    'fails when one number of %s is off',
    async (name) => {
      const root = await copied(`wrong-${name}`);
      const path = join(root, `parity/t2i-sd/variants/ddim/${name}.npy`);
      const file = await readFile(path);
      const last = file.length - 4;
      file.writeFloatLE(file.readFloatLE(last) + 0.01, last);
      await writeFile(path, file);
      const { code, lines } = await run(root);
      expect(lines).toMatchObject([{ variant: 'ddim', pass: false }]);
      const wrong = Object.entries(lines[0]?.checks ?? {}).filter(([, { error, tolerance }]) => error > tolerance);
      expect(wrong.map(([key]) => key)).toEqual([name]);
      expect(code).toBe(1);
    },
  );

  it.each([
    ['a kind that nobody knows', '{"case": "teleportation"}', /no check for cases of the kind "teleportation"/],
    ['a case.json that is not JSON', '{', /JSON/],
    ['a case of which a file is missing', null, /latents_init\.npy/],
  ])('reports %s as a failure', async (name, content, message) => {
    const root = await copied(name.replaceAll(' ', '-'));
    const folder = join(root, 'parity/t2i-sd/variants/ddim');
    if (content === null) await rm(join(folder, 'latents_init.npy'));
    else await writeFile(join(folder, 'case.json'), content);
    const { code, lines } = await run(root);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ pass: false, error: expect.stringMatching(message) });
    expect(code).toBe(1);
  });

  it('does not succeed where there is nothing to compare', async () => {
    expect(await run(join(fixtures, 'starter-motion'))).toEqual({ code: 2, lines: [] });
  });
});
