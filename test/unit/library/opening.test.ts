import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { openSqlite } from '../../../electron/library/handles.ts';
import { homePaths } from '../../../electron/library/home.ts';
import { type Library, openLibrary } from '../../../electron/library/library.ts';
import { migrations } from '../../../electron/library/migrations/index.ts';
import { findDamage, migrate, readSchemaVersion, schemaVersion } from '../../../electron/library/schema.ts';
import { addTake } from '../../support/library-fixtures.ts';
import { temporaryFolder } from '../../support/studio-fixtures.ts';

// Real files, fsynced: slow on a busy disk.
vi.setConfig({ testTimeout: 60_000 });

const openModule = join(import.meta.dirname, '../../../electron/library/library.ts');

describe('migrations', () => {
  it.each(migrations.map((_, version) => version))(
    'bring version %i to the newest with its rows (would catch a step that only works from scratch)',
    (version) => {
      const path = join(temporaryFolder(), 'library.db');
      const file = openSqlite(path);
      migrate(file, version);
      expect(readSchemaVersion(file)).toBe(version);
      if (version >= 1) {
        file.exec(
          `INSERT INTO projects (id, name, prompt, created_at, updated_at) VALUES ('project01', 'Old', 'p', 1, 1)`,
        );
      }
      migrate(file);
      expect(readSchemaVersion(file)).toBe(schemaVersion);
      expect(findDamage(file)).toBeNull();
      const outbox = file.prepare('SELECT kind, id FROM sidecar_outbox').all();
      expect(outbox).toEqual(version >= 1 ? [{ kind: 'project', id: 'project01' }] : []);
      file.close();
    },
  );

  it('keep write-ahead logging with full syncs and foreign keys (would catch commits lost in a power cut)', async () => {
    const library = await openLibrary(temporaryFolder());
    const file = openSqlite(library.paths.database);
    expect(file.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(file.pragma('synchronous', { simple: true })).toBe(2);
    expect(file.pragma('foreign_keys', { simple: true })).toBe(1);
    file.close();
    await library.close();
  });
});

describe('a home', () => {
  it('opens for one studio at a time, and again after a kill -9 (would catch a stale lock)', async () => {
    const home = temporaryFolder();
    const script = `const { openLibrary } = await import(${JSON.stringify(openModule)});
      await openLibrary(${JSON.stringify(home)}); console.log('open'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    await expect(openLibrary(home)).rejects.toMatchObject({ code: 'home-in-use' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const library = await openLibrary(home);
    await expect(openLibrary(home)).rejects.toMatchObject({ code: 'home-in-use' });
    await library.close();
    await (await openLibrary(home)).close();
  });

  it('whose lock file was overwritten opens all the same', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'studio.lock'), 'something else entirely '.repeat(100));
    const library = await openLibrary(home);
    await expect(openLibrary(home)).rejects.toMatchObject({ code: 'home-in-use' });
    await library.close();
  });

  it('from a later version is left alone (would catch a downgrade that destroys rows)', async () => {
    const home = temporaryFolder();
    await (await openLibrary(home)).close();
    const { database } = homePaths(home);
    const file = new Database(database);
    file.pragma(`user_version = ${schemaVersion + 1}`);
    file.close();
    await expect(openLibrary(home)).rejects.toMatchObject({ code: 'home-too-new' });
    expect(readdirSync(home).filter((name) => name.includes('damaged'))).toEqual([]);
    // The failed attempt let go of the home.
    await expect(openLibrary(home)).rejects.toMatchObject({ code: 'home-too-new' });
  });

  it('that cannot be written is named (would catch a crash with a stack trace)', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(openLibrary(join(folder, 'file', 'home'))).rejects.toMatchObject({ code: 'home-not-writable' });
  });

  it.skipIf(process.platform !== 'linux')(
    'in a place that takes no folders is named (would catch a start that never ends: /proc answers ENOENT)',
    async () => {
      await expect(openLibrary('/proc/stillmotion')).rejects.toMatchObject({ code: 'home-not-writable' });
    },
  );

  it.skipIf(process.getuid?.() !== 0)('that belongs to somebody else is named (root tests as nobody)', async () => {
    const home = temporaryFolder();
    chmodSync(home, 0o555);
    const script = `const { openLibrary } = await import(${JSON.stringify(openModule)});
      try { await openLibrary(${JSON.stringify(home)}); console.log('opened') } catch (error) { console.log(error.code) }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      uid: 65534,
      gid: 65534,
    });
    const [output] = await once(child.stdout, 'data');
    expect(String(output).trim()).toBe('home-not-writable');
  });
});

