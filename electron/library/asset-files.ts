import { lstat, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StudioError } from '../contract/errors.ts';

/** A finished file waiting in a temporary folder of the same home, with the hash its writer computed while writing it. */
export interface IncomingFile {
  readonly path: string;
  /** Without the dot. */
  readonly extension: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Where an asset lies: `assets/ab/<sha256>.<ext>`. */
export function assetPath(root: string, id: string, extension: string): string {
  return join(root, id.slice(0, 2), `${id}.${extension}`);
}

/** Refuses what could not be one of the engine's files: a name that leaves the folder, a size that is not what was said. */
export async function checkIncoming(file: IncomingFile): Promise<void> {
  if (!/^[0-9a-f]{64}$/.test(file.sha256) || !/^[a-z0-9]{1,8}$/.test(file.extension)) {
    throw new StudioError('internal', `A finished file has no proper name: ${file.sha256}.${file.extension}`);
  }
  const found = await lstat(file.path);
  if (!found.isFile() || found.size !== file.sizeBytes) {
    throw new StudioError('internal', `A finished file is not what was reported: ${file.path} (${found.size} bytes).`);
  }
}

/**
 * Moves a finished file to its content address. The same content twice is kept once. Durable when it returns: the file was
 * fsynced by its writer, the folder is fsynced here.
 */
export async function moveIn(root: string, file: IncomingFile): Promise<void> {
  const target = assetPath(root, file.sha256, file.extension);
  const there = await stat(target).catch(() => null);
  if (there?.isFile() && there.size === file.sizeBytes) {
    await rm(file.path, { force: true });
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  await rename(file.path, target);
  await syncFolder(dirname(target));
}

/** Removes one asset file; never follows a link, neither the file's nor its folder's. Missing files are no error. */
export async function removeAssetFile(root: string, id: string, extension: string): Promise<void> {
  const target = assetPath(root, id, extension);
  const folder = await lstat(dirname(target)).catch(() => null);
  if (!folder?.isDirectory()) return;
  await unlink(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

/** Makes a rename survive a power cut. Windows cannot open folders and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Empties a folder of temporary files; links in it are removed, never followed. */
export async function emptyFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
}
