import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { forgetFiles, journalTakeFiles, sweepJournal } from './asset-store.ts';
import { listBackups } from './backups.ts';
import type { FileWork } from './file-work.ts';
import type { ReadHandle, WriteHandle } from './handles.ts';
import type { HomePaths } from './home.ts';
import { projectWrites } from './projects.ts';
import { bytesRow, idRow } from './rows.ts';

const hour = 3_600_000;
const projectBytesRow = z.object({ projectId: z.string(), name: z.string(), bytes: z.number() });

/** What ends things for good, what they take up, and the copies that are kept of the database. */
export interface Upkeep {
  /** Ends a project that should never have been: one whose start failed. Not by way of the bin. */
  discard(projectId: string): Promise<void>;
  /** Ends what is in the bin; returns the bytes freed on disk. */
  emptyBin(): Promise<number>;
  /** Bytes on disk, altogether and by project. */
  diskUse(): { totalBytes: number; projects: { projectId: string; name: string; bytes: number }[] };
  backup(): Promise<void>;
  /** What is left of former runs; at opening. */
  tidy(): void;
  /** Sidecars and a last copy of the database; before closing. */
  finish(): Promise<void>;
}

export function createUpkeep(
  paths: HomePaths,
  read: ReadHandle,
  write: WriteHandle,
  work: FileWork,
  takeBackup: () => Promise<void>,
): Upkeep {
  const projects = projectWrites(write);
  const endProject = (id: string): void =>
    write.transaction(() => {
      journalTakeFiles(write, 't.project_id = $id', { id });
      projects.remove(id);
    });
  const backupUnlessNewer = async (olderThan: number): Promise<void> => {
    const newest = (await listBackups(paths))[0];
    const modified = async (path: string): Promise<number> => (await stat(path).catch(() => null))?.mtimeMs ?? 0;
    const changedAt = Math.max(await modified(paths.database), await modified(`${paths.database}-wal`));
    if (newest && (Date.now() - newest.takenAt < olderThan || newest.takenAt > changedAt)) return;
    await takeBackup();
  };
  return {
    async discard(projectId) {
      await work.exclusive(async () => {
        endProject(projectId);
        await sweepJournal(write, paths);
      });
      work.followUp();
    },
    async emptyBin() {
      const freedBytes = await work.exclusive(async () => {
        for (const { id } of write.all(idRow, 'SELECT id FROM projects WHERE deleted_at IS NOT NULL')) {
          endProject(id);
          await new Promise(setImmediate);
        }
        for (const { id } of write.all(idRow, 'SELECT id FROM takes WHERE deleted_at IS NOT NULL')) {
          write.transaction(() => {
            journalTakeFiles(write, 't.id = $id', { id });
            write.run('DELETE FROM takes WHERE id = $id', { id });
          });
        }
        forgetFiles(write, 'exports', Number.MAX_SAFE_INTEGER);
        return sweepJournal(write, paths);
      });
      work.followUp();
      return freedBytes;
    },
    diskUse() {
      return {
        totalBytes: read.one(bytesRow, 'SELECT coalesce(sum(size_bytes), 0) AS bytes FROM assets')?.bytes ?? 0,
        projects: read.all(
          projectBytesRow,
          `SELECT p.id AS projectId, p.name, coalesce(sum(t.size_bytes), 0) AS bytes
           FROM projects p LEFT JOIN takes t ON t.project_id = p.id GROUP BY p.id ORDER BY bytes DESC LIMIT 500`,
        ),
      };
    },
    backup: () => work.exclusive(takeBackup),
    tidy() {
      work.followUp();
      void work
        .exclusive(async () => {
          for (const table of ['exports', 'loose_pictures'] as const) forgetFiles(write, table, Date.now() - 24 * hour);
          await sweepJournal(write, paths);
          await backupUnlessNewer(12 * hour);
        })
        .catch(() => undefined);
    },
    async finish() {
      work.followUp();
      work.end();
      await work.exclusive(() => backupUnlessNewer(hour)).catch(() => undefined);
    },
  };
}
