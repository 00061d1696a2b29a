import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';

/**
 * Claims a file for this process; returns the release, or null when another has it.
 *
 * The claim is an exclusive transaction on a small SQLite file, so the operating system itself ends it with the process:
 * a `kill -9` leaves nothing that must be cleaned up, and no process id can be mistaken for another.
 */
export function claimFile(path: string): (() => void) | null {
  const file = new Database(path, { timeout: 0 });
  try {
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_NOTADB') {
      // Something else was written over it. It holds nothing: an empty file does as well.
      rmSync(path);
      return claimFile(path);
    }
    throw error;
  }
  return () => {
    if (file.open) file.close();
  };
}
