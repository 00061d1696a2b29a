import type { NumberedEvent, StudioEvent } from '../contract/events.ts';

/** Events kept for listeners that come back: some minutes even while a job reports ten times a second. */
const kept = 2_000;

/** Numbered events: a listener that reconnects names the last one it saw and misses nothing. */
export class EventStream {
  #events: NumberedEvent[] = [];
  #lastId = 0;
  readonly #listeners = new Set<(event: NumberedEvent) => void>();

  get lastId(): number {
    return this.#lastId;
  }

  readonly emit = (event: StudioEvent): void => {
    this.#lastId += 1;
    const numbered = { id: this.#lastId, event };
    this.#events.push(numbered);
    if (this.#events.length > kept * 2) this.#events = this.#events.slice(-kept);
    for (const listener of [...this.#listeners]) {
      try {
        listener(numbered);
      } catch (error) {
        // One broken listener must not stop the work that tells its progress, nor the other listeners.
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  };

  /**
   * Replays the kept events after `afterId` at once, then sends live ones; `null` sends live ones alone. A first replayed id
   * other than `afterId + 1` tells the listener that it missed some.
   */
  subscribe(afterId: number | null, listener: (event: NumberedEvent) => void): () => void {
    if (afterId !== null) {
      for (const event of this.#events.slice(-kept)) if (event.id > afterId) listener(event);
    }
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
