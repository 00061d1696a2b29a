import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { homeError } from '../library/home.ts';
import { newId } from '../library/ids.ts';
import type { Library } from '../library/library.ts';

/**
 * Runs work that needs a folder of its own; the folder goes with it.
 * @throws StudioError disk-full, home-not-writable, and what the work fails with
 */
export async function inWorkFolder<T>({ paths }: Library, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(paths.temporary, `work-${newId()}`);
  try {
    await mkdir(folder, { recursive: true });
    return await work(folder);
  } catch (error) {
    throw error instanceof Error && 'code' in error ? homeError(error, paths.root) : error;
  } finally {
    // What cannot be removed now goes at the next start; the reason for a failure is not to be lost over it.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
