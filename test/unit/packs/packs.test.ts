import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packPathSchema } from '../../../electron/packs/manifest.ts';
import { createPacks, type Packs } from '../../../electron/packs/packs.ts';
import { readPack } from '../../../electron/packs/read-pack.ts';
import { temporaryFolder, writePack } from '../../support/studio-fixtures.ts';

const refiner = { id: 'test-refiner', stages: ['v2v'], method: 'refiner' } as const;
const architectures = ['Refiner'];

function open(builtIn: string | null, installed: string): Packs {
  return createPacks({ builtIn, installed, architectureNames: async () => architectures });
}

describe('a pack', () => {
  it('that is whole is read, with absolute paths inside its folder', async () => {
    const folder = writePack(temporaryFolder(), refiner);
    const pack = await readPack(folder, architectures);
    expect(pack.filesFor('v2v').components.refiner?.weightPaths).toEqual([join(pack.folder, 'net/model.safetensors')]);
    expect(pack.weightsHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('changes its weights hash with any byte of any file', async () => {
    const one = await readPack(writePack(temporaryFolder(), { ...refiner, weights: 'a' }), architectures);
    const two = await readPack(writePack(temporaryFolder(), { ...refiner, weights: 'b' }), architectures);
    expect(one.weightsHash).not.toBe(two.weightsHash);
  });

  const faults: [string, (folder: string) => void, string][] = [
    ['without pack.json', (folder) => rmSync(join(folder, 'pack.json')), 'pack.json is missing'],
    ['with junk for pack.json', (folder) => writeFileSync(join(folder, 'pack.json'), '{{'), 'not JSON'],
    ['of a later format', (folder) => rewrite(folder, { format: 2 }), 'format'],
    ['without a licence', (folder) => rewrite(folder, { licence: undefined }), 'licence'],
    [
      'with a missing file',
      (folder) => rmSync(join(folder, 'net/model.safetensors')),
      'net/model.safetensors is missing',
    ],
    [
      'with a cut file',
      (folder) => writeFileSync(join(folder, 'net/model.safetensors'), 'x'),
      'net/model.safetensors has 1 bytes',
    ],
    ['with an unknown network', (folder) => rewrite(folder, component({ architecture: 'Foreign' })), '"Foreign"'],
    [
      'whose weights are not in the table',
      (folder) => rewrite(folder, component({ weights: ['other.bin'] })),
      'other.bin',
    ],
    [
      'whose other weights for a stage are not in the table',
      (folder) => rewrite(folder, override({ weights: ['other.bin'] })),
      'other.bin',
    ],
    [
      'with an unknown network for a stage',
      (folder) => rewrite(folder, override({ architecture: 'Foreign' })),
      '"Foreign"',
    ],
    ['that climbs out', (folder) => rewrite(folder, component({ config: '../secret.json' })), 'relative path'],
    ['that names an absolute path', (folder) => rewrite(folder, component({ config: '/etc/passwd' })), 'relative path'],
    ['whose method cannot do its stage', (folder) => rewrite(folder, { stages: ['t2i'] }), 'refiner cannot drive t2i'],
    ['with a link out', linkOut, "leads out of the pack's folder"],
  ];
  it.each(faults)('%s is listed with what is wrong, and not used', async (_name, spoil, message) => {
    const parent = temporaryFolder();
    spoil(writePack(parent, refiner));
    const packs = open(null, parent);
    const [summary] = (await packs.list()).filter((pack) => pack.id === refiner.id);
    expect(summary).toMatchObject({ health: 'damaged' });
    expect(summary?.problem).toContain(message);
    await expect(packs.forStage('v2v', refiner.id)).rejects.toMatchObject({ code: 'pack-invalid' });
    await expect(packs.forStage('v2v')).rejects.toMatchObject({ code: 'pack-missing' });
  });

  function rewrite(folder: string, change: Record<string, unknown>): void {
    writePack(join(folder, '..'), refiner, change);
  }
  function component(change: Record<string, unknown>): Record<string, unknown> {
    return { components: { refiner: { architecture: 'Refiner', config: 'net/config.json', weights: [], ...change } } };
  }
  function override(change: Record<string, unknown>, defaults = {}): Record<string, unknown> {
    return { stageOverrides: { v2v: { ...component(change), defaults } } };
  }
  function linkOut(folder: string): void {
    const outside = join(temporaryFolder(), 'outside.bin');
    writeFileSync(outside, `weights of ${refiner.id}`);
    rmSync(join(folder, 'net/model.safetensors'));
    symlinkSync(outside, join(folder, 'net/model.safetensors'));
  }

  it('gives a stage the components and defaults that it overrides, other stages the pack’s own', async () => {
    const parent = temporaryFolder();
    const scenes = {
      id: 'test-scenes',
      stages: ['t2i', 'v2v'],
      method: 'latent-diffusion',
      defaults: { steps: 7 },
    } as const;
    const other = { architecture: 'Refiner', config: 'net/config.json', weights: [] };
    const v2v = { components: { control: other, unet: other }, defaults: { steps: 3 } };
    writePack(parent, scenes, { stageOverrides: { v2v } });
    const packs = open(null, parent);
    const [still, clip] = [await packs.forStage('t2i'), await packs.forStage('v2v')];
    expect([still.manifest.defaults, clip.manifest.defaults]).toEqual([{ steps: 7 }, { steps: 3 }]);
    expect(Object.keys(still.manifest.components)).not.toContain('control');
    expect(Object.keys(clip.manifest.components)).toContain('control');
    expect(still.filesFor('t2i').components.unet?.weightPaths).toHaveLength(1);
    expect(clip.filesFor('v2v').components.unet?.weightPaths).toHaveLength(0);
    expect(clip.filesFor('v2v').defaults).toEqual({ steps: 3 });
    // Or choosing the pack for a clip would drop the settings that only its control has.
    expect((await packs.list())[0]?.components).toEqual(expect.arrayContaining(['unet', 'control']));
  });

  it('of the right size but with other bytes is caught before it is used (would catch silent rot)', async () => {
    const parent = temporaryFolder();
    const folder = writePack(parent, refiner);
    const packs = open(null, parent);
    expect((await packs.list())[0]).toMatchObject({ health: 'ok', problem: null });
    await packs.forStage('v2v');
    writeFileSync(join(folder, 'net/model.safetensors'), 'WEIGHTS of test-refiner');
    expect(await packs.verify(refiner.id)).toMatchObject({
      health: 'damaged',
      problem: 'net/model.safetensors differs from its checksum. Copy the pack again.',
    });
    await expect(packs.forStage('v2v')).rejects.toMatchObject({ code: 'pack-invalid' });
    writePack(parent, refiner);
    expect(await packs.verify(refiner.id)).toMatchObject({ health: 'ok' });
  });

  it('of a person comes before the built-in one, and twins are named', async () => {
    const builtIn = temporaryFolder();
    const installed = temporaryFolder();
    writePack(builtIn, refiner);
    writePack(builtIn, { ...refiner, id: 'twin' });
    writePack(installed, { ...refiner, id: 'my-refiner' });
    writePack(installed, { ...refiner, id: 'twin', weights: 'mine' });
    mkdirSync(join(installed, 'not-a-pack'));
    const packs = open(builtIn, installed);
    const list = await packs.list();
    expect(list.map((pack) => [pack.id, pack.builtIn, pack.health])).toEqual([
      ['my-refiner', false, 'ok'],
      ['not-a-pack', false, 'damaged'],
      ['twin', false, 'ok'],
      ['test-refiner', true, 'ok'],
      ['twin (2)', true, 'damaged'],
    ]);
    expect((await packs.forStage('v2v')).manifest.id).toBe('my-refiner');
    await expect(packs.forStage('v2v', 'nothing')).rejects.toMatchObject({ code: 'pack-missing' });
    await expect(packs.forStage('t2i', 'my-refiner')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(packs.verify('nothing')).rejects.toMatchObject({ code: 'pack-missing' });
  });

  it('accepts no path that leaves its folder, however it is written', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', 'a', '', 'b c', 'C:', '\\', '\0'), { maxLength: 5 }), (parts) => {
        const path = parts.join('/');
        if (!packPathSchema.safeParse(path).success) return true;
        return parts.every((part) => ['a', 'b c'].includes(part));
      }),
    );
  });
});
