import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { ask, type Hub, isAllowed, odd, PassingError } from './http.ts';

/** Where a repository's files are asked for. */
export interface Repository {
  /** `owner/name`. */
  readonly name: string;
  readonly revision: string;
}

/** A file as the server lists it. */
export interface HubFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Of large files the SHA-256, of small ones git's own: SHA-1 of `blob <bytes>\0` and the content. */
  readonly checksum: { readonly kind: 'sha256' | 'git'; readonly hex: string };
}

/** Bytes on their way, from `start` of the file on. */
export interface HubBody {
  readonly start: number;
  /** Strong validator of what is sent; null when the server gives none. */
  readonly etag: string | null;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Listings are some kilobytes for a model; a page of one stays below this. */
const maxListBytes = 8 * 1024 * 1024;
const maxPages = 20;
/** A server may ask for some patience, but not for more than this. */
const maxPatience = 60_000;

const treeSchema = z.array(
  z.object({
    type: z.string(),
    path: z.string().max(1000),
    oid: z.string().optional(),
    size: z.number().int().min(0).optional(),
    lfs: z.object({ oid: z.string(), size: z.number().int().min(0) }).optional(),
  }),
);

const hubUrl = 'https://huggingface.co';

/**
 * The Hugging Face Hub, or the mirror at an address: https, or http on this very machine.
 * @throws StudioError invalid-input
 */
export function hubAt(address: string = hubUrl, patience: Partial<Omit<Hub, 'baseUrl'>> = {}): Hub {
  return {
    baseUrl: parseUrl(address),
    stallMilliseconds: 30_000,
    backoffMilliseconds: [1_000, 2_000, 4_000, 8_000, 15_000, 30_000],
    ...patience,
  };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && isAllowed(url, url)) return url;
  throw new StudioError(
    'invalid-input',
    `${text.slice(0, 200)} cannot be a server of models: give an https address (http only on this machine, as http://127.0.0.1:8080).`,
  );
}

/**
 * The files of a repository by their paths.
 * @throws StudioError not-found, forbidden, download-refused; PassingError
 */
export async function listFiles(
  hub: Hub,
  { name, revision }: Repository,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, HubFile>> {
  const files = new Map<string, HubFile>();
  let url: URL | null = at(hub, `api/models/${name}/tree/${encodeURIComponent(revision)}?recursive=true`);
  for (let page = 0; url && page < maxPages; page++) {
    const answer = await ask(hub, url, {}, signal);
    const { response } = answer;
    if (response.status !== 200) throw await answer.refuse(refusal(response, name));
    const parsed = treeSchema.safeParse(parseJson(await readText(answer.bytes)));
    if (!parsed.success) throw odd(`its list of the files of ${name} is not what it should be`);
    for (const { type, path, oid, size, lfs } of parsed.data) {
      const hex = lfs?.oid.replace(/^sha256:/, '') ?? oid ?? '';
      if (type !== 'file' || !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(hex)) continue;
      files.set(path, {
        path,
        sizeBytes: lfs?.size ?? size ?? 0,
        checksum: { kind: lfs ? 'sha256' : 'git', hex },
      });
    }
    const next = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    url = next === undefined ? null : new URL(next, url);
  }
  return files;
}

/**
 * Opens one file at a byte; the server may begin at the start instead, also because the file has changed since `etag`.
 * @throws StudioError not-found, forbidden, download-refused; PassingError
 */
export async function openFile(
  hub: Hub,
  { name, revision }: Repository,
  path: string,
  {
    from,
    etag,
    expectedBytes,
    signal,
  }: { from: number; etag: string | null; expectedBytes: number; signal: AbortSignal },
): Promise<HubBody> {
  const inner = path.split('/').map(encodeURIComponent).join('/');
  const url = at(hub, `${name}/resolve/${encodeURIComponent(revision)}/${inner}`);
  const range = from > 0 ? { range: `bytes=${from}-`, ...(etag === null ? {} : { 'if-range': etag }) } : {};
  const answer = await ask(hub, url, range, signal);
  const { response, bytes } = answer;
  const given = response.headers.get('etag');
  const strong = given?.startsWith('"') ? given : null;
  if (response.status === 200) {
    const length = response.headers.get('content-length');
    if (length !== null && Number(length) !== expectedBytes) throw await answer.refuse(new ChangedError());
    return { start: 0, etag: strong, bytes };
  }
  if (response.status === 206) {
    const [, first, of] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
    if (Number(first) !== from) {
      throw await answer.refuse(odd('it answered with another part of the file than was asked for'));
    }
    if (of !== '*' && Number(of) !== expectedBytes) throw await answer.refuse(new ChangedError());
    return { start: from, etag: strong, bytes };
  }
  throw await answer.refuse(response.status === 416 ? new ChangedError() : refusal(response, name));
}

/** The file is not the one that was listed: the list has to be asked for again. */
export class ChangedError extends Error {}

function at(hub: Hub, path: string): URL {
  return new URL(path, hub.baseUrl.href.endsWith('/') ? hub.baseUrl : `${hub.baseUrl.href}/`);
}

async function readText(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytes) {
    size += part.byteLength;
    if (size > maxListBytes) throw odd('its list of files has no end');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // the schema says what is wrong
  }
}

function refusal(response: Response, repository: string): Error {
  const { status } = response;
  const host = new URL(response.url).host;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const seconds = Number(response.headers.get('retry-after') ?? 0);
    const afterMilliseconds = Number.isFinite(seconds) ? Math.min(maxPatience, Math.max(0, seconds * 1000)) : 0;
    return new PassingError(`${host} answers ${status}`, { afterMilliseconds });
  }
  if (status === 401 || status === 403) {
    return new StudioError(
      'download-refused',
      `${host} gives ${repository} only to people who are signed in and have agreed to its terms. Download it there in a browser, then import the folder.`,
    );
  }
  if (status === 404 || status === 410) {
    return new StudioError(
      'download-refused',
      `${host} has no ${repository} any more. Its publisher moved or withdrew it; a copy that you have can be imported.`,
    );
  }
  return odd(`it answered ${status}`);
}
