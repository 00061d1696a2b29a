import { StudioError } from '../../contract/errors.ts';

/** A server of published models in the manner of the Hugging Face Hub: the site itself, or a mirror of it. */
export interface Hub {
  readonly baseUrl: URL;
  /** A connection on which nothing comes for so long counts as dropped. */
  readonly stallMilliseconds: number;
  /** How long to wait before each further attempt; after the last one the connection counts as gone. */
  readonly backoffMilliseconds: readonly number[];
}

/** A failure that may be gone a moment later: tried again. */
export class PassingError extends Error {
  readonly afterMilliseconds: number;

  constructor(message: string, options: { cause?: unknown; afterMilliseconds?: number } = {}) {
    super(message, { cause: options.cause });
    this.afterMilliseconds = options.afterMilliseconds ?? 0;
  }
}

const maxRedirects = 6;

/** An answer whose body has not been read yet. */
export interface Answer {
  readonly response: Response;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Lets go of the body; gives the reason back, to be thrown. */
  refuse(reason: Error): Promise<Error>;
}

/** One GET, redirects followed by hand so that each can be judged. The body ends with PassingError when it stalls. */
export async function ask(
  hub: Hub,
  start: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  let url = start;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    if (!isAllowed(url, hub.baseUrl)) {
      throw new StudioError(
        'forbidden',
        `The server of models sent the studio to ${url.protocol}//${url.host}, where it does not go. Nothing was taken from there.`,
      );
    }
    const watch = watchdog(hub.stallMilliseconds);
    const all = AbortSignal.any([signal, watch.signal]);
    let response: Response;
    try {
      // Ranges are of the file's own bytes, so nothing may be packed on the way.
      const own = { 'user-agent': 'Stillmotion', 'accept-encoding': 'identity' };
      response = await fetch(url, { headers: { ...own, ...headers }, redirect: 'manual', signal: all });
    } catch (cause) {
      watch.stop();
      throw signal.aborted ? cause : offline(url, cause);
    }
    const drop = async (): Promise<void> => {
      watch.stop();
      await response.body?.cancel().catch(() => undefined); // it has ended already
    };
    if (response.status < 300 || response.status > 399) {
      return {
        response,
        bytes: watched(response, watch, signal, url),
        refuse: async (reason) => {
          await drop();
          return reason;
        },
      };
    }
    await drop();
    const location = response.headers.get('location') ?? '';
    if (!URL.canParse(location, url)) throw odd('it led to an address that is none');
    url = new URL(location, url);
  }
  throw odd('it led from address to address without end');
}

async function* watched(
  response: Response,
  watch: ReturnType<typeof watchdog>,
  signal: AbortSignal,
  url: URL,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response.body ?? []) {
      watch.seen();
      yield chunk;
    }
  } catch (cause) {
    throw signal.aborted ? cause : offline(url, cause);
  } finally {
    watch.stop();
  }
}

/** Its signal aborts when nothing was seen for a while. */
function watchdog(milliseconds: number): { signal: AbortSignal; seen(): void; stop(): void } {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), milliseconds);
  return {
    signal: abort.signal,
    seen() {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), milliseconds);
    },
    stop: () => clearTimeout(timer),
  };
}

/** https anywhere; http on this machine alone, and only where the person chose such a server. No other scheme, no passwords. */
export function isAllowed(url: URL, base: URL): boolean {
  if (url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return url.protocol === 'http:' && base.protocol === 'http:' && isHere;
}

function offline(url: URL, cause: unknown): PassingError {
  return new PassingError(`${url.host} cannot be reached`, { cause });
}

/** The server does something that no server of models does. */
export function odd(what: string): StudioError {
  return new StudioError(
    'download-refused',
    `The server of models cannot be used: ${what}. Nothing of this was kept; try again later.`,
  );
}
