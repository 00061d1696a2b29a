import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative, sep } from 'node:path';
import { finished } from 'node:stream/promises';

/** How one answer differs from that of a good server. */
export interface Mischief {
  /** Cuts the connection after so many bytes of the body. */
  readonly dropAfter?: number;
  /** Sends so many bytes, then nothing more until the connection ends. */
  readonly stallAfter?: number;
  /** Answers this instead. */
  readonly status?: number;
  readonly redirectTo?: string;
  /** As if the server knew no ranges. */
  readonly ignoresRange?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends these bytes instead of the file's. */
  readonly body?: Buffer;
  /** Waits for this before the body. */
  readonly hold?: Promise<unknown>;
}

export interface HubRequest {
  readonly path: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  /** Bytes of the body that were sent. */
  sent: number;
}

/**
 * A real HTTP server in the shape of the Hugging Face Hub: `api/models/<repository>/tree/<revision>` and
 * `<repository>/resolve/<revision>/<path>` over folders of this machine.
 */
export class ModelHub {
  readonly #server: Server;
  readonly #folders = new Map<string, string>();
  readonly requests: HubRequest[] = [];
  /** Asked before every answer. */
  mischief: (request: HubRequest) => Mischief | undefined = () => undefined;
  /** Changes what a listing says of a file. */
  list: (path: string, entry: Record<string, unknown>) => Record<string, unknown> = (_, entry) => entry;

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async listen(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Publishes a folder as a repository. */
  publish(repository: string, folder: string): void {
    this.#folders.set(repository, folder);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  /** Requests for files, without the listings. */
  get downloads(): HubRequest[] {
    return this.requests.filter(({ path }) => path.includes('/resolve/'));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(new URL(request.url ?? '/', this.url).pathname);
    const seen: HubRequest = { path, range: request.headers.range, ifRange: one(request.headers['if-range']), sent: 0 };
    this.requests.push(seen);
    const mischief = this.mischief(seen) ?? {};
    if (mischief.redirectTo !== undefined) return void response.writeHead(302, { location: mischief.redirectTo }).end();
    if (mischief.status !== undefined) return void response.writeHead(mischief.status, mischief.headers).end();
    await mischief.hold;
    const tree = /^\/api\/models\/([^/]+\/[^/]+)\/tree\/main$/.exec(path)?.[1];
    if (tree !== undefined) return this.#tree(tree, response);
    const [, repository = '', file = ''] = /^\/([^/]+\/[^/]+)\/resolve\/main\/(.+)$/.exec(path) ?? [];
    const folder = this.#folders.get(repository);
    const target = folder === undefined ? null : join(folder, file);
    if (target === null || !statSync(target, { throwIfNoEntry: false })?.isFile()) {
      return void response.writeHead(404).end();
    }
    await this.#file(target, seen, mischief, response);
  }

  #tree(repository: string, response: ServerResponse): void {
    const folder = this.#folders.get(repository);
    if (folder === undefined) return void response.writeHead(404).end();
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const entries = files.map((entry) => {
      const at = join(entry.parentPath, entry.name);
      const path = relative(folder, at).split(sep).join('/');
      const bytes = readFileSync(at);
      const git = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
      const lfs = { oid: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, pointerSize: 134 };
      const plain = { type: 'file', oid: git, size: bytes.length, path };
      return this.list(path, entry.name.endsWith('.safetensors') ? { ...plain, lfs } : plain);
    });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(entries));
  }

  async #file(target: string, seen: HubRequest, mischief: Mischief, response: ServerResponse): Promise<void> {
    const bytes = mischief.body ?? readFileSync(target);
    const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`;
    const from = Number(/^bytes=(\d+)-$/.exec(seen.range ?? '')?.[1] ?? 0);
    const isPart = from > 0 && !mischief.ignoresRange && (seen.ifRange === undefined || seen.ifRange === etag);
    if (isPart && from >= bytes.length) {
      return void response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    }
    const start = isPart ? from : 0;
    response.writeHead(isPart ? 206 : 200, {
      etag,
      'content-length': bytes.length - start,
      ...(isPart ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
      ...mischief.headers,
    });
    const most = mischief.dropAfter ?? mischief.stallAfter ?? bytes.length;
    const slice = bytes.subarray(start, start + most);
    seen.sent = slice.length;
    if (mischief.dropAfter === undefined && mischief.stallAfter === undefined) return void response.end(slice);
    await new Promise((written) => response.write(slice, written));
    if (mischief.dropAfter !== undefined) response.destroy();
    else await finished(response).catch(() => undefined);
  }
}

const one = (header: string | string[] | undefined): string | undefined => [header].flat()[0];
