import { Hono } from 'hono';
import { mediaRefSchema } from '../../contract/domain.ts';
import { type ErrorShape, StudioError } from '../../contract/errors.ts';
import type { Studio } from '../../studio/types.ts';
import { attachment, fileResponse, safeFileName } from './files.ts';
import { commonHeaders, createNonce, filePolicy, pagePolicy } from './security.ts';
import { watchStaticFiles } from './static.ts';

export interface WebHandlerOptions {
  readonly studio: Pick<Studio, 'resolveMedia' | 'acceptUpload'>;
  /** Folder of the built page. */
  readonly rendererFolder: string;
}

/**
 * What every host with a page serves: the page itself, media and uploads (docs/ARCHITECTURE.md, “The hosts' web protocol”).
 * Knows nothing of sockets, sessions or windows.
 */
export function createWebHandler({
  studio,
  rendererFolder,
}: WebHandlerOptions): (request: Request) => Promise<Response> {
  const staticFiles = watchStaticFiles(rendererFolder);
  const app = new Hono({ getPath: rawPath });

  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(commonHeaders)) context.res.headers.set(name, value);
    if (!context.res.headers.has('content-security-policy')) {
      context.res.headers.set('content-security-policy', filePolicy);
    }
  });

  app.get('/media/*', async (context) => {
    const ref = mediaRefSchema.safeParse(context.req.path.slice('/media/'.length));
    const media = ref.success ? await studio.resolveMedia(ref.data) : null;
    if (media === null) return context.text('There is no such file.', 404);
    const download = context.req.query('download');
    return fileResponse(
      context.req.raw,
      {
        path: media.path,
        mime: media.mime,
        sizeBytes: media.sizeBytes,
        // The address of an asset is the hash of its bytes.
        etag: media.immutable && ref.success ? `"${ref.data}"` : null,
        cacheControl: media.immutable ? 'private, max-age=31536000, immutable' : 'no-store',
      },
      download === undefined ? {} : { 'content-disposition': attachment(download) },
    );
  });

  app.post('/api/upload', async (context) => {
    const body = context.req.raw.body;
    if (body === null) throw new StudioError('invalid-input', 'The upload is empty. Choose a file and try again.');
    const value = await studio.acceptUpload(body, safeFileName(context.req.query('name') ?? ''));
    return context.json({ ok: true, value });
  });

  app.get('*', async (context) => {
    const { index, files } = await staticFiles();
    const file = files.get(context.req.path);
    if (file) return fileResponse(context.req.raw, file);
    // Addresses of the page's own router have no extension; anything else that is unknown does not exist.
    if (context.req.path.startsWith('/api/') || /\.[^/]*$/.test(context.req.path)) {
      return context.text('There is no such file.', 404);
    }
    const nonce = createNonce();
    return context.html(index.replaceAll('__CSP_NONCE__', nonce), 200, {
      'content-security-policy': pagePolicy(nonce),
      'cache-control': 'no-store',
    });
  });

  app.notFound((context) => context.text('There is nothing here.', 404));
  app.onError((error, context) => {
    const shape = StudioError.from(error).toShape();
    return context.json({ ok: false, error: shape }, statusOf(shape));
  });

  return async (request) => app.fetch(request);
}

/** The path as it was sent, never decoded: only exact, listed addresses are served. */
export function rawPath(request: Request): string {
  return new URL(request.url).pathname;
}

/** An HTTP status for an error, for the sake of tools; the page reads the code. */
function statusOf(error: ErrorShape): 400 | 403 | 404 | 409 | 413 | 500 | 507 {
  switch (error.code) {
    case 'invalid-input':
      return 400;
    case 'forbidden':
      return 403;
    case 'not-found':
      return 404;
    case 'conflict':
      return 409;
    case 'picture-too-large':
      return 413;
    case 'disk-full':
      return 507;
    default:
      return 500;
  }
}
