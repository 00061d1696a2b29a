import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../../electron/contract/errors.ts';
import { newId } from '../../../electron/library/ids.ts';
import { blockBytes, paddingOf, parseTarHeader, tarEnd, tarHeader } from '../../../electron/studio/tar.ts';
import { openTestStudio, sentAs } from '../../support/open-studio.ts';
import { ScriptedEngine } from '../../support/scripted-engine.ts';
import { temporaryFolder } from '../../support/studio-fixtures.ts';

// Real files, fsynced: slow on a busy disk.
vi.setConfig({ testTimeout: 60_000 });

describe('tar headers', () => {
  it('say what was put in (would catch a size with a digit too few)', () => {
    const names = fc.string({ unit: fc.constantFrom('a', '/', '.', '-', 'é'), minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(names, fc.integer({ min: 0, max: 8 ** 11 - 1 }), (name, sizeBytes) => {
        expect(parseTarHeader(tarHeader({ name, sizeBytes }))).toEqual({ name, sizeBytes });
        expect((sizeBytes + paddingOf(sizeBytes)) % blockBytes).toBe(0);
      }),
    );
    expect(parseTarHeader(tarEnd.subarray(0, blockBytes))).toBeNull();
  });

  it('with any byte altered are refused or say the same (would catch a checksum nobody looks at)', () => {
    const header = tarHeader({ name: 'project.json', sizeBytes: 77 });
    fc.assert(
      fc.property(fc.nat(blockBytes - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = Uint8Array.from(header);
        altered[at] = ((altered[at] ?? 0) + change) % 256;
        try {
          expect(parseTarHeader(altered)).toEqual({ name: 'project.json', sizeBytes: 77 });
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('of links and folders are refused', () => {
    for (const type of ['1', '2', '5', 'x', 'L']) {
      const header = Buffer.from(tarHeader({ name: 'a', sizeBytes: 0 }));
      const sum = Number.parseInt(header.toString('latin1', 148, 154), 8) - 48 + type.charCodeAt(0);
      header.write(type, 156);
      header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
      expect(() => parseTarHeader(header), type).toThrow('not a plain file');
    }
  });
});

describe('a project as one file', () => {
  async function exported() {
    const opened = await openTestStudio();
    const { studio, call } = opened;
    const project = await call('projects.create', {
      prompt: 'a lighthouse',
      generation: { prompt: 'a lighthouse', preset: 'draft', seed: 7, from: 't2i', to: 'vfi' },
    });
    await studio.idle();
    await call('projects.update', { projectId: project.id, name: 'Leuchtturm 灯台', tags: ['sea'], favourite: true });
    const { media, fileName } = await call('projects.export', { projectId: project.id, transferId: newId() });
    const path = join(temporaryFolder(), fileName);
    await studio.saveMediaAs(media, path);
    return { ...opened, project, path, bytes: readFileSync(path) };
  }

  it('comes back on another machine with its takes, tree, settings and tags, and says what is missing there', async () => {
    const { call, project, path } = await exported();
    const before = await call('projects.get', { projectId: project.id });
    const other = await openTestStudio({ packs: 'none' });
    const { uploadId } = await other.studio.acceptFile(path);
    const answer = await other.call('projects.import', { uploadId, transferId: newId() });
    expect(answer.project).toMatchObject({ name: 'Leuchtturm 灯台', tags: ['sea'], favourite: true, takeCount: 4 });
    expect(answer.missingPacks.toSorted()).toEqual(['test-motion', 'test-refiner', 'test-scenes', 'test-smooth']);
    const after = await other.call('projects.get', { projectId: answer.project.id });
    const known = ({ takes }: typeof after) =>
      takes.map(({ id: _id, projectId: _project, parentId, ...take }) => ({
        ...take,
        parent: takes.findIndex(({ id }) => id === parentId),
      }));
    expect(known(after)).toEqual(known(before));
    expect(await other.studio.resolveMedia(after.takes[3]?.master ?? '')).not.toBeNull();
  });

  it('twice is two projects, and what a stranger says of its takes is never reused for one of ours', async () => {
    const { studio, call, compute, path } = await exported();
    for (let time = 0; time < 2; time++) {
      const { uploadId } = await studio.acceptFile(path);
      await call('projects.import', { uploadId, transferId: newId() });
    }
    expect((await call('projects.list', {})).total).toBe(3);
    const other = await openTestStudio();
    const { uploadId } = await other.studio.acceptFile(path);
    const { project } = await other.call('projects.import', { uploadId, transferId: newId() });
    await other.call('generations.start', {
      ...{ projectId: project.id, prompt: 'a lighthouse', preset: 'draft', seed: 7, from: 't2i', to: 't2i' },
      parentTakeId: null,
    });
    await other.studio.idle();
    expect([compute.finishedStages, other.compute.finishedStages]).toEqual([4, 1]);
  });

  const faults: [string, (bytes: Buffer) => Buffer][] = [
    ['cut off', (bytes) => bytes.subarray(0, bytes.length - 3_000)],
    ['cut off within its list', (bytes) => bytes.subarray(0, 700)],
    ['of 0 bytes more than nothing', (bytes) => bytes.subarray(0, 1)],
    ['another kind of file', () => Buffer.from('{"project": true}'.repeat(200))],
    ['empty inside', () => Buffer.alloc(4_096)],
    ['altered in a picture', (bytes) => altered(bytes, Buffer.from('poster '), Buffer.from('Poster '))],
    ['altered in its list', (bytes) => altered(bytes, Buffer.from('"takes":['), Buffer.from('"takes":{'))],
    [
      'that asks for a billion frames',
      (bytes) => altered(bytes, Buffer.from('"frames":22'), Buffer.from('"frames":1e9'.slice(0, 11))),
    ],
    ['that climbs out of its folder', (bytes) => rewritten(bytes, (name) => name.replace('assets/', '../../../'))],
    ['from the future', (bytes) => altered(bytes, Buffer.from('"format":1'), Buffer.from('"format":2'))],
  ];
  it.each(faults)('%s is refused in words and leaves nothing behind', async (_fault, change) => {
    const { studio, call, home, bytes } = await exported();
    const files = async (): Promise<string[]> =>
      (await readdir(home, { recursive: true }))
        .filter((name) => !/library|studio\.lock|^tmp(.uploads)?$/.test(name))
        .toSorted();
    const before = await files();
    const path = join(temporaryFolder(), 'hostile.stillmotion');
    writeFileSync(path, change(bytes));
    const { uploadId } = await studio.acceptFile(path);
    const refusal: StudioError = await call('projects.import', { uploadId, transferId: newId() }).then(
      () => Promise.reject(new Error('taken')),
      (error) => error,
    );
    expect(refusal).toMatchObject({ code: 'file-damaged' });
    expect(refusal.message).toContain('Nothing was imported');
    expect((await call('projects.list', {})).total).toBe(1);
    expect(await files()).toEqual(before);
  });

  it('can be stopped, out and in, and tells how far it is', async () => {
    const { studio, call, project, path } = await exported();
    const told: number[] = [];
    studio.subscribe(null, ({ event }) => {
      if (event.type !== 'transfer.progress') return;
      told.push(event.done / event.of);
      void call('transfers.cancel', { transferId: event.transferId });
    });
    const export_ = call('projects.export', { projectId: project.id, transferId: newId() });
    await expect(export_).rejects.toMatchObject({ code: 'cancelled' });
    const { uploadId } = await studio.acceptFile(path);
    await expect(call('projects.import', { uploadId, transferId: newId() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(told).toHaveLength(2);
    expect(told.every((fraction) => fraction > 0 && fraction < 1)).toBe(true);
    expect((await call('projects.list', {})).total).toBe(1);
    expect(await call('transfers.cancel', { transferId: newId() })).toEqual({ outcome: 'too-late' });
  });
});

describe('two at once', () => {
  it('deletes, and two emptyings of the bin, end as one (would catch a second that fails on what the first did)', async () => {
    const { call } = await openTestStudio();
    const { id: projectId } = await call('projects.create', { prompt: 'sea' });
    await Promise.all([call('projects.delete', { projectId }), call('projects.delete', { projectId })]);
    expect((await call('projects.list', { deleted: true })).total).toBe(1);
    await Promise.all([call('projects.emptyBin', {}), call('projects.emptyBin', {})]);
    for (const deleted of [false, true]) expect((await call('projects.list', { deleted })).total).toBe(0);
    await expect(call('projects.delete', { projectId })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('names', () => {
  it.each([
    ['of 10,000 letters', 'x'.repeat(10_000)],
    ['of emoji', '👩‍👩‍👧‍👧🌷'.repeat(2_000)],
    ['from right to left', 'טחנת רוח '.repeat(2_000)],
  ])('%s are cut to what can be shown, never in half a character', async (_kind, name) => {
    const { studio, call } = await openTestStudio();
    const { uploadId } = await studio.acceptUpload(sentAs('picture'), `${name}.png`);
    const { id: projectId } = await call('projects.create', {});
    await call('references.import', { projectId, uploadId });
    const { project } = await call('projects.get', { projectId });
    expect(project.name.length).toBeLessThanOrEqual(200);
    expect(project.name.isWellFormed()).toBe(true);
    await expect(
      call('projects.update', { projectId, name }).then(
        () => 'kept',
        () => 'refused',
      ),
    ).resolves.toBe('refused');
    const { fileName } = await call('projects.export', { projectId, transferId: newId() });
    expect(Buffer.byteLength(fileName)).toBeLessThan(256);
  });
});

describe('a start', () => {
  it('that fails leaves nothing, not even in the bin', async () => {
    const { studio, call, home } = await openTestStudio();
    const generation = {
      prompt: 'sea',
      preset: 'draft',
      seed: 1,
      from: 't2i',
      to: 'vfi',
      packs: { t2i: 'none' },
    } as const;
    await expect(call('projects.create', { prompt: 'sea', generation })).rejects.toMatchObject({
      code: 'pack-missing',
    });
    const { uploadId } = await studio.acceptUpload(sentAs('picture'), 'sea.png');
    await expect(
      call('projects.create', { uploadId, generation: { ...generation, from: 'i2v', packs: { i2v: 'none' } } }),
    ).rejects.toMatchObject({ code: 'pack-missing' });
    await expect(call('projects.create', { uploadId: newId() })).rejects.toMatchObject({ code: 'not-found' });
    for (const deleted of [false, true]) expect((await call('projects.list', { deleted })).total).toBe(0);
    expect((await readdir(join(home, 'assets'))).filter((name) => name.length === 2)).toSatisfy((folders: string[]) =>
      folders.every((folder) => readdirSync(join(home, 'assets', folder)).length === 0),
    );
  });

  it('with a picture and words is one project whose clip begins at the picture', async () => {
    const { studio, call } = await openTestStudio();
    const { uploadId } = await studio.acceptUpload(sentAs('picture'), 'sea.png');
    const project = await call('projects.create', {
      name: 'My sea',
      uploadId,
      generation: { prompt: 'waves', preset: 'draft', seed: 1, from: 'i2v', to: 'i2v' },
    });
    await studio.idle();
    const { takes } = await call('projects.get', { projectId: project.id });
    expect(takes.map(({ stage, origin, prompt }) => [stage, origin, prompt])).toEqual([
      ['t2i', 'imported', 'waves'],
      ['i2v', 'generated', 'waves'],
    ]);
    expect(takes[1]?.parentId).toBe(takes[0]?.id);
  });

  it('while the engine is down says so and leaves nothing', async () => {
    class DeadEngine extends ScriptedEngine {
      override run(): Promise<never> {
        return Promise.reject(new StudioError('engine-crashed', 'The engine stopped. Try again.'));
      }
    }
    const { studio, call } = await openTestStudio({ media: new DeadEngine() });
    const { uploadId } = await studio.acceptUpload(sentAs('picture'), 'sea.png');
    await expect(call('projects.create', { uploadId })).rejects.toMatchObject({ code: 'engine-crashed' });
    for (const deleted of [false, true]) expect((await call('projects.list', { deleted })).total).toBe(0);
  });

  it('from an empty file says so', async () => {
    const { studio } = await openTestStudio();
    await expect(studio.acceptUpload(sentAs(''), 'sea.png')).rejects.toMatchObject({
      code: 'picture-damaged',
      message: expect.stringContaining('“sea.png” is empty'),
    });
  });
});

/** The same archive with its assets' names changed. */
function rewritten(bytes: Buffer, rename: (name: string) => string): Buffer {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const header = parseTarHeader(bytes.subarray(at, at + blockBytes));
    if (!header) break;
    const end = at + blockBytes + header.sizeBytes + paddingOf(header.sizeBytes);
    parts.push(tarHeader({ ...header, name: rename(header.name) }), bytes.subarray(at + blockBytes, end));
    at = end;
  }
  return Buffer.concat([...parts, tarEnd]);
}

/** Bytes of the same length put in the place of others that are there. */
function altered(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  const at = bytes.indexOf(from);
  expect(at).toBeGreaterThan(0);
  expect(to.length).toBe(from.length);
  const copy = Buffer.from(bytes);
  to.copy(copy, at);
  return copy;
}
