import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, mkdtemp, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { Draft, DraftFile } from './draft.ts';

/** Where a pack goes. */
export interface ImportRoom {
  /** Folder of the installed packs. */
  readonly packs: string;
  /** Bytes free on the disk of `packs`. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/** What writing a pack needs of the world around it. */
export interface WriteOptions extends ImportRoom {
  /** Looks at the finished folder before anybody can see it. @throws when it is no good pack */
  readonly check: (folder: string) => Promise<unknown>;
  readonly signal?: AbortSignal;
  /** Share of the bytes that are in place and hashed, 0..1. */
  readonly onProgress?: (fraction: number) => void;
}

/** Kept free for everything else, bytes. */
export const reserveBytes = 64 * 1024 * 1024;
/** Smaller files are always copied, so that editing the original does not change the pack. */
const linkFrom = 1024 * 1024;
const prefix = '.import-';

/**
 * Puts a pack together in a hidden folder beside the others and renames it when it is whole: whatever happens, half a pack is never
 * seen, and the originals are only read. Large files on the same disk become hard links, which take no room.
 * @returns the folder of the pack
 * @throws StudioError conflict, disk-full, cancelled, home-not-writable
 */
export async function writeDraft(draft: Draft, options: WriteOptions): Promise<string> {
  const target = join(options.packs, draft.id);
  await refuseTaken(draft.id, options.packs);
  try {
    await mkdir(options.packs, { recursive: true });
    await removeLeftovers(options.packs);
    await checkRoom(draft, options);
    const folder = await mkdtemp(join(options.packs, `${prefix}${process.pid}-`));
    try {
      const files = await placeAll(draft.files, folder, options);
      const manifest = `${JSON.stringify({ ...draft.manifest, files }, null, 2)}\n`;
      await writeWhole(join(folder, 'pack.json'), manifest);
      await options.check(folder);
      options.signal?.throwIfAborted();
      await rename(folder, target);
      return target;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (error) {
    throw told(error, draft.id, options);
  }
}

async function placeAll(
  drafts: readonly DraftFile[],
  folder: string,
  { signal, onProgress }: WriteOptions,
): Promise<Record<string, { bytes: number; sha256: string }>> {
  const total = drafts.reduce((sum, draft) => sum + bytesOf(draft), 0) || 1;
  const table: Record<string, { bytes: number; sha256: string }> = {};
  let done = 0;
  for (const draft of [...drafts].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const path = join(folder, draft.path);
    await mkdir(dirname(path), { recursive: true });
    const advance = (bytes: number): void => {
      done += bytes;
      onProgress?.(Math.min(1, done / total));
    };
    if (draft.text === undefined) {
      table[draft.path] = await placeFile(draft.from.realPath, path, draft.from.bytes, advance, signal);
    } else {
      table[draft.path] = await writeWhole(path, draft.text);
      advance(bytesOf(draft));
    }
  }
  return table;
}

/** Links or copies one file and hashes what then is there. */
async function placeFile(
  from: string,
  to: string,
  bytes: number,
  advance: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<{ bytes: number; sha256: string }> {
  const linked =
    bytes >= linkFrom &&
    (await link(from, to).then(
      () => true,
      () => false,
    ));
  const copy = linked ? null : await open(to, 'wx', 0o644);
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of createReadStream(from, { highWaterMark: 1 << 20, signal })) {
      const part = chunk as Buffer;
      hash.update(part);
      await copy?.writeFile(part);
      size += part.length;
      advance(part.length);
    }
    await copy?.sync();
  } finally {
    await copy?.close();
  }
  return { bytes: size, sha256: hash.digest('hex') };
}

async function writeWhole(path: string, text: string): Promise<{ bytes: number; sha256: string }> {
  const file = await open(path, 'wx', 0o644);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
}

/** @throws StudioError conflict when a pack of this id is installed */
export async function refuseTaken(id: string, packs: string): Promise<void> {
  if (await stat(join(packs, id)).catch(() => null)) throw taken(id);
}

/** The room a pack takes and needs, and how much there is. What can be linked takes none. */
export async function roomFor(
  draft: Draft,
  { packs, freeBytes = freeOn }: ImportRoom,
): Promise<{ newBytes: number; neededBytes: number; freeBytes: number }> {
  const { dev } = await stat(packs);
  let newBytes = 0;
  for (const file of draft.files) {
    const same = file.from && file.from.bytes >= linkFrom && (await stat(file.from.realPath)).dev === dev;
    if (!same) newBytes += bytesOf(file);
  }
  return { newBytes, neededBytes: newBytes + reserveBytes, freeBytes: await freeBytes(packs) };
}

async function checkRoom(draft: Draft, room: ImportRoom): Promise<void> {
  const { neededBytes, freeBytes } = await roomFor(draft, room);
  if (neededBytes <= freeBytes) return;
  throw new StudioError(
    'disk-full',
    `The pack needs ${megabytes(neededBytes)} but ${megabytes(freeBytes)} are free where the studio keeps its packs. ` +
      'Make room, or move the home folder (--home) to the disk with the model: files on the same disk are not copied.',
    { details: { neededBytes, freeBytes } },
  );
}

/** Folders of imports and removals whose process is gone. Deleting a hard link leaves the original. */
async function removeLeftovers(packs: string): Promise<void> {
  for (const name of await readdir(packs)) {
    const [, pid] = /^\.(?:import|removed)-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(packs, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Bytes that a person may still write to the disk of a folder. */
export async function freeOn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

export function bytesOf(file: DraftFile): number {
  return file.text === undefined ? file.from.bytes : Buffer.byteLength(file.text);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}

function taken(id: string): StudioError {
  return new StudioError('conflict', `A pack called ${id} is installed already. Give this one another --name.`);
}

function told(error: unknown, id: string, { packs, signal }: WriteOptions): unknown {
  if (error instanceof StudioError) return error;
  if (signal?.aborted) {
    return new StudioError('cancelled', 'Stopped. Nothing was installed; the originals are as they were.', {
      cause: error,
    });
  }
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOSPC') {
    return new StudioError('disk-full', 'The disk is full. Nothing was installed; make room and try again.', {
      cause: error,
    });
  }
  if (code === 'ENOTEMPTY' || code === 'EEXIST') return taken(id);
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new StudioError('home-not-writable', `The folder ${packs} cannot be written. Choose another with --home.`, {
      cause: error,
    });
  }
  return error;
}
