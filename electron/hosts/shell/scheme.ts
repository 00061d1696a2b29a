import { protocol } from 'electron';

/** Where the page lives in the desktop app. */
export const appOrigin = 'stillmotion://app';
const scheme = 'stillmotion';

/** True for addresses of the page itself. Compares text, since Node gives every custom scheme the origin “null”. */
export function isAppUrl(url: string): boolean {
  return url === appOrigin || url.startsWith(`${appOrigin}/`);
}

/** Must run before the app is ready: gives the scheme what a secure web origin has, streaming media included. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

/**
 * Answers every request of the page. Ranges are answered by the handler, as Electron leaves them to us
 * (electron/electron#38749).
 */
export function serveApp(handle: (request: Request) => Promise<Response>): void {
  protocol.handle(scheme, async (request) =>
    isAppUrl(request.url) ? handle(request) : new Response('There is nothing here.', { status: 404 }),
  );
}
