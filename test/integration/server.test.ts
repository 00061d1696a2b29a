import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get as httpGet, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StudioServer, startServer } from '../../electron/hosts/server/server.ts';
import { createStudio, type Studio } from '../../electron/studio/index.ts';

let folder: string;
let studio: Studio;
let server: StudioServer;
let base: string;
let cookie: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-'));
  const rendererFolder = join(folder, 'renderer');
  await mkdir(rendererFolder);
  await writeFile(join(rendererFolder, 'index.html'), '<title>Stillmotion</title>');
  studio = await createStudio({ home: join(folder, 'home') });
  server = await startServer({ studio, rendererFolder, heartbeatMilliseconds: 100 });
  base = `http://127.0.0.1:${server.port}`;
  const welcome = await fetch(server.url, { redirect: 'manual' });
  cookie = (welcome.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
});
afterAll(async () => {
  await server.close();
  await studio.close();
  await rm(folder, { recursive: true, force: true });
});

/** fetch does not let a test choose Host; node:http does. */
function raw(path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject).end();
  });
}

function call(name: string, input: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${base}/api/call/${name}`, {
    method: 'POST',
    headers: { cookie, origin: base, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(input),
  });
}

describe('who may come in', () => {
  it('prints a link with a long random token, for the loopback interface', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32,}$/);
  });

  it('turns the token into a cookie that scripts and other sites cannot use', async () => {
    const response = await fetch(server.url, { redirect: 'manual' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/');
    const setCookie = response.headers.get('set-cookie') ?? '';
    expect(setCookie).toMatch(/HttpOnly/);
    expect(setCookie).toMatch(/SameSite=Strict/);
    expect(setCookie).not.toContain(new URL(server.url).searchParams.get('token'));
  });

  it('opens to the cookie and to nothing else', async () => {
    expect((await fetch(`${base}/`, { headers: { cookie } })).status).toBe(200);
    for (const path of ['/', '/icon.svg', '/api/events', `/media/asset/${'ab'.repeat(32)}`]) {
      expect((await fetch(base + path)).status, path).toBe(401);
    }
    for (const wrong of [
      '?token=',
      '?token=a',
      `?token=${'a'.repeat(32)}`,
      `?token=${'a'.repeat(100_000).slice(0, 8_000)}`,
    ]) {
      expect((await fetch(`${base}/${wrong}`, { redirect: 'manual' })).status).toBe(401);
    }
    expect((await fetch(`${base}/`, { headers: { cookie: `${cookie}x` } })).status).toBe(401);
    const forPeople = await fetch(`${base}/`, { headers: { accept: 'text/html,*/*' } });
    expect(forPeople.headers.get('content-type')).toContain('text/html');
    expect(await forPeople.text()).toContain('with the link it printed');
  });

  it('refuses a foreign Host, even with the cookie: DNS rebinding', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${server.port}`,
      '127.0.0.1',
      '127.0.0.1:1',
      `[::1]:${server.port}`,
    ]) {
      expect(await raw('/', { host, cookie }), host).toBe(421);
    }
    expect(await raw('/', { host: `localhost:${server.port}`, cookie })).toBe(200);
  });

  it('refuses calls and listening from other pages', async () => {
    for (const origin of ['https://evil.example', 'null', `http://localhost:${server.port}`, 'http://127.0.0.1:1']) {
      expect((await call('jobs.list', {}, { origin })).status, origin).toBe(403);
    }
    const host = `127.0.0.1:${server.port}`;
    expect(await raw('/api/call/jobs.list', { host, cookie }, 'POST')).toBe(403);
    expect(await raw('/api/events', { host, cookie, origin: 'https://evil.example' })).toBe(403);
    expect(await raw('/api/events', { host, cookie, 'sec-fetch-site': 'cross-site' })).toBe(403);
  });

  it('listens on the loopback interface alone', async () => {
    const { networkInterfaces } = await import('node:os');
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address && !address.internal && address.family === 'IPv4');
    if (!outside) return;
    await expect(fetch(`http://${outside.address}:${server.port}/`)).rejects.toThrow();
  });
});

