import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../../../electron/contract/errors.ts';
import { createWebHandler, type WebHandlerOptions } from '../../../../electron/hosts/web/handler.ts';

const origin = 'http://127.0.0.1:9';
const assetId = 'ab'.repeat(32);
const secret = 'the secret beside the page';
const bytes = randomBytes(300_000);
let folder: string;
let handle: (request: Request) => Promise<Response>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'web-'));
  const renderer = join(folder, 'renderer');
  await mkdir(join(renderer, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), secret);
  await writeFile(join(renderer, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">page');
  await writeFile(join(renderer, 'assets', 'index-abc123.js'), 'export {};');
  await writeFile(join(renderer, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(folder, 'video.mp4'), bytes);
  const studio: WebHandlerOptions['studio'] = {
    resolveMedia: async (ref) =>
      ref === `asset/${assetId}`
        ? { path: join(folder, 'video.mp4'), mime: 'video/mp4', sizeBytes: bytes.length, immutable: true }
        : ref === 'preview/job00000/1'
          ? { path: join(folder, 'video.mp4'), mime: 'image/webp', sizeBytes: bytes.length, immutable: false }
          : null,
    acceptUpload: async (body, fileName) => {
      let sizeBytes = 0;
      for await (const chunk of body) sizeBytes += chunk.length;
      if (sizeBytes > 1_000_000) throw new StudioError('picture-too-large', 'Too large.');
      return { uploadId: fileName, sizeBytes };
    },
  };
  handle = createWebHandler({ studio, rendererFolder: renderer });
});
afterAll(() => rm(folder, { recursive: true }));

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  handle(new Request(`${origin}${path}`, { headers, method }));

describe('the page', () => {
  it('carries a fresh nonce in page and policy, and allows nothing inline', async () => {
    const [first, second] = [await get('/'), await get('/studio/abc')];
    const policy = first.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(await first.text()).toContain(`content="${nonce}"`);
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(policy).toContain("default-src 'none'");
    expect(second.headers.get('content-security-policy')).not.toBe(policy);
    expect(await second.text()).toContain('page');
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(first.headers.get('x-content-type-options')).toBe('nosniff');
    expect(first.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('keeps hashed files for good and asks again for the others', async () => {
    const script = await get('/assets/index-abc123.js');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(script.headers.get('content-type')).toContain('text/javascript');
    const icon = await get('/icon.svg');
    const etag = icon.headers.get('etag') ?? '';
    expect(icon.headers.get('content-security-policy')).toContain('sandbox');
    expect((await get('/icon.svg', { 'if-none-match': etag })).status).toBe(304);
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2f..%2fsecret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/assets/..\\..\\secret.txt',
    '//etc/passwd.txt',
    '/%00.txt',
    '/icon.svg%00.txt',
    '/index.html.bak',
    '/assets/missing-abc.js',
    '/media/../icon.txt',
    '/api/unknown',
  ])('does not serve %s', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain(secret);
  });

  it('never reveals a file beside it, whatever the path', async () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2f',
      '\\',
      '%5c',
      '/',
      '//',
      'secret.txt',
      'assets',
      '%00',
      '~',
      ':',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        const response = await get(`/${parts.join('')}`);
        expect(await response.text()).not.toContain(secret);
      }),
    );
  });
});

describe('media', () => {
  const address = `/media/asset/${assetId}`;

  it('sends the whole file with its size', async () => {
    const response = await get(address);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe(String(bytes.length));
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('sends exactly the bytes of any range', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(50_000), async (first, length) => {
        const last = Math.min(first + length, bytes.length - 1);
        const response = await get(address, { range: `bytes=${first}-${first + length}` });
        expect(response.status).toBe(206);
        expect(response.headers.get('content-range')).toBe(`bytes ${first}-${last}/${bytes.length}`);
        expect(Buffer.from(await response.arrayBuffer()).equals(bytes.subarray(first, last + 1))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('says 416 outside the file, and the size', async () => {
    const response = await get(address, { range: `bytes=${bytes.length}-` });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe(`bytes */${bytes.length}`);
  });

  it('answers HEAD without the bytes', async () => {
    const response = await get(address, { range: 'bytes=0-9' }, 'HEAD');
    expect(response.status).toBe(206);
    expect(response.headers.get('content-length')).toBe('10');
    expect(await response.text()).toBe('');
  });

  it('knows its own etag, and sends the whole file when a range is asked of another one', async () => {
    const etag = (await get(address)).headers.get('etag') ?? '';
    expect((await get(address, { 'if-none-match': etag })).status).toBe(304);
    expect((await get(address, { range: 'bytes=0-9', 'if-range': etag })).status).toBe(206);
    expect((await get(address, { range: 'bytes=0-9', 'if-range': '"older"' })).status).toBe(200);
  });

  it('never caches previews, which change', async () => {
    const response = await get('/media/preview/job00000/1');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('etag')).toBeNull();
  });

  it('downloads under the name asked for, harmlessly', async () => {
    const name = encodeURIComponent('../ein "schönes" Bild\r\nX: y.mp4');
    const disposition = (await get(`${address}?download=${name}`)).headers.get('content-disposition');
    expect(disposition).toBe(
      'attachment; filename="ein _sch_nes_ Bild__X_ y.mp4"; filename*=UTF-8\'\'ein%20_sch%C3%B6nes_%20Bild__X_%20y.mp4',
    );
  });

  it.each([
    '/media/',
    '/media/asset/',
    `/media/asset/${'AB'.repeat(32)}`,
    `/media/asset/${assetId}/..`,
    `/media/asset/..%2f${assetId}`,
    `/media/asset/${'cd'.repeat(32)}`,
    '/media/preview/../../library.db',
    '/media/file:///etc/passwd',
  ])('does not know %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });
});

describe('uploads', () => {
  const post = (query: string, body: Uint8Array<ArrayBuffer> | null) =>
    handle(new Request(`${origin}/api/upload${query}`, { method: 'POST', body }));

  it('streams the bytes to the studio under the last part of the name', async () => {
    const response = await post('?name=..%2F..%2Fholiday.jpg', new Uint8Array(500_000));
    expect(await response.json()).toEqual({ ok: true, value: { uploadId: 'holiday.jpg', sizeBytes: 500_000 } });
  });

  it('answers an error as an Answer', async () => {
    const tooLarge = await post('?name=a.png', new Uint8Array(1_000_001));
    expect(tooLarge.status).toBe(413);
    expect(await tooLarge.json()).toMatchObject({ ok: false, error: { code: 'picture-too-large' } });
    expect(await (await post('', null)).json()).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });
});
