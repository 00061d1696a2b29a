import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { catalogueEntrySchema, type Install } from '../../electron/contract/models.ts';
import { claimFile } from '../../electron/library/claim.ts';
import { hubAt } from '../../electron/packs/install/hub.ts';
import { createInstalls, type Installs, type InstallsOptions } from '../../electron/packs/install/installs.ts';
import { createPacks } from '../../electron/packs/packs.ts';
import { architectureNames } from '../../native-models/architectures/registry.ts';
import type { HubRequest, ModelHub } from '../support/model-hub.ts';
import { publishedCatalogue, tinyBase } from '../support/published-catalogue.ts';
import { temporaryFolder } from '../support/studio-fixtures.ts';

const entryId = 'stable-diffusion-1.5';
const unet = 'unet/diffusion_pytorch_model.safetensors';
const isUnet = ({ path }: HubRequest): boolean => path.endsWith(`resolve/main/${unet}`);

interface Opened {
  readonly hub: ModelHub;
  /** Folder of the base model on the server. */
  readonly base: string;
  readonly packs: string;
  readonly installs: Installs;
  readonly told: (Install | null)[];
  /** The same packs, opened anew as after a restart. */
  again(options?: Partial<InstallsOptions>): Installs;
  /** Resolves at the first report that fits. */
  until(fits: (install: Install) => boolean): Promise<void>;
}

async function open(options: Partial<InstallsOptions> = {}): Promise<Opened> {
  const { hub, base } = await publishedCatalogue(temporaryFolder());
  onTestFinished(() => hub.close());
  const packs = join(temporaryFolder(), 'packs');
  mkdirSync(packs);
  const told: (Install | null)[] = [];
  const waiting = new Set<() => void>();
  const create = (more: Partial<InstallsOptions> = {}): Installs => {
    const installs = createInstalls({
      packs,
      hub: hubAt(hub.url, { stallMilliseconds: 20_000, backoffMilliseconds: [1, 1, 1] }),
      architectureNames: async () => architectureNames,
      claim: claimFile,
      onChange: (_, install) => {
        told.push(install);
        for (const look of waiting) look();
      },
      ...options,
      ...more,
    });
    onTestFinished(() => installs.close());
    return installs;
  };
  return {
    ...{ hub, base, packs, told, installs: create(), again: create },
    until: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const last = told.at(-1);
          if (!last || !fits(last)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
      }),
  };
}

const half = 150_000;
const partOfUnet = (packs: string): string =>
  join(packs, '.downloads', entryId, `models--${tinyBase.replace('/', '--')}`, 'snapshots/main', `${unet}.part`);
const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** Serves the first bytes of the UNet, and nothing more on that connection; resolves when they have come. */
async function halfOfUnet({ hub, packs }: Opened): Promise<void> {
  hub.mischief = (request) => (isUnet(request) ? { stallAfter: half } : undefined);
  await vi.waitFor(() => expect(sizeOf(partOfUnet(packs))).toBe(half), { timeout: 30_000, interval: 10 });
}

const filesBelow = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).sort() : [];
/** Nothing is left of any install. */
const nothingLeft = (packs: string): void => expect(filesBelow(join(packs, '.downloads'))).toEqual([]);

