import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SqliteFile } from './handles.ts';
import type { HomePaths } from './home.ts';

const keep = 5;
const namePattern = /^library-(\d{13})\.db$/;

export interface Backup {
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly takenAt: number;
}

/** Newest first. */
export async function listBackups(paths: HomePaths): Promise<Backup[]> {
  const names = await readdir(paths.backups).catch(() => []);
  return names
    .flatMap((name) => {
      const takenAt = namePattern.exec(name)?.[1];
      return takenAt === undefined ? [] : [{ path: join(paths.backups, name), takenAt: Number(takenAt) }];
    })
    .sort((a, b) => b.takenAt - a.takenAt);
}

/** Copies the open database page by page (it stays usable meanwhile) and keeps the newest five copies. */
export async function takeBackup(file: SqliteFile, paths: HomePaths): Promise<void> {
  const newest = (await listBackups(paths))[0]?.takenAt ?? 0;
  const takenAt = Math.max(Date.now(), newest + 1);
  const partial = join(paths.backups, `library-${takenAt}.part`);
  await rm(partial, { force: true });
  await file.backup(partial);
  await rename(partial, join(paths.backups, `library-${takenAt}.db`));
  for (const old of (await listBackups(paths)).slice(keep)) await rm(old.path, { force: true });
}
