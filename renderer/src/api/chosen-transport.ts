import type { Answer } from '../../../electron/contract/calls.ts';
import type { StudioEvent } from '../../../electron/contract/events.ts';
import { createHttpTransport } from './http-transport.ts';
import type { Transport } from './transport.ts';

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
      listener.onConnection('open');
      return bridge.onEvent((event) => listener.onEvent(event));
    },
  };
}

/** The transport of this page, chosen once. */
export const transport: Transport = window.stillmotion
  ? createBridgeTransport(window.stillmotion)
  : createHttpTransport();
