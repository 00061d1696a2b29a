import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Handlers, HostHandlers } from '../../contract/calls.ts';
import { dispatch } from '../../contract/dispatch.ts';
import { type ErrorShape, StudioError } from '../../contract/errors.ts';
import type { Studio } from '../../studio/types.ts';
import { createWebHandler, rawPath } from '../web/handler.ts';
import { commonHeaders, filePolicy } from '../web/security.ts';
import { eventStream } from './event-stream.ts';
import { checkRequest } from './guard.ts';
import { createSession, type Session } from './session.ts';

export interface StudioServerOptions {
  readonly studio: Studio;
  readonly rendererFolder: string;
  /** 0 or nothing takes any free port. */
  readonly port?: number;
  readonly heartbeatMilliseconds?: number;
}

export interface StudioServer {
  readonly port: number;
  /** The link that opens the studio: it carries the token. */
  readonly url: string;
  /** Stops listening and ends every connection. The studio itself stays open. */
  close(): Promise<void>;
}

/** Calls carry text and brush strokes, never pictures: 64 strokes of 2,000 points fit well. */
const maximumCallBytes = 12 * 1024 * 1024;

/** Serves the studio on 127.0.0.1, to whoever has the link. @throws StudioError when the port is taken. */
export async function startServer(options: StudioServerOptions): Promise<StudioServer> {
  const closing = new AbortController();
  let serve: (request: Request) => Promise<Response> = async () => new Response(null, { status: 503 });
  const server = createAdaptorServer({ fetch: (request) => serve(request) }) as Server;
  // Half a gigabyte through a slow tunnel takes longer than Node's five minutes.
  server.requestTimeout = 0;
  const port = await listen(server, options.port ?? 0);
  const session = createSession(port);
  serve = createServerHandler(options, port, session, closing.signal);
  return {
    port,
    url: `http://127.0.0.1:${port}/?token=${session.token}`,
    async close() {
      closing.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function createServerHandler(
  { studio, rendererFolder, heartbeatMilliseconds }: StudioServerOptions,
  port: number,
  session: Session,
  closing: AbortSignal,
): (request: Request) => Promise<Response> {
  const handlers: Handlers = { ...studio.handlers, ...hostHandlers };
  const web = createWebHandler({ studio, rendererFolder });
  const app = new Hono({ getPath: rawPath });

  app.use(async (context, next) => {
    const { method, path } = context.req;
    const refusal = checkRequest(context.req.raw, port, session);
    const token = method === 'GET' && path === '/' ? context.req.query('token') : undefined;
    if (token !== undefined && (refusal === null || refusal.status === 401) && session.acceptsToken(token)) {
      return new Response(null, {
        status: 303,
        headers: { ...commonHeaders, location: '/', 'set-cookie': session.setCookie, 'cache-control': 'no-store' },
      });
    }
    if (refusal) return refuse(refusal.status, refusal.message, context.req.header('accept') ?? '');
    await next();
    return undefined;
  });

  app.post(
    '/api/call/:name',
    bodyLimit({
      maxSize: maximumCallBytes,
      onError: (context) =>
        context.json(failed({ code: 'invalid-input', message: 'The call is larger than any call can be.' }), 413),
    }),
    async (context) => {
      if (!/^application\/json\b/i.test(context.req.header('content-type') ?? '')) {
        return context.json(
          failed({ code: 'invalid-input', message: 'A call must be sent as application/json.' }),
          415,
        );
      }
      let input: unknown;
      try {
        input = await context.req.json();
      } catch {
        return context.json(failed({ code: 'invalid-input', message: 'The call is not readable JSON.' }), 400);
      }
      return context.json(await dispatch(handlers, context.req.param('name'), input), 200, {
        ...commonHeaders,
        'content-security-policy': filePolicy,
        'cache-control': 'no-store',
      });
    },
  );

  app.get('/api/events', (context) => {
    const stream = eventStream({
      studio,
      lastSeen: context.req.header('last-event-id'),
      signal: AbortSignal.any([closing, context.req.raw.signal]),
      ...(heartbeatMilliseconds === undefined ? {} : { heartbeatMilliseconds }),
    });
    return new Response(stream, {
      headers: { ...commonHeaders, 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    });
  });

  app.all('*', (context) => web(context.req.raw));
  app.onError((error, context) => context.json(failed(StudioError.from(error).toShape()), 500));
  return async (request) => app.fetch(request);
}

/** A browser tab cannot drag files out or save to a path of its choice: it downloads instead. */
const hostHandlers: HostHandlers = {
  'host.info': async () => ({
    kind: 'server',
    canDragOut: false,
    canSaveAs: false,
    canChoosePaths: false,
    canReveal: false,
  }),
  'host.choosePaths': async () => {
    throw new StudioError('invalid-input', 'A browser tells no paths. Type where the folder or file lies.');
  },
  'host.startDrag': async () => {
    throw new StudioError('invalid-input', 'Files can be dragged out of the desktop app only. Use Export instead.');
  },
  'host.saveAs': async () => {
    throw new StudioError('invalid-input', 'In the browser a file is downloaded rather than saved by the studio.');
  },
  'host.revealInFolder': async () => {
    throw new StudioError('invalid-input', 'The browser keeps its downloads itself. Look in its list of downloads.');
  },
};

function failed(error: ErrorShape): { ok: false; error: ErrorShape } {
  return { ok: false, error };
}

/** A refusal in words for people who open the address by hand, and as an answer for programs. */
function refuse(status: number, message: string, accept: string): Response {
  const headers = { ...commonHeaders, 'content-security-policy': filePolicy, 'cache-control': 'no-store' };
  if (!accept.includes('text/html')) return Response.json(failed({ code: 'forbidden', message }), { status, headers });
  const page = `<!doctype html><meta charset="utf-8"><title>Stillmotion</title><h1>Stillmotion</h1><p>${message}</p>`;
  return new Response(page, { status, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' } });
}

/** Listens on the loopback interface alone. @throws StudioError conflict when the port is taken. */
async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new StudioError('conflict', `Port ${port} is in use. Choose another one, or leave --port out.`, {
              cause: error,
            })
          : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
