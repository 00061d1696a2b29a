import type { Answer } from '../../../electron/contract/calls.ts';
import type { StudioEvent } from '../../../electron/contract/events.ts';

/** `lost`: nothing answers. `refused`: a studio answers that was started anew and does not know this page. */
export type Connection = 'open' | 'lost' | 'refused';

/** What a transport tells of the studio. */
interface TransportListener {
  onEvent(event: StudioEvent): void;
  onConnection(connection: Connection): void;
  /** Events were missed: whatever was fetched may be out of date. */
  onReset(): void;
}

/** How the page reaches the studio: Electron's bridge or HTTP. Answers come back as values; only a lost connection throws. */
export interface Transport {
  call(name: string, input: unknown): Promise<Answer<unknown>>;
  /** Returns the unsubscribe. */
  subscribe(listener: TransportListener): () => void;
}
