import { constants, copyFile, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type MediaRef, mediaRefSchema } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import { newId } from '../library/ids.ts';
import type { Library } from '../library/library.ts';
import type { Queue } from '../queue/queue.ts';

const mimes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  mp4: 'video/mp4',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  zip: 'application/zip',
  json: 'application/json',
  tar: 'application/x-tar',
};

export interface MediaFile {
  readonly path: string;
  readonly mime: string;
  readonly sizeBytes: number;
  /** Its content will never change under this reference. */
  readonly immutable: boolean;
}

/** A media reference → a file of this home. References are ids, never paths, so nothing else can be reached. */
export async function resolveMedia(ref: MediaRef, library: Library, queue: Queue): Promise<MediaFile | null> {
  if (!mediaRefSchema.safeParse(ref).success) return null;
  const [kind, id = ''] = ref.split('/');
  if (kind === 'preview') {
    const path = queue.previewPath(id);
    const found = path === null ? null : await regularFile(path);
    return path === null || found === null
      ? null
      : { path, mime: await pictureMime(path), sizeBytes: found.size, immutable: false };
  }
  const asset = library.assets.find(id);
  const found = asset && (await regularFile(asset.path));
  if (!asset || !found) return null;
  return {
    path: asset.path,
    mime: mimes[asset.extension] ?? 'application/octet-stream',
    sizeBytes: found.size,
    immutable: true,
  };
}

/** Copies a file of the library to a place the person chose; what was there is replaced only by the whole new file. */
export async function saveMediaAs(source: string, target: string): Promise<void> {
  const partial = join(dirname(target), `.${newId()}.part`);
  try {
    await copyFile(source, partial, constants.COPYFILE_FICLONE);
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw saveError(error, target);
  }
}

/** Why a file the person asked for could not be written. */
export function saveError(error: unknown, target: string): StudioError {
  if (error instanceof StudioError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StudioError('disk-full', `The disk is full: ${target} was not written. Free some space and try again.`, {
      cause: error,
    });
  }
  return new StudioError('forbidden', `${target} cannot be written (${code}). Choose another place.`, { cause: error });
}

/** A file itself, never a link to one. */
async function regularFile(path: string): Promise<{ size: number } | null> {
  const found = await lstat(path).catch(() => null);
  return found?.isFile() ? found : null;
}

/** By the file's first bytes: previews carry no extension. */
async function pictureMime(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return 'application/octet-stream';
  try {
    const { buffer } = await file.read(Buffer.alloc(12), 0, 12, 0);
    if (buffer.subarray(8, 12).toString('latin1') === 'WEBP') return 'image/webp';
    if (buffer[0] === 0xff && buffer[1] === 0xd8) return 'image/jpeg';
    return 'image/png';
  } finally {
    await file.close();
  }
}
