import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { exportDefaults, type Take } from '../../contract/domain.ts';
import type { Studio } from '../../studio/types.ts';
import { unpackFrames } from '../../studio/unpack-frames.ts';
import type { OutputKind } from './generate-options.ts';

/** Writes a take to where the person wants it. Answers the absolute path. @throws StudioError disk-full … */
export async function saveTake(studio: Studio, take: Take, kind: OutputKind, out: string): Promise<string> {
  const path = resolve(out);
  await mkdir(dirname(path), { recursive: true });
  if (kind.kind === 'picture') {
    await studio.saveMediaAs(take.master, path);
    return path;
  }
  const format = kind.kind === 'folder' ? 'png' : kind.format;
  const exported = await studio.handlers['exports.run']({ ...exportDefaults, takeId: take.id, format });
  if (kind.kind === 'export') {
    await studio.saveMediaAs(exported.media, path);
    return path;
  }
  const scratch = await mkdtemp(join(dirname(path), '.frames-'));
  try {
    const archive = join(scratch, 'frames.zip');
    await studio.saveMediaAs(exported.media, archive);
    await unpackFrames(archive, path);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return path;
}

/** `name.mp4` in the current folder, or `name-2.mp4` … where that is taken: what nobody named is never overwritten. */
export function freeName(name: string, extension: string, exists: (path: string) => boolean = existsSync): string {
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? `${name}${extension}` : `${name}-${count}${extension}`;
    if (!exists(candidate)) return candidate;
  }
}
