import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { openSqlite, WriteHandle } from '../../../electron/library/handles.ts';
import { homePaths } from '../../../electron/library/home.ts';
import { type Library, openLibrary } from '../../../electron/library/library.ts';
import { writeSidecars } from '../../../electron/library/sidecars.ts';
import { addTake, incomingFile, newTake, takeFiles } from '../../support/library-fixtures.ts';
import { temporaryFolder } from '../../support/studio-fixtures.ts';

// Real files, fsynced: slow on a busy disk.
vi.setConfig({ testTimeout: 60_000 });

/** Every asset file on disk, by path inside the assets folder. */
function assetFiles(library: Library): string[] {
  return readdirSync(library.paths.assets)
    .filter((name) => name.length === 2)
    .flatMap((shard) => readdirSync(join(library.paths.assets, shard)).map((name) => `${shard}/${name}`))
    .sort();
}

describe('JSON files beside the rows', () => {
  it('are on disk before their change leaves the list (would catch one lost by a kill in between)', async () => {
    const paths = homePaths(temporaryFolder());
    await (await openLibrary(paths.root)).close();
    const file = openSqlite(paths.database);
    file.exec(`INSERT INTO projects (id, name, prompt, created_at, updated_at) VALUES ('project01', 'Sea', '', 1, 1)`);
    class Dying extends WriteHandle {
      override run(): number {
        throw new Error('killed');
      }
    }
    await expect(writeSidecars(new Dying(file), paths)).rejects.toThrow('killed');
    expect(readdirSync(paths.projectSidecars)).toEqual(['project01.json']);
    expect(await writeSidecars(new WriteHandle(file), paths)).toBe(1);
    expect(await writeSidecars(new WriteHandle(file), paths)).toBe(0);
    file.close();
  });
});

describe('files of takes', () => {
  it('lie at their content address, the same bytes once', async () => {
    const library = await openLibrary(temporaryFolder());
    const id = library.projects.create({ name: 'Sea', prompt: '' });
    const one = await addTake(library, id, { content: 'same' });
    const two = await addTake(library, id, { content: 'same' });
    expect(two.master).toBe(one.master);
    expect(assetFiles(library)).toHaveLength(4);
    const master = library.assets.find(one.master.slice(6));
    expect(readFileSync(master?.path ?? '', 'utf8')).toBe('master same');
    expect(readdirSync(join(library.paths.temporary, 'test'))).toEqual([]);
    await library.close();
  });

  it('go with the bin unless another take has them, and links are never followed', async () => {
    const library = await openLibrary(temporaryFolder());
    const id = library.projects.create({ name: 'Sea', prompt: '' });
    const kept = await addTake(library, id, { content: 'kept' });
    const gone = await addTake(library, id, { content: 'gone', parentId: kept.id, stage: 'i2v' });
    const child = await addTake(library, id, { content: 'child', parentId: gone.id, stage: 'v2v' });
    const outside = temporaryFolder();
    const victim = library.assets.find(gone.poster.slice(6));
    // Somebody put a folder link where the poster's shard was: the file behind it is not ours to remove.
    const shard = join(library.paths.assets, gone.poster.slice(6, 8));
    renameSync(shard, join(outside, 'shard'));
    symlinkSync(join(outside, 'shard'), shard);

    library.takes.setDeleted(gone.id, Date.now());
    expect(library.takes.ofProject(id).map((take) => take.id)).toEqual([kept.id, child.id]);
    expect(await library.emptyBin()).toBe(gone.sizeBytes);
    expect(library.takes.find(gone.id)).toBeUndefined();
    expect(library.takes.find(child.id)?.parentId).toBeNull();
    expect(library.assets.find(gone.master.slice(6))).toBeUndefined();
    expect(library.assets.find(kept.master.slice(6))).toBeDefined();
    expect(readdirSync(join(outside, 'shard'))).toContain(victim?.path.split('/').at(-1));
    await library.settled();
    expect(readdirSync(library.paths.takeSidecars).sort()).toEqual(
      [kept.id, child.id].map((take) => `${take}.json`).sort(),
    );
    await library.close();
  });

  it('that are not what was reported are refused, and nothing is half there', async () => {
    const library = await openLibrary(temporaryFolder());
    const id = library.projects.create({ name: 'Sea', prompt: '' });
    const files = takeFiles(library, 'short');
    const lying = { ...files, proxy: { ...incomingFile(library, 'x', 'mp4'), sizeBytes: 999 } };
    await expect(library.takes.commit(newTake(id), lying)).rejects.toMatchObject({ code: 'internal' });
    const escaping = { ...files, master: { ...files.master, extension: '../../x' } };
    await expect(library.takes.commit(newTake(id), escaping)).rejects.toMatchObject({ code: 'internal' });
    expect(assetFiles(library)).toEqual([]);
    expect(library.takes.ofProject(id)).toEqual([]);
    await library.close();
  });

  it('moved in without their row (a kill between the two) are removed at the next start', async () => {
    const home = temporaryFolder();
    const first = await openLibrary(home);
    const id = first.projects.create({ name: 'Sea', prompt: '' });
    const kept = await addTake(first, id, { content: 'kept' });
    await first.close();
    const orphan = 'ab'.repeat(32);
    const file = openSqlite(homePaths(home).database);
    // The journal as a kill leaves it: one file without a row, one whose row was written after all.
    file.prepare('INSERT INTO asset_journal VALUES (?, ?)').run(orphan, 'mkv');
    file.prepare('INSERT INTO asset_journal VALUES (?, ?)').run(kept.master.slice(6), 'mkv');
    file.close();
    mkdirSync(join(home, 'assets', 'ab'), { recursive: true });
    writeFileSync(join(home, 'assets', 'ab', `${orphan}.mkv`), 'orphan');
    mkdirSync(join(home, 'tmp', 'stage-x'), { recursive: true });
    writeFileSync(join(home, 'tmp', 'stage-x', 'half.mkv'), 'half');
    const library = await openLibrary(home);
    await library.settled();
    expect(assetFiles(library)).not.toContain(`ab/${orphan}.mkv`);
    expect(library.assets.find(kept.master.slice(6))).toBeDefined();
    expect(statSync(library.assets.find(kept.master.slice(6))?.path ?? '').size).toBe('master kept'.length);
    expect(readdirSync(library.paths.temporary)).toEqual([]);
    await library.close();
  });

  it('exported are kept for a while, then go (would catch exports that fill the disk)', async () => {
    const library = await openLibrary(temporaryFolder());
    const file = incomingFile(library, 'a video', 'mp4');
    await library.assets.addExport(file, 'Sea.mp4');
    expect(library.assets.find(file.sha256)?.extension).toBe('mp4');
    expect(await library.emptyBin()).toBe(7);
    expect(assetFiles(library)).toEqual([]);
    await library.close();
  });
});

