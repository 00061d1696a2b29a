import { z } from 'zod';
import { checkIncoming, type IncomingFile, moveIn, removeAssetFile } from './asset-files.ts';
import type { WriteHandle } from './handles.ts';
import { type HomePaths, homeError } from './home.ts';
import { assetRow } from './rows.ts';
import { addAssetRow } from './sidecars.ts';

const journalRow = z.object({ id: z.string(), extension: z.string() });

const unreferenced = /* sql */ `
  NOT EXISTS (SELECT 1 FROM takes WHERE master = $id) AND NOT EXISTS (SELECT 1 FROM takes WHERE proxy = $id)
  AND NOT EXISTS (SELECT 1 FROM takes WHERE poster = $id) AND NOT EXISTS (SELECT 1 FROM takes WHERE filmstrip = $id)
  AND NOT EXISTS (SELECT 1 FROM edit_pictures WHERE asset_id = $id)
  AND NOT EXISTS (SELECT 1 FROM loose_pictures WHERE asset_id = $id)
  AND NOT EXISTS (SELECT 1 FROM exports WHERE asset_id = $id)`;

/**
 * Moves files in and then writes their rows, `commit` with them, in one transaction. Until that is done the journal names
 * the files, so that a kill at any moment leaves nothing that is not cleaned up at the next start.
 * @throws StudioError disk-full, home-not-writable
 */
export async function keepFiles(
  write: WriteHandle,
  paths: HomePaths,
  incoming: readonly IncomingFile[],
  commit: () => void,
): Promise<void> {
  const files: IncomingFile[] = [];
  for (const file of incoming) {
    await checkIncoming(file);
    const known = write.one(assetRow, 'SELECT id, extension, size_bytes FROM assets WHERE id = $id', {
      id: file.sha256,
    });
    files.push(known ? { ...file, extension: known.extension } : file);
  }
  write.transaction(() => {
    for (const file of files) journal(write, file.sha256, file.extension);
  });
  try {
    for (const file of files) await moveIn(paths.assets, file);
    write.transaction(() => {
      for (const file of files) {
        addAssetRow(write, { id: file.sha256, extension: file.extension, size_bytes: file.sizeBytes });
      }
      commit();
      for (const file of files) {
        write.run('DELETE FROM asset_journal WHERE id = $id AND extension = $extension', {
          id: file.sha256,
          extension: file.extension,
        });
      }
    });
  } catch (error) {
    await sweepJournal(write, paths).catch(() => 0);
    throw homeError(error, paths.root);
  }
}

function journal(write: WriteHandle, id: string, extension: string): void {
  write.run('INSERT OR IGNORE INTO asset_journal VALUES ($id, $extension)', { id, extension });
}

/** Notes the files of these takes as perhaps unneeded; call in the transaction that removes the takes. */
export function journalTakeFiles(write: WriteHandle, where: string, parameters: Record<string, string>): void {
  write.run(
    `INSERT OR IGNORE INTO asset_journal
     SELECT a.id, a.extension FROM takes t JOIN assets a ON a.id IN (t.master, t.proxy, t.poster, t.filmstrip)
     WHERE ${where}
     UNION SELECT a.id, a.extension FROM takes t JOIN edit_pictures p ON p.take_id = t.id JOIN assets a ON a.id = p.asset_id
     WHERE ${where}`,
    parameters,
  );
}

/** Forgets exports, or pictures of edits never saved, from before a moment; their files go with the next sweep. */
export function forgetFiles(write: WriteHandle, table: 'exports' | 'loose_pictures', before: number): void {
  write.transaction(() => {
    write.run(
      `INSERT OR IGNORE INTO asset_journal
       SELECT a.id, a.extension FROM ${table} e JOIN assets a ON a.id = e.asset_id WHERE e.created_at < $before`,
      { before },
    );
    write.run(`DELETE FROM ${table} WHERE created_at < $before`, { before });
  });
}

/** Removes the files the journal names unless something points at them; returns the bytes freed. */
export async function sweepJournal(write: WriteHandle, paths: HomePaths): Promise<number> {
  let freedBytes = 0;
  for (;;) {
    const entry = write.one(journalRow, 'SELECT id, extension FROM asset_journal LIMIT 1');
    if (!entry) return freedBytes;
    const { id, extension } = entry;
    const asset = write.one(assetRow, 'SELECT id, extension, size_bytes FROM assets WHERE id = $id', { id });
    const inUse =
      asset?.extension === extension &&
      write.run(`DELETE FROM assets WHERE id = $id AND ${unreferenced}`, { id }) === 0;
    if (!inUse) {
      await removeAssetFile(paths.assets, id, extension);
      freedBytes += asset?.size_bytes ?? 0;
    }
    write.run('DELETE FROM asset_journal WHERE id = $id AND extension = $extension', { id, extension });
  }
}
