import type { ExportedFile, ExportSettings, QueuedExport } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import type { StudioEvent } from '../contract/events.ts';
import { newId } from '../library/ids.ts';

/** Least time between two reports of one export, milliseconds. */
const interval = 100;
/** More waiting at once is a mistake of the hand. */
const mostWaiting = 100;
/** Exports that ended, kept on the list. */
const mostEnded = 50;

export interface ExportWork {
  readonly signal: AbortSignal;
  /** Of the whole, 0..1. */
  readonly onFraction: (fraction: number) => void;
  /** Called when the file is written and is about to be kept: from here on it is too late to cancel. */
  readonly onWritten: () => void;
}

interface Entry {
  value: QueuedExport;
  readonly abort: AbortController;
  canCancel: boolean;
}

/**
 * Exports one after the other, in the order they were asked for. The list is not kept on disk: what has not ended when the studio
 * closes is given up, and the take it was made of is not touched by that.
 */
export class ExportQueue {
  #entries: readonly Entry[] = [];
  #turn: Promise<void> = Promise.resolve();
  #isClosed = false;
  readonly #emit: (event: StudioEvent) => void;

  constructor(emit: (event: StudioEvent) => void) {
    this.#emit = emit;
  }

  /** @throws StudioError conflict when too many wait */
  add(
    about: Pick<QueuedExport, 'takeId' | 'projectId' | 'projectName' | 'stage'> & { readonly settings: ExportSettings },
    work: (ports: ExportWork) => Promise<ExportedFile>,
  ): QueuedExport {
    if (this.#active().length >= mostWaiting) {
      throw new StudioError('conflict', `${mostWaiting} exports are waiting. Let some of them finish first.`);
    }
    const entry: Entry = {
      value: {
        ...about,
        id: newId(),
        state: 'waiting',
        fraction: 0,
        file: null,
        error: null,
        createdAt: Date.now(),
        finishedAt: null,
      },
      abort: new AbortController(),
      canCancel: true,
    };
    this.#entries = [...this.#entries, entry];
    this.#change(entry, {});
    this.#turn = this.#turn.then(() => this.#run(entry, work));
    return entry.value;
  }

  /** What runs and waits, in its order; then what ended, newest first. */
  list(): QueuedExport[] {
    const ended = this.#entries.map(({ value }) => value).filter(({ finishedAt }) => finishedAt !== null);
    const newestFirst = ended.reverse().sort((a, b) => (b.finishedAt ?? 0) - (a.finishedAt ?? 0));
    return [...this.#active().map(({ value }) => value), ...newestFirst];
  }

  /** @throws StudioError not-found */
  cancel(exportId: string): 'cancelled' | 'too-late' {
    const entry = this.#entries.find(({ value }) => value.id === exportId);
    if (!entry) throw new StudioError('not-found', 'This export is not on the list any more.');
    if (!entry.canCancel) return 'too-late';
    entry.abort.abort();
    this.#end(entry, { state: 'cancelled' });
    return 'cancelled';
  }

  clearFinished(): void {
    this.#entries = this.#active();
    this.#emit({ type: 'export.changed', export: null });
  }

  get busy(): boolean {
    return this.#active().length > 0;
  }

  /** Gives up what has not ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { abort } of this.#active()) abort.abort();
    await this.#turn;
  }

  async #run(entry: Entry, work: (ports: ExportWork) => Promise<ExportedFile>): Promise<void> {
    if (this.#isClosed || entry.abort.signal.aborted) return;
    this.#change(entry, { state: 'running' });
    let told = performance.now();
    try {
      const file = await work({
        signal: entry.abort.signal,
        onFraction: (fraction) => {
          if (performance.now() - told < interval || entry.abort.signal.aborted) return;
          told = performance.now();
          this.#change(entry, { fraction: Math.min(fraction, 0.999) });
        },
        onWritten: () => {
          entry.abort.signal.throwIfAborted();
          entry.canCancel = false;
        },
      });
      this.#end(entry, { state: 'done', fraction: 1, file });
    } catch (error) {
      // What was cancelled has ended already.
      if (!entry.abort.signal.aborted) this.#end(entry, { state: 'failed', error: StudioError.from(error).toShape() });
    }
  }

  #active(): Entry[] {
    return this.#entries.filter(({ value }) => value.finishedAt === null);
  }

  #end(entry: Entry, part: Partial<QueuedExport>): void {
    entry.canCancel = false;
    this.#change(entry, { ...part, finishedAt: Date.now() });
    const ended = this.#entries.filter(({ value }) => value.finishedAt !== null);
    const dropped = new Set(ended.slice(0, Math.max(0, ended.length - mostEnded)));
    this.#entries = this.#entries.filter((other) => !dropped.has(other));
  }

  #change(entry: Entry, part: Partial<QueuedExport>): void {
    entry.value = { ...entry.value, ...part };
    this.#emit({ type: 'export.changed', export: entry.value });
  }
}
