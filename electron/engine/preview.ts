import { rename } from 'node:fs/promises';
import { writeWebp } from '../media/pictures.ts';
import type { Frame } from '../pipeline/ports.ts';

/** Least time between two preview pictures, milliseconds. */
const interval = 250;
const edge = 512;

export interface PreviewWriter {
  /** Takes a picture, unless it comes too soon after the last one or while that is being written. Returns at once. */
  offer(frame: Frame): void;
  /** Resolves when nothing is being written any more. */
  settled(): Promise<void>;
}

/**
 * Keeps the newest preview picture at `path`: always a whole file, replaced by renaming, made beside the computing.
 * @param onWritten a new picture is there
 */
export function createPreviewWriter(path: string, onWritten: () => void): PreviewWriter {
  let last = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> | null = null;
  const write = async (frame: Frame): Promise<void> => {
    const unfinished = `${path}.part.webp`;
    await writeWebp(frame, unfinished, edge, 78);
    await rename(unfinished, path);
    onWritten();
  };
  return {
    offer(frame) {
      const now = performance.now();
      if (writing || now - last < interval) return;
      last = now;
      // A preview that cannot be written costs nothing but itself; what is wrong with the disk shows with the take's own files.
      writing = write(frame)
        .catch(() => undefined)
        .finally(() => {
          writing = null;
        });
    },
    settled: async () => {
      await writing;
    },
  };
}