describe('sidecars', () => {
  it('rebuild the same library after any sequence of changes (would catch a change without its sidecar)', {
    timeout: 60_000,
  }, async () => {
    const change = fc.record({
      kind: fc.constantFrom('project', 'take', 'child', 'rename', 'star', 'delete', 'restore', 'bin', 'empty', 'copy'),
      pick: fc.nat(20),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 3, maxLength: 12 }), async (changes) => {
        const home = temporaryFolder();
        const library = await openLibrary(home);
        const projects = [library.projects.create({ name: 'First', prompt: 'p' })];
        for (const [index, { kind, pick }] of changes.entries()) await apply(library, projects, kind, pick, index);
        await library.settled();
        const before = snapshot(library);
        await library.close();
        for (const name of readdirSync(home)) {
          if (name.startsWith('library.db') || name === 'backups') rmSync(join(home, name), { recursive: true });
        }
        const rebuilt = await openLibrary(home);
        expect(snapshot(rebuilt)).toEqual(before);
        await rebuilt.close();
      }),
      { numRuns: 8 },
    );
  });

  async function apply(library: Library, projects: string[], kind: string, pick: number, index: number): Promise<void> {
    const projectId = projects[pick % projects.length] ?? '';
    if (!library.projects.find(projectId)) return;
    const takes = library.takes.ofProject(projectId);
    const take = takes[pick % Math.max(1, takes.length)];
    if (kind === 'project') projects.push(library.projects.create({ name: `Project ${index}`, prompt: '' }));
    if (kind === 'copy') projects.push(library.projects.duplicate(projectId, `Copy ${index}`));
    if (kind === 'rename') library.projects.update(projectId, { name: `Renamed ${index} “é”` });
    if (kind === 'star') library.projects.update(projectId, { favourite: true });
    if (kind === 'bin') library.projects.setDeleted(projectId, 1000 + index);
    if (kind === 'restore') library.projects.setDeleted(projectId, null);
    if (kind === 'empty') await library.emptyBin();
    if (kind === 'take') await addTake(library, projectId, { content: `${index}` });
    if (take && kind === 'child')
      await addTake(library, projectId, { content: `${index}`, parentId: take.id, stage: 'i2v' });
    if (take && kind === 'delete') library.takes.setDeleted(take.id, 1000 + index);
  }

  function snapshot(library: Library): unknown {
    const query = {
      search: '',
      favouritesOnly: false,
      tags: [] as string[],
      sort: 'oldest',
      offset: 0,
      limit: 200,
    } as const;
    return [false, true].map((deleted) =>
      library.projects
        .list({ ...query, deleted })
        .projects.sort((a, b) => a.id.localeCompare(b.id))
        .map((project) => ({
          project,
          takes: library.takes.ofProject(project.id).sort((a, b) => a.id.localeCompare(b.id)),
        })),
    );
  }
});
