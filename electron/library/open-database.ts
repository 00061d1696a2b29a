import { copyFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { StudioError } from '../contract/errors.ts';
import { listBackups, takeBackup } from './backups.ts';
import { openSqlite, type SqliteFile, WriteHandle } from './handles.ts';
import { type HomePaths, homeError } from './home.ts';
import { findDamage, migrate, readSchemaVersion, schemaVersion } from './schema.ts';
import { hasSidecars, restoreFromSidecars } from './sidecars.ts';

export interface OpenedDatabase {
  readonly file: SqliteFile;
  /** Sentences for the person when something had to be repaired. */
  readonly notes: readonly string[];
}

/**
 * Opens the library: checked, migrated and whole. A damaged file is set aside and replaced by the newest good backup, brought
 * up to date from the sidecars; without a backup the library is rebuilt from the sidecars alone.
 * @throws StudioError home-too-new, home-not-writable, disk-full, library-damaged (nothing could be recovered)
 */
export async function openDatabase(paths: HomePaths): Promise<OpenedDatabase> {
  const present = await stat(paths.database).catch(() => null);
  if (present && present.size > 0) {
    try {
      return { file: await openWhole(paths), notes: [] };
    } catch (error) {
      if (!isDamage(error)) throw error instanceof StudioError ? error : homeError(error, paths.root);
      return recover(paths, error instanceof Error ? error.message : String(error));
    }
  }
  if ((await listBackups(paths)).length > 0 || (await hasSidecars(paths))) {
    return recover(paths, present ? 'the file is empty' : 'the file is missing');
  }
  return { file: createNew(paths), notes: [] };
}

async function openWhole(paths: HomePaths): Promise<SqliteFile> {
  const file = openSqlite(paths.database);
  try {
    const damage = findDamage(file);
    if (damage !== null) throw new StudioError('library-damaged', damage);
    const version = readSchemaVersion(file);
    if (version > 0 && version < schemaVersion) await takeBackup(file, paths);
    migrate(file);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

function createNew(paths: HomePaths): SqliteFile {
  const file = openSqlite(paths.database);
  try {
    migrate(file);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

function isDamage(error: unknown): boolean {
  if (error instanceof StudioError) return error.code === 'library-damaged';
  return (
    error instanceof Database.SqliteError &&
    (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB' || error.code === 'SQLITE_ERROR')
  );
}

async function recover(paths: HomePaths, damage: string): Promise<OpenedDatabase> {
  const aside = await setAside(paths);
  const kept = aside === null ? '' : ` The damaged file is kept as ${aside}.`;
  for (const backup of await listBackups(paths)) {
    if (!isWholeBackup(backup.path)) continue;
    await copyFile(backup.path, paths.database);
    const file = await openWhole(paths);
    await restoreFromSidecars(new WriteHandle(file), paths);
    const when = new Date(backup.takenAt).toISOString().slice(0, 16).replace('T', ' ');
    return {
      file,
      notes: [
        `The library was damaged (${damage}) and was restored from the backup of ${when} and the files on disk.${kept}`,
      ],
    };
  }
  if (!(await hasSidecars(paths))) {
    throw new StudioError(
      'library-damaged',
      `The library in ${paths.root} is damaged (${damage}), and there is neither a backup nor a take to rebuild it from.` +
        `${kept} Start again for an empty library.`,
    );
  }
  const file = createNew(paths);
  const { projects, takes } = await restoreFromSidecars(new WriteHandle(file), paths);
  return {
    file,
    notes: [
      `The library was damaged (${damage}) and was rebuilt from the files on disk: ${projects} projects, ${takes} takes.${kept}`,
    ],
  };
}

function isWholeBackup(path: string): boolean {
  let file: SqliteFile | undefined;
  try {
    file = openSqlite(path, { readonly: true });
    const version = readSchemaVersion(file);
    return version > 0 && version <= schemaVersion && findDamage(file) === null;
  } catch {
    return false;
  } finally {
    file?.close();
  }
}

/** Moves the damaged file and its write-ahead log out of the way; returns the name it is kept under. */
async function setAside(paths: HomePaths): Promise<string | null> {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const aside = join(paths.root, `library-damaged-${stamp}.db`);
  let moved = false;
  for (const suffix of ['', '-wal', '-shm']) {
    const found = await stat(paths.database + suffix).catch(() => null);
    if (!found) continue;
    if (found.size === 0) await rm(paths.database + suffix, { force: true });
    else {
      await rename(paths.database + suffix, aside + suffix);
      moved = true;
    }
  }
  return moved ? basename(aside) : null;
}
