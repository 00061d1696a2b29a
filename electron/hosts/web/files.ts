import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { decideRange } from './ranges.ts';

export interface ServedFile {
  readonly path: string;
  readonly mime: string;
  readonly sizeBytes: number;
  /** Strong validator with its quotes; null when the bytes may change at any moment. */
  readonly etag: string | null;
  readonly cacheControl: string;
}

/** Answers GET or HEAD for one file: the whole of it, one range of it, or 304 when the asker already has it. */
export function fileResponse(request: Request, file: ServedFile, extra: Record<string, string> = {}): Response {
  const headers: Record<string, string> = {
    'content-type': file.mime,
    'cache-control': file.cacheControl,
    'accept-ranges': 'bytes',
    ...(file.etag ? { etag: file.etag } : {}),
    ...extra,
  };
  if (file.etag && matches(request.headers.get('if-none-match'), file.etag)) {
    return new Response(null, { status: 304, headers });
  }
  const range = decideRange(wantedRange(request, file), file.sizeBytes);
  if (range.kind === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${file.sizeBytes}` } });
  }
  const { first, last } = range.kind === 'part' ? range : { first: 0, last: file.sizeBytes - 1 };
  headers['content-length'] = String(last - first + 1);
  if (range.kind === 'part') headers['content-range'] = `bytes ${first}-${last}/${file.sizeBytes}`;
  const status = range.kind === 'part' ? 206 : 200;
  if (request.method === 'HEAD' || file.sizeBytes === 0) return new Response(null, { status, headers });
  return new Response(readRange(file.path, first, last), { status, headers });
}

/** If-Range: a range of an older version of the file would be garbage, so the whole file is sent instead. */
function wantedRange(request: Request, file: ServedFile): string | null {
  const condition = request.headers.get('if-range');
  return condition !== null && condition !== file.etag ? null : request.headers.get('range');
}

function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header
    .split(',')
    .some((candidate) => candidate.trim().replace(/^W\//, '') === etag || candidate.trim() === '*');
}

/** Bytes `first`…`last` of a file; the file is closed when the reader is done or gives up. */
function readRange(path: string, first: number, last: number): ReadableStream {
  const stream = Readable.toWeb(createReadStream(path, { start: first, end: last, highWaterMark: 256 * 1024 }));
  // The same stream under Node's and the DOM's type.
  return stream as NodeReadableStream as ReadableStream;
}

/** Content-Disposition that saves under `name`, whatever alphabet it is written in (RFC 6266, RFC 8187). */
export function attachment(name: string): string {
  const clean = safeFileName(name);
  const ascii = clean.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(clean).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** The last part of a path, without control characters or characters that some file system refuses; at most 200 characters. */
export function safeFileName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const clean = Array.from(last.toWellFormed(), (c) => (c < ' ' || c === '\x7f' || '<>:"|?*'.includes(c) ? '_' : c))
    .slice(0, 200)
    .join('')
    .replace(/^\.+/, '_')
    .replace(/[. ]+$/, '');
  return clean === '' ? 'file' : clean;
}
