import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StudioError } from '../contract/errors.ts';
import type { FinishedFile } from '../engine/messages.ts';

export function diskFull(cause: unknown): StudioError {
  return new StudioError('disk-full', 'The disk is full. Finished takes are safe; free some space and try again.', {
    cause,
  });
}

/** Forces a written file to the disk and takes its size and hash. */
export async function finishFile(path: string): Promise<FinishedFile> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return { path, extension: extname(path).slice(1), sizeBytes: (await stat(path)).size, sha256: hash.digest('hex') };
}
