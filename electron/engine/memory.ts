import { totalmem } from 'node:os';
import { StudioError } from '../contract/errors.ts';

/** Of the machine's memory, what an engine may take where nobody chose; the rest is everything else's. */
const automaticShare = 0.85;

/** Bytes an engine process may take. */
export function allowedMemory(chosen: number | null): number {
  return chosen ?? Math.round(automaticShare * totalmem());
}

export interface MemoryWatch {
  /** The most that was seen so far. */
  readonly peakBytes: number;
  /**
   * Looks how much memory this process holds. Between two runs of a network is often enough: ONNX Runtime keeps what a run took until
   * its session is released. What a graphics card holds is not seen.
   * @throws StudioError `out-of-memory` above what is allowed, before the system begins to swap or to kill
   */
  look(): void;
}

export function watchMemory(allowedBytes: number, resident = () => process.memoryUsage.rss()): MemoryWatch {
  let peakBytes = resident();
  return {
    get peakBytes() {
      return peakBytes;
    },
    look() {
      const bytes = resident();
      peakBytes = Math.max(peakBytes, bytes);
      if (bytes <= allowedBytes) return;
      throw new StudioError(
        'out-of-memory',
        `This takes more than the ${gigabytes(allowedBytes)} of memory that Settings allow (${gigabytes(bytes)} so far). ` +
          'Finished stages are kept. Choose a smaller size or fewer frames, or allow more memory.',
        { details: { allowedBytes, residentBytes: bytes } },
      );
    },
  };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 10e9 ? 1 : 0)} GB`;
}
