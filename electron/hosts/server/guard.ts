import type { Session } from './session.ts';

/** Why a request is refused; null lets it pass. */
export type Refusal = { readonly status: 401 | 403 | 421; readonly message: string } | null;

/**
 * Checks where a request comes from before anything reads it.
 *
 * - Host: a foreign name that resolves to 127.0.0.1 (DNS rebinding) is refused.
 * - Origin: other web pages may not post or listen, even though the browser would send them to this address.
 * - Cookie: other users and programs of this machine may not either.
 */
export function checkRequest(request: Request, port: number, session: Session): Refusal {
  const host = request.headers.get('host');
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    return { status: 421, message: `This server answers at 127.0.0.1:${port} only.` };
  }
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== `http://${host}`) {
    return { status: 403, message: 'Other web pages may not use this server.' };
  }
  const site = request.headers.get('sec-fetch-site');
  const isEvents = new URL(request.url).pathname === '/api/events';
  if (isEvents && site !== null && site !== 'same-origin') {
    return { status: 403, message: 'Other web pages may not listen to this server.' };
  }
  if (request.method !== 'GET' && request.method !== 'HEAD' && origin === null) {
    return { status: 403, message: 'The request does not say where it comes from: the Origin header is missing.' };
  }
  if (!session.acceptsCookie(request.headers.get('cookie'))) {
    return { status: 401, message: 'Open the studio with the link it printed when it started.' };
  }
  return null;
}