describe('the catalogue', () => {
  it('is well formed, names the packs that come of it, and is listed without a single connection', async () => {
    const { installs, hub } = await open();
    const entries = await installs.catalogue();
    for (const entry of entries) catalogueEntrySchema.parse(entry);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    expect(await installs.list()).toEqual([]);
    expect(hub.requests).toEqual([]);
  });

  it.each([
    ['stable-diffusion-1.5', ['t2i'], ['previewDecoder', 'textEncoder', 'unet', 'vae']],
    ['animatediff-v3', ['t2i', 'i2v', 'v2v'], ['motionAdapter', 'previewDecoder', 'textEncoder', 'unet', 'vae']],
    [
      'stable-diffusion-video',
      ['t2i', 'i2v', 'v2v'],
      ['control', 'imageEncoder', 'ipAdapter', 'motionAdapter', 'previewDecoder', 'textEncoder', 'unet', 'vae'],
    ],
  ])('%s becomes a pack of that name, verified and with its licences', async (id, stages, components) => {
    const { installs, packs, hub } = await open();
    const plan = await installs.plan(id);
    expect(plan.presentBytes).toBe(0);
    const pack = await installs.run(id);
    expect(pack).toMatchObject({ id, stages });
    expect(Object.keys(pack.components).sort()).toEqual(components);
    const [listed] = await createPacks({
      builtIn: null,
      installed: packs,
      architectureNames: async () => architectureNames,
    }).list();
    expect(listed).toMatchObject({ id, health: 'ok', problem: null });
    expect(listed?.licence.name).toContain('CreativeML OpenRAIL-M');
    expect(listed?.licence.text).toContain('https://huggingface.co/spaces/CompVis/stable-diffusion-license');
    expect(listed?.source).toContain(`https://huggingface.co/${tinyBase}`);
    expect(hub.downloads.reduce((sum, { sent }) => sum + sent, 0)).toBe(plan.totalBytes);
    nothingLeft(packs);
    expect((await installs.catalogue()).find((entry) => entry.id === id)?.isInstalled).toBe(true);
    await expect(installs.run(id)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('keeps what the publisher recommends: a turbo model draws in two steps without guidance', async () => {
    const { installs, packs, hub, base } = await open();
    hub.publish('stabilityai/sd-turbo', base);
    await installs.run('sd-turbo');
    const { defaults } = JSON.parse(readFileSync(join(packs, 'sd-turbo/pack.json'), 'utf8')) as {
      defaults: Record<string, number>;
    };
    expect(defaults).toMatchObject({ steps: 2, guidanceScale: 0 });
  });

  it('takes from an installed pack what it shares with another', async () => {
    const { installs, hub } = await open();
    await installs.run('stable-diffusion-1.5');
    const before = hub.downloads.length;
    const plan = await installs.plan('animatediff-v3');
    expect(plan.presentBytes).toBeGreaterThan(400_000);
    await installs.run('animatediff-v3');
    expect(hub.downloads.slice(before).some(isUnet)).toBe(false);
  });
});

describe('an interrupted download', () => {
  it('goes on where the connection dropped, as often as it does, and asks for no byte twice', async () => {
    const { installs, hub, base } = await open();
    hub.mischief = (request) => (isUnet(request) ? { dropAfter: 300_000 } : undefined);
    await installs.run(entryId);
    const size = statSync(join(base, unet)).size;
    const asked = hub.downloads.filter(isUnet);
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(asked[1]).toMatchObject({
      range: expect.stringMatching(/^bytes=\d+-$/),
      ifRange: expect.stringMatching(/^"/),
    });
    // What the network had taken in when it was cut may be lost, but no more than a buffer each time.
    const sent = asked.reduce((sum, request) => sum + request.sent, 0);
    expect(sent).toBeLessThan(size * 1.5);
  });

  it('goes on after a pause, also in a process that comes later, and is whole in the end', async () => {
    const opened = await open();
    const { installs, hub, again, told } = opened;
    const begun = halfOfUnet(opened);
    const running = installs.run(entryId).catch((error: unknown) => error);
    await begun;
    await installs.pause(entryId);
    expect(await running).toMatchObject({ code: 'cancelled' });
    expect(told.at(-1)).toMatchObject({ state: 'paused', error: null });
    const before = (await installs.list())[0]?.doneBytes ?? 0;
    expect(before).toBeGreaterThanOrEqual(half);

    hub.mischief = () => undefined;
    const asked = hub.requests.length;
    const later = again();
    expect(await later.list()).toMatchObject([{ entryId, state: 'paused', doneBytes: before }]);
    expect(hub.requests.length).toBe(asked);
    await later.run(entryId);
    const rest = hub.requests.slice(asked).filter(isUnet);
    expect(rest).toMatchObject([{ range: `bytes=${half}-` }]);
    // What was whole already was not asked for again.
    expect(hub.requests.slice(asked).some(({ path }) => path.endsWith('vae/diffusion_pytorch_model.safetensors'))).toBe(
      true,
    );
    expect(hub.requests.slice(asked).some(({ path }) => path.endsWith('text_encoder/model.safetensors'))).toBe(false);
  });

  it('paused at the very last byte only checks what is there', async () => {
    const opened = await open();
    const { installs, hub, packs } = opened;
    const begun = halfOfUnet(opened);
    const running = installs.run(entryId).catch(() => undefined);
    await begun;
    await installs.pause(entryId);
    await running;
    const part = join(
      packs,
      '.downloads',
      entryId,
      'models--stable-diffusion-v1-5--stable-diffusion-v1-5/snapshots/main',
      `${unet}.part`,
    );
    hub.mischief = () => undefined;
    const published = hub.requests.length;
    const whole = await fetch(`${hub.url}/${tinyBase}/resolve/main/${unet}`);
    writeFileSync(part, Buffer.from(await whole.arrayBuffer()));
    await installs.run(entryId);
    expect(hub.requests.slice(published + 1).some(isUnet)).toBe(false);
  });

  it('starts a file anew when the server knows no ranges', async () => {
    const { installs, hub } = await open();
    let drops = 1;
    hub.mischief = (request) =>
      isUnet(request) ? { ignoresRange: true, ...(drops-- > 0 ? { dropAfter: 100_000 } : {}) } : undefined;
    await installs.run(entryId);
    expect(hub.downloads.filter(isUnet)).toHaveLength(2);
  });

  it('counts a connection on which nothing comes as dropped', async () => {
    const { hub, again } = await open();
    let stalls = 1;
    hub.mischief = (request) => (isUnet(request) && stalls-- > 0 ? { stallAfter: half } : undefined);
    await again({ hub: hubAt(hub.url, { stallMilliseconds: 1_000, backoffMilliseconds: [1] }) }).run(entryId);
    expect(hub.downloads.filter(isUnet)[1]?.range).toBe(`bytes=${half}-`);
  });

  it('without a connection says so, keeps what is there and goes on later', async () => {
    const { installs, hub } = await open();
    hub.mischief = (request) => {
      if (!isUnet(request)) return undefined;
      return request.range === undefined ? { dropAfter: 400_000 } : { status: 503 };
    };
    await expect(installs.run(entryId)).rejects.toMatchObject({
      code: 'offline',
      message: expect.stringMatching(/is kept/),
    });
    expect(await installs.list()).toMatchObject([{ state: 'paused', error: { code: 'offline' } }]);
    hub.mischief = () => undefined;
    await installs.run(entryId);
    expect(hub.downloads.filter(isUnet).at(-1)?.range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('says at once that nobody answers, when the catalogue is asked what an install would take', async () => {
    const { installs, hub } = await open();
    await hub.close();
    await expect(installs.plan(entryId)).rejects.toMatchObject({ code: 'offline' });
  });
});

describe('a server that is not to be trusted', () => {
  it('with other bytes than the list says is asked once more, then given up; nothing of it is kept', async () => {
    const { installs, hub, packs, base } = await open();
    const bytes = readFileSync(join(base, unet));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    hub.mischief = (request) => (isUnet(request) ? { body: bytes } : undefined);
    await expect(installs.run(entryId)).rejects.toMatchObject({ code: 'download-damaged' });
    expect(hub.downloads.filter(isUnet)).toHaveLength(2);
    expect(filesBelow(packs).some((path) => path.endsWith(`${unet}`) || path.endsWith(`${unet}.part`))).toBe(false);
    expect(await installs.list()).toMatchObject([{ state: 'failed', error: { code: 'download-damaged' } }]);
    hub.mischief = () => undefined;
    await installs.run(entryId);
  });

  it('lying about a small file is noticed too', async () => {
    const { installs, hub } = await open();
    hub.list = (path, entry) => (path === 'unet/config.json' ? { ...entry, oid: 'ab'.repeat(20) } : entry);
    await expect(installs.run(entryId)).rejects.toMatchObject({ code: 'download-damaged' });
  });

  it('that sends without end fills no disk', async () => {
    const { installs, hub, base } = await open();
    const size = statSync(join(base, unet)).size;
    hub.mischief = (request) =>
      isUnet(request)
        ? { body: Buffer.alloc(size + 5_000_000), headers: { 'content-length': String(size + 5_000_000) } }
        : undefined;
    await expect(installs.run(entryId)).rejects.toMatchObject({ code: 'download-damaged' });
  });

  it('changing a file in between gives the new one, whole', async () => {
    const opened = await open();
    const { installs, hub, base, packs } = opened;
    const begun = halfOfUnet(opened);
    const running = installs.run(entryId).catch(() => undefined);
    await begun;
    await installs.pause(entryId);
    await running;
    hub.mischief = () => undefined;
    const bytes = readFileSync(join(base, unet));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(join(base, unet), bytes);
    await installs.run(entryId);
    expect(readFileSync(join(packs, entryId, unet)).equals(bytes)).toBe(true);
  });

  it('is followed to no other place than https, and to none on this machine that was not chosen', async () => {
    const { installs, hub, again } = await open();
    for (const redirectTo of [
      'file:///etc/passwd',
      'http://example.org/x',
      'ftp://example.org/x',
      'http://a:b@127.0.0.1/',
    ]) {
      hub.mischief = (request) => (isUnet(request) ? { redirectTo } : undefined);
      await expect(installs.run(entryId), redirectTo).rejects.toMatchObject({ code: 'forbidden' });
    }
    hub.mischief = (request) => (isUnet(request) ? { redirectTo: request.path } : undefined);
    await expect(installs.run(entryId)).rejects.toMatchObject({ code: 'download-refused' });
    // A redirect within the server is fine, as the Hub's own to its store.
    let first = true;
    hub.mischief = (request) => {
      if (!isUnet(request) || !first) return undefined;
      first = false;
      return { redirectTo: `${request.path}?from=store` };
    };
    await again().run(entryId);
    for (const address of ['http://example.org', 'file:///tmp', 'ftp://x', 'no address', 'https://a:b@example.org']) {
      expect(() => hubAt(address), address).toThrow(/cannot be a server of models/);
    }
  });

  it('that wants a sign-in, or has the model no more, is not asked again and again', async () => {
    const { installs, hub } = await open();
    for (const [status, words] of [
      [401, /signed in/],
      [404, /withdrew/],
    ] as const) {
      hub.mischief = () => ({ status });
      const before = hub.requests.length;
      await expect(installs.run(entryId)).rejects.toMatchObject({
        code: 'download-refused',
        message: expect.stringMatching(words),
      });
      expect(hub.requests.length).toBe(before + 1);
    }
    hub.mischief = () => undefined;
    hub.list = (path, entry) => (path === unet ? { ...entry, path: '../../../evil.safetensors' } : entry);
    await expect(installs.run(entryId)).rejects.toMatchObject({
      code: 'download-refused',
      message: expect.stringMatching(/does not have the file/),
    });
  });
});

describe('an install', () => {
  it('started twice at once runs once, and another process is told to wait', async () => {
    const opened = await open();
    const { installs, hub, again } = opened;
    const begun = halfOfUnet(opened);
    const both = [installs.run(entryId), installs.run(entryId)].map((run) => run.catch((error: unknown) => error));
    await begun;
    // A second manager stands for a second process: the claim is on the file.
    const other = again();
    await expect(other.run(entryId)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/Another Stillmotion/),
    });
    await expect(other.cancel(entryId)).rejects.toMatchObject({ code: 'conflict' });
    expect(hub.downloads.filter(isUnet)).toHaveLength(1);
    await installs.cancel(entryId);
    await Promise.all(both);
  });

  it('cancelled leaves nothing, while it loads, while it is checked, and when it is paused', async () => {
    const opened = await open();
    const { installs, hub, packs, until } = opened;
    const begun = halfOfUnet(opened);
    const loading = installs.run(entryId).catch((error: unknown) => error);
    await begun;
    await installs.cancel(entryId);
    expect(await loading).toMatchObject({ code: 'cancelled' });
    nothingLeft(packs);

    hub.mischief = () => undefined;
    const checking = installs.run(entryId).catch((error: unknown) => error);
    await until(({ state }) => state === 'checking');
    await installs.cancel(entryId);
    expect(await checking).toMatchObject({ code: 'cancelled' });
    expect(filesBelow(packs).filter((name) => !name.startsWith('.downloads') && name !== '.verified.json')).toEqual([]);
    nothingLeft(packs);

    const held = halfOfUnet(opened);
    const paused = installs.run(entryId).catch(() => undefined);
    await held;
    await installs.pause(entryId);
    await paused;
    await installs.cancel(entryId);
    nothingLeft(packs);
    expect(await installs.list()).toEqual([]);
  });

  it('asks for room before it downloads, and stops when the disk fills up meanwhile; what came is kept', async () => {
    let free = 10_000_000;
    const { installs, hub } = await open({ freeBytes: async () => free });
    await expect(installs.run(entryId)).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/GB are free/),
    });
    expect(hub.downloads).toEqual([]);
    free = 1e12;
    const isEncoder = ({ path }: HubRequest): boolean => path.endsWith('text_encoder/model.safetensors');
    hub.mischief = (request) => {
      // Somebody else fills the disk while the first large file comes.
      if (isEncoder(request)) free = 1_000_000;
      return undefined;
    };
    await expect(installs.run(entryId)).rejects.toMatchObject({ code: 'disk-full' });
    expect(hub.downloads.some(isUnet)).toBe(false);
    expect(await installs.list()).toMatchObject([{ state: 'paused', error: { code: 'disk-full' } }]);
    hub.mischief = () => undefined;
    free = 1e12;
    await installs.run(entryId);
    expect(hub.downloads.filter(isEncoder)).toHaveLength(1);
  });

  it('that was killed between its last two steps is over: the pack is there, its downloads go', async () => {
    const opened = await open();
    const { installs, packs, hub } = opened;
    const begun = halfOfUnet(opened);
    const running = installs.run(entryId).catch(() => undefined);
    await begun;
    await installs.pause(entryId);
    await running;
    const folder = join(packs, '.downloads', entryId);
    const kept = join(packs, 'kept');
    cpSync(folder, kept, { recursive: true });
    hub.mischief = () => undefined;
    await installs.run(entryId);
    renameSync(kept, folder);
    expect(await installs.list()).toEqual([]);
    nothingLeft(packs);
    expect(existsSync(join(packs, entryId, 'pack.json'))).toBe(true);
  });

  it('with a damaged record, or parts longer than the file, starts in good order', async () => {
    const opened = await open();
    const { installs, hub, packs } = opened;
    const begun = halfOfUnet(opened);
    const running = installs.run(entryId).catch(() => undefined);
    await begun;
    await installs.pause(entryId);
    await running;
    hub.mischief = () => undefined;
    const folder = join(packs, '.downloads', entryId);
    writeFileSync(join(folder, 'install.json'), '{"entryId":');
    const part = filesBelow(folder).find((path) => path.endsWith('.part'));
    truncateSync(join(folder, part ?? ''), 90_000_000);
    expect(await installs.list()).toEqual([]);
    await installs.run(entryId);
    nothingLeft(packs);
  });
});
