import { StudioError } from '../contract/errors.ts';
import type { StudioEvent } from '../contract/events.ts';

/** Least time between two reports of one transfer, milliseconds. */
const interval = 100;

export interface TransferPorts {
  readonly signal: AbortSignal;
  /** Says that some more bytes are done. @throws StudioError cancelled */
  readonly onBytes: (count: number) => void;
}

/** Long work on files that a call waits for: it tells how far it is, and can be stopped. */
export class Transfers {
  readonly #running = new Map<string, AbortController>();
  readonly #emit: (event: StudioEvent) => void;

  constructor(emit: (event: StudioEvent) => void) {
    this.#emit = emit;
  }

  /** @throws StudioError conflict when the id is taken, cancelled, or what the work fails with */
  async run<T>(transferId: string, of: number, work: (ports: TransferPorts) => Promise<T>): Promise<T> {
    if (this.#running.has(transferId)) {
      throw new StudioError('conflict', 'A transfer of this name is under way. Wait for it, or cancel it.');
    }
    const abort = new AbortController();
    this.#running.set(transferId, abort);
    let done = 0;
    let told = Number.NEGATIVE_INFINITY;
    try {
      return await work({
        signal: abort.signal,
        onBytes: (count) => {
          if (abort.signal.aborted) throw cancelled();
          done += count;
          const now = performance.now();
          if (now - told < interval) return;
          told = now;
          this.#emit({ type: 'transfer.progress', transferId, done: Math.min(done, of), of });
        },
      });
    } catch (error) {
      throw abort.signal.aborted ? cancelled() : error;
    } finally {
      this.#running.delete(transferId);
    }
  }

  cancel(transferId: string): 'cancelled' | 'too-late' {
    const running = this.#running.get(transferId);
    running?.abort();
    return running ? 'cancelled' : 'too-late';
  }

  stop(): void {
    for (const abort of this.#running.values()) abort.abort();
  }
}

function cancelled(): StudioError {
  return new StudioError('cancelled', 'Stopped. Nothing was kept of it.');
}
