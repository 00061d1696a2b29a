import type { Answer } from '../../../electron/contract/calls.ts';
import { StudioError } from '../../../electron/contract/errors.ts';
import type { StudioEvent } from '../../../electron/contract/events.ts';
import { t } from '../i18n/i18n.ts';
import type { Transport } from './transport.ts';

/** Waits before the next try, milliseconds; the last one repeats. */
const retryDelays = [500, 1_000, 2_000, 5_000] as const;

/** Calls by POST, events by server-sent events (docs/ARCHITECTURE.md, “The hosts' web protocol”). */
export function createHttpTransport(): Transport {
  return {
    call: (name, input) => post(`/api/call/${name}`, JSON.stringify(input ?? {}), 'application/json'),
    subscribe(listener) {
      let source: EventSource | null = null;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let failures = 0;
      let everOpen = false;
      let isOver = false;

      const openLater = async (): Promise<void> => {
        const refused = await isRefused();
        if (isOver) return;
        listener.onConnection(refused ? 'refused' : 'lost');
        timer = setTimeout(open, retryDelays[Math.min(failures, retryDelays.length - 1)]);
        failures += 1;
      };
      const open = (): void => {
        source = new EventSource('/api/events');
        // A fresh EventSource has no Last-Event-ID to resume from, unlike one that the browser reconnects by itself.
        const isFresh = everOpen;
        source.onopen = () => {
          failures = 0;
          everOpen = true;
          listener.onConnection('open');
          if (isFresh) listener.onReset();
        };
        source.onmessage = (message: MessageEvent<string>) => listener.onEvent(JSON.parse(message.data) as StudioEvent);
        source.addEventListener('reset', () => listener.onReset());
        source.onerror = () => {
          if (source?.readyState === EventSource.CLOSED) void openLater();
          else listener.onConnection('lost');
        };
      };

      open();
      return () => {
        isOver = true;
        clearTimeout(timer);
        source?.close();
      };
    },
  };
}

/** Whether a studio answers that does not know this page: an EventSource cannot tell that from one that does not answer. */
async function isRefused(): Promise<boolean> {
  const answer = await fetch('/', { method: 'HEAD' }).catch(() => null);
  return answer?.status === 401;
}

/** Posts and reads the Answer. @throws StudioError `internal` with details.offline when nothing answers, `forbidden` without a session. */
async function post(path: string, body: BodyInit, contentType: string): Promise<Answer<unknown>> {
  let response: Response;
  try {
    response = await fetch(path, { method: 'POST', body, headers: { 'content-type': contentType } });
  } catch (cause) {
    throw offline(cause);
  }
  return readAnswer(await response.text(), response.status);
}

/** What to say when nothing answers. */
export function offline(cause?: unknown): StudioError {
  return new StudioError(
    'internal',
    t('The studio does not answer. Nothing is lost; it goes on when the studio is back.'),
    {
      cause,
      details: { offline: true },
    },
  );
}

/** @throws StudioError when the text is no Answer */
export function readAnswer(text: string, status: number): Answer<unknown> {
  try {
    return JSON.parse(text) as Answer<unknown>;
  } catch (cause) {
    throw new StudioError(
      status === 401 || status === 403 ? 'forbidden' : 'internal',
      t('The studio answered {{status}}. Open it again with the link it printed.', { status }),
      { cause },
    );
  }
}