describe('a damaged library', () => {
  /** A home with a project of three takes, a backup from before the third, closed. */
  async function seed(): Promise<{ home: string; before: ReturnType<typeof contents> }> {
    const home = temporaryFolder();
    const library = await openLibrary(home);
    const projectId = library.projects.create({ name: 'Lighthouse', prompt: 'a lighthouse' });
    const first = await addTake(library, projectId, { content: 'one' });
    const second = await addTake(library, projectId, { content: 'two', parentId: first.id, stage: 'i2v' });
    await library.settled();
    await library.backup();
    await addTake(library, projectId, { content: 'three', parentId: second.id, stage: 'v2v' });
    library.projects.update(projectId, { name: 'Lighthouse at dusk', favourite: true, tags: ['sea', 'client'] });
    library.takes.annotate(first.id, { starred: true, note: 'the one for the client' });
    library.takes.setDeleted(second.id, 12345);
    await library.settled();
    const before = contents(library);
    await library.close();
    return { home, before };
  }

  function contents(library: Library): unknown {
    const all = {
      search: '',
      favouritesOnly: false,
      tags: [],
      deleted: false,
      sort: 'newest',
      offset: 0,
      limit: 200,
    } as const;
    const { projects } = library.projects.list(all);
    return projects.map((project) => ({ project, takes: library.takes.ofProject(project.id) }));
  }

  const damages: [string, (database: string, backups: string) => void][] = [
    ['overwritten with junk', (database) => writeFileSync(database, 'not a database '.repeat(2000))],
    ['cut in half', (database) => truncateSync(database, Math.floor(statSync(database).size / 2))],
    ['emptied', (database) => truncateSync(database, 0)],
  ];

  it.each(damages)(
    '%s, is restored from the backup and brought up to date (would catch lost takes)',
    async (_name, damage) => {
      const { home, before } = await seed();
      const paths = homePaths(home);
      damage(paths.database, paths.backups);
      const library = await openLibrary(home);
      expect(library.notes.join(' ')).toContain('restored from the backup');
      expect(contents(library)).toEqual(before);
      await library.close();
      const again = await openLibrary(home);
      expect(again.notes).toEqual([]);
      await again.close();
    },
  );

  it('is restored from a backup that had changes noted (would catch a start that fails for ever)', async () => {
    const { home, before } = await seed();
    const paths = homePaths(home);
    for (const name of readdirSync(paths.backups)) {
      const backup = new Database(join(paths.backups, name));
      for (const table of ['project', 'take']) {
        backup.exec(`INSERT INTO sidecar_outbox (kind, id) SELECT '${table}', id FROM ${table}s`);
      }
      backup.close();
    }
    writeFileSync(paths.database, 'not a database '.repeat(2000));
    const library = await openLibrary(home);
    expect(contents(library)).toEqual(before);
    await library.close();
  });

  it.each(damages)('%s, without a good backup, is rebuilt from the files on disk alone', async (_name, damage) => {
    const { home, before } = await seed();
    const paths = homePaths(home);
    damage(paths.database, paths.backups);
    for (const name of readdirSync(paths.backups)) writeFileSync(join(paths.backups, name), 'junk');
    const library = await openLibrary(home);
    expect(library.notes.join(' ')).toContain('rebuilt from the files on disk');
    expect(contents(library)).toEqual(before);
    const take = library.takes.ofProject(library.projects.list(listAll).projects[0]?.id ?? '')[0];
    expect(existsSync(library.assets.find(take?.master.slice(6) ?? '')?.path ?? '')).toBe(true);
    await library.close();
  });

  const listAll = {
    search: '',
    favouritesOnly: false,
    tags: [],
    deleted: false,
    sort: 'newest',
    offset: 0,
    limit: 10,
  } as const;

  it('is rebuilt from files of before there were stars and notes (would catch takes that an update loses)', async () => {
    const { home, before } = await seed();
    const paths = homePaths(home);
    for (const name of readdirSync(paths.takeSidecars)) {
      const path = join(paths.takeSidecars, name);
      const { take, ...rest } = JSON.parse(readFileSync(path, 'utf8'));
      const { starred: _starred, note: _note, ...old } = take;
      writeFileSync(path, JSON.stringify({ ...rest, take: old }));
    }
    for (const name of readdirSync(paths.backups)) writeFileSync(join(paths.backups, name), 'junk');
    writeFileSync(paths.database, 'not a database '.repeat(2000));
    const library = await openLibrary(home);
    expect(contents(library)).toEqual(
      JSON.parse(JSON.stringify(before).replaceAll(/"starred":true,"note":"[^"]*"/g, '"starred":false,"note":""')),
    );
    await library.close();
  });

  it('keeps the damaged file aside (would catch a repair that destroys evidence)', async () => {
    const { home } = await seed();
    writeFileSync(homePaths(home).database, 'not a database '.repeat(2000));
    await (await openLibrary(home)).close();
    expect(readdirSync(home).filter((name) => name.startsWith('library-damaged-'))).toHaveLength(1);
  });

  it('leaves out takes whose files are gone, and says what cannot be recovered at all', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'library.db'), 'not a database '.repeat(2000));
    await expect(openLibrary(home)).rejects.toMatchObject({ code: 'library-damaged' });
    const library = await openLibrary(home);
    expect(contents(library)).toEqual([]);
    await library.close();
  });
});

describe('backups', () => {
  it('rotate: the newest five stay', async () => {
    const library = await openLibrary(temporaryFolder());
    for (let count = 0; count < 7; count++) await library.backup();
    expect(readdirSync(library.paths.backups).filter((name) => name.endsWith('.db'))).toHaveLength(5);
    await library.close();
  });
});
