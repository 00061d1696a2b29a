import type { NumberedEvent } from '../../contract/events.ts';
import type { Studio } from '../../studio/types.ts';

export interface EventStreamOptions {
  readonly studio: Pick<Studio, 'subscribe' | 'lastEventId'>;
  /** The Last-Event-ID header: what the listener saw last before it lost the connection. */
  readonly lastSeen: string | undefined;
  /** Milliseconds between signs of life, so that both ends notice a dead connection. */
  readonly heartbeatMilliseconds?: number;
  readonly signal: AbortSignal;
}

/** A listener this far behind is cut off; it comes back with Last-Event-ID and catches up. */
const maximumBacklog = 2_000;

/**
 * The studio's events as server-sent events. A listener that reconnects gets what it missed; when that is no longer known it gets
 * an event named `reset` and fetches everything again.
 */
export function eventStream(options: EventStreamOptions): ReadableStream<Uint8Array> {
  const { studio, signal } = options;
  const lastSeen = parseEventId(options.lastSeen);
  const encoder = new TextEncoder();
  /** Ends the subscription; true when this call did it. */
  let release = (): boolean => false;

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let isOpen = true;
        const end = (): void => {
          if (release()) controller.close();
        };
        const send = (text: string): void => {
          if (!isOpen) return;
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) < -maximumBacklog) end();
        };
        send('retry: 1000\n\n');

        const live = studio.lastEventId;
        const canResume = lastSeen !== null && lastSeen <= live;
        const missed: NumberedEvent[] = [];
        let replaying = true;
        const unsubscribe = studio.subscribe(canResume ? lastSeen : null, (event) => {
          if (replaying) missed.push(event);
          else send(formatEvent(event));
        });
        replaying = false;
        const hasGap = canResume && live > lastSeen && missed[0]?.id !== lastSeen + 1;
        if (hasGap || (lastSeen !== null && !canResume)) send(`id: ${live}\nevent: reset\ndata: {}\n\n`);
        else for (const event of missed) send(formatEvent(event));

        const heartbeat = setInterval(() => send(': still here\n\n'), options.heartbeatMilliseconds ?? 15_000);
        heartbeat.unref();
        release = () => {
          if (!isOpen) return false;
          isOpen = false;
          clearInterval(heartbeat);
          unsubscribe();
          signal.removeEventListener('abort', end);
          return true;
        };
        if (signal.aborted) end();
        else signal.addEventListener('abort', end);
      },
      cancel() {
        release();
      },
    },
    { highWaterMark: 64 },
  );
}

function formatEvent({ id, event }: NumberedEvent): string {
  return `id: ${id}\ndata: ${JSON.stringify(event)}\n\n`;
}

function parseEventId(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
