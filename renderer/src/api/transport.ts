import type { Answer } from '../../../electron/contract/calls.ts';
import type { StudioEvent } from '../../../electron/contract/events.ts';
import { createHttpTransport } from './http-transport.ts';

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

/** What the Electron preload script puts on the window. */
interface Bridge {
  call(name: string, input: unknown): Promise<Answer<unknown>>;
  onEvent(listener: (event: StudioEvent) => void): () => void;
}

declare global {
  interface Window {
    readonly stillmotion?: Bridge;
  }
}

function createBridgeTransport(bridge: Bridge): Transport {
  return {
    call: (name, input) => bridge.call(name, input),
    subscribe(listener) {
      listener.onConnected(true);
      return bridge.onEvent((event) => listener.onEvent(event));
    },
  };
}

/** The transport of this page, chosen once. */
export const transport: Transport = window.stillmotion
  ? createBridgeTransport(window.stillmotion)
  : createHttpTransport();