describe('calls', () => {
  it('answers with the studio’s value', async () => {
    const made = await (await call('projects.create', { name: 'A mill' })).json();
    expect(made).toMatchObject({ ok: true, value: { name: 'A mill' } });
    const info = await (await call('host.info', {})).json();
    expect(info).toEqual({
      ok: true,
      value: { kind: 'server', canDragOut: false, canSaveAs: false, canChoosePaths: false, canReveal: false },
    });
  });

  it('answers faults as values that name them', async () => {
    const unknown = await (await call('projects.explode', {})).json();
    expect(unknown).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    const wrong = await (await call('projects.get', { projectId: '../etc' })).json();
    expect(wrong).toMatchObject({ ok: false, error: { code: 'invalid-input', details: { issues: ['projectId'] } } });
    const prototype = await (await call('constructor', {})).json();
    expect(prototype).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });

  it('refuses what is no JSON, no call, or far too large', async () => {
    expect((await call('jobs.list', {}, { 'content-type': 'text/plain' })).status).toBe(415);
    const broken = { method: 'POST', headers: { cookie, origin: base, 'content-type': 'application/json' }, body: '{' };
    expect((await fetch(`${base}/api/call/jobs.list`, broken)).status).toBe(400);
    expect((await call('projects.create', { name: 'x'.repeat(13_000_000) })).status).toBe(413);
    expect((await fetch(`${base}/api/call/jobs.list`, { headers: { cookie } })).status).toBe(404);
  });
});

describe('pictures in, media out', () => {
  it('takes an upload, and serves the take with ranges', async () => {
    const { value: project } = (await (await call('projects.create', { name: 'Upload' })).json()) as {
      value: { id: string };
    };
    const picture = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#357' } })
      .png()
      .toBuffer();
    const uploaded = await fetch(`${base}/api/upload?name=blue.png`, {
      method: 'POST',
      headers: { cookie, origin: base },
      body: new Uint8Array(picture),
    });
    const { value: upload } = (await uploaded.json()) as { value: { uploadId: string; sizeBytes: number } };
    expect(upload.sizeBytes).toBe(picture.length);
    const imported = await call('references.import', { projectId: project.id, uploadId: upload.uploadId });
    const { value: take } = (await imported.json()) as { value: { master: string; width: number } };
    expect(take.width).toBe(300);

    const address = `${base}/media/${take.master}`;
    const whole = new Uint8Array(await (await fetch(address, { headers: { cookie } })).arrayBuffer());
    const part = await fetch(address, { headers: { cookie, range: 'bytes=8-31' } });
    expect(part.status).toBe(206);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.subarray(8, 32));
    expect((await fetch(`${base}/media/library.db`, { headers: { cookie } })).status).toBe(404);
  });
});

describe('events', () => {
  interface Listener {
    readonly received: string[];
    until(words: string): Promise<void>;
    hangUp(): void;
  }

  function listen(lastEventId?: string): Promise<Listener> {
    const headers = { cookie, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) };
    return new Promise((resolve, reject) => {
      const request = httpGet(`${base}/api/events`, { headers }, (response) => {
        const received: string[] = [];
        let wake = (): void => {};
        response.setEncoding('utf8').on('data', (text: string) => {
          received.push(text);
          wake();
        });
        response.on('error', () => {});
        resolve({
          received,
          async until(words) {
            while (!received.join('').includes(words)) {
              await new Promise<void>((seen) => {
                wake = seen;
              });
            }
          },
          hangUp: () => request.destroy(),
        });
      });
      request.on('error', reject);
    });
  }

  it('arrive live, with signs of life, and what was missed comes after a reconnect', async () => {
    const first = await listen();
    await call('projects.create', { name: 'One' });
    await first.until('projects.changed');
    await first.until(': still here');
    const lastId = [...first.received.join('').matchAll(/^id: (\d+)$/gm)].at(-1)?.[1] ?? '';
    first.hangUp();

    await call('projects.create', { name: 'Two' });
    await call('projects.create', { name: 'Three' });
    const second = await listen(lastId);
    await second.until(`id: ${studio.lastEventId}\n`);
    const ids = [...second.received.join('').matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
    expect(ids[0]).toBe(Number(lastId) + 1);
    expect(new Set(ids).size).toBe(ids.length);
    expect(second.received.join('')).not.toContain('event: reset');
    second.hangUp();
  });

  it('say reset to a page that outlived a restart of the studio', async () => {
    const listener = await listen('999999');
    await listener.until('event: reset');
    listener.hangUp();
  });
});

describe('the server', () => {
  it('says so when its port is taken', async () => {
    await expect(startServer({ studio, rendererFolder: folder, port: server.port })).rejects.toThrow(/in use/);
  });

  it('closes at once, listeners or not', async () => {
    const other = await startServer({ studio, rendererFolder: folder });
    const otherCookie = (await fetch(other.url, { redirect: 'manual' })).headers.get('set-cookie') ?? '';
    const events = await fetch(`http://127.0.0.1:${other.port}/api/events`, {
      headers: { cookie: otherCookie.split(';')[0] ?? '' },
    });
    expect(events.status).toBe(200);
    const start = performance.now();
    await other.close();
    expect(performance.now() - start).toBeLessThan(2_000);
    await events.body?.cancel().catch(() => {});
  });
});
