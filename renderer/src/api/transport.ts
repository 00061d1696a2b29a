import type { Answer } from '../../../electron/contract/calls.ts';
import type { StudioEvent } from '../../../electron/contract/events.ts';

/** What a transport tells of the studio. */
interface TransportListener {
  onEvent(event: StudioEvent): void;
  /** True while events arrive; false while the studio cannot be reached. */
  onConnected(connected: boolean): void;
  /** Events were missed: whatever was fetched may be out of date. */
  onReset(): void;
}

/** How the page reaches the studio: Electron's bridge or HTTP. Answers come back as values; only a lost connection throws. */
export interface Transport {
  call(name: string, input: unknown): Promise<Answer<unknown>>;
  /** Returns the unsubscribe. */
  subscribe(listener: TransportListener): () => void;
}
