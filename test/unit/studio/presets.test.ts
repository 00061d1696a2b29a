import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { maxPresets, type PresetSettings } from '../../../electron/contract/presets.ts';
import { createOutput } from '../../../electron/hosts/cli/output.ts';
import { isUserPreset, userPreset } from '../../../electron/hosts/cli/user-preset.ts';
import { openTestStudio, sentAs } from '../../support/open-studio.ts';
import { temporaryFolder } from '../../support/studio-fixtures.ts';

// Real files, fsynced: slow on a busy disk.
vi.setConfig({ testTimeout: 60_000 });

const settings: PresetSettings = {
  sizes: 'draft',
  packs: { i2v: 'test-motion', vfi: 'not-here' },
  parameters: { i2v: { pan: 0.4 } },
  prompt: 'waves',
  seed: 7,
};

describe('presets', () => {
  it('are kept, renamed, deleted and brought back, and told of', async () => {
    const { studio, call, home } = await openTestStudio();
    const told: string[] = [];
    studio.subscribe(null, ({ event }) => told.push(event.type));
    const calm = await call('presets.add', { name: ' Calm ', settings });
    const second = await call('presets.add', { name: 'calm', settings: { ...settings, sizes: 'paper' } });
    expect([calm.name, second.name]).toEqual(['Calm', 'calm 2']);
    await call('presets.update', { presetId: second.id, name: 'Large' });
    await call('presets.delete', { presetId: calm.id });
    await call('presets.add', { name: calm.name, settings: calm.settings });
    expect(told).toEqual(Array(5).fill('presets.changed'));
    await expect(call('presets.update', { presetId: calm.id, name: 'x' })).rejects.toMatchObject({ code: 'not-found' });
    await studio.close();
    const again = await openTestStudio({ home });
    const { presets } = await again.call('presets.list', {});
    expect(presets.map(({ name, settings }) => [name, settings.sizes])).toEqual([
      ['Calm', 'draft'],
      ['Large', 'paper'],
    ]);
  });

  it('go to another studio as a file, also by way of the command line', async () => {
    const { studio, call } = await openTestStudio();
    const calm = await call('presets.add', { name: 'Calm: sea/night', settings });
    const { media, fileName } = await call('presets.export', { presetId: calm.id });
    expect(fileName).toBe('Calm sea night.stillmotion-preset');
    const path = join(temporaryFolder(), fileName);
    await studio.saveMediaAs(media, path);
    const other = await openTestStudio();
    const { uploadId } = await other.studio.acceptFile(path);
    const { id: _id, ...imported } = await other.call('presets.import', { uploadId });
    expect(imported).toEqual({ name: calm.name, settings });

    const words: string[] = [];
    const output = createOutput({ stdout: { write: (text) => words.push(text) }, stderr: process.stderr }, true);
    const fitted = { ...settings, packs: { i2v: 'test-motion' } };
    expect(await userPreset(other.studio, path, output)).toEqual(fitted);
    expect(await userPreset(other.studio, 'calm: SEA/night', output)).toEqual(fitted);
    expect(JSON.parse(words[0] ?? '')).toEqual({ type: 'preset-gap', stage: 'vfi', kind: 'pack', name: 'not-here' });
    expect(await userPreset(other.studio, 'nowhere', output)).toBeNull();
    expect(await userPreset(other.studio, '.', output)).toBeNull();
    expect([undefined, 'paper', path].map(isUserPreset)).toEqual([false, false, true]);
    expect((await readFile(path, 'utf8')).length).toBeLessThan(2_000);
  });

  it('in a file of 50 MB, of another kind or of nothing are refused, and nothing is added', async () => {
    const { studio, call } = await openTestStudio();
    async function* large(): AsyncGenerator<Uint8Array> {
      for (let part = 0; part < 50; part += 1) yield new Uint8Array(1024 * 1024).fill(32);
    }
    const files = [large(), sentAs('{"format":1}'), sentAs('not a preset')];
    for (const bytes of files) {
      const { uploadId } = await studio.acceptUpload(bytes, 'x.stillmotion-preset');
      await expect(call('presets.import', { uploadId })).rejects.toMatchObject({ code: 'file-damaged' });
      await expect(call('presets.import', { uploadId })).rejects.toMatchObject({ code: 'not-found' });
    }
    await expect(studio.acceptUpload(sentAs(''), 'x.stillmotion-preset')).rejects.toThrow('0 bytes');
    expect((await call('presets.list', {})).presets).toEqual([]);
  });

  it('are not more than can be looked through', async () => {
    const { call } = await openTestStudio();
    for (let count = 0; count < maxPresets; count += 1)
      await call('presets.add', { name: `Preset ${count}`, settings });
    await expect(call('presets.add', { name: 'One more', settings })).rejects.toMatchObject({ code: 'conflict' });
  });
});
