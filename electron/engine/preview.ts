import { rename } from 'node:fs/promises';
import { writeWebp } from '../media/pictures.ts';
import type { Frame } from '../pipeline/ports.ts';

/** Least time between two preview pictures, milliseconds. */
const interval = 250;
const edge = 512;

/**
 * Keeps the newest preview picture at `path`: always a whole file, replaced by renaming. Resolves to whether one was written:
 * pictures that come too soon after the last one, or while one is being written, are passed over.
 */
export function createPreviewWriter(path: string): (frame: Frame) => Promise<boolean> {
  let last = Number.NEGATIVE_INFINITY;
  return async (frame) => {
    const now = performance.now();
    if (now - last < interval) return false;
    last = now;
    const unfinished = `${path}.part.webp`;
    await writeWebp(frame, unfinished, edge, 78);
    await rename(unfinished, path);
    return true;
  };
}
