import { spawn } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { StudioEvent } from '../../electron/contract/events.ts';
import { createStudio, type Studio } from '../../electron/studio/index.ts';
import type { ModelHub } from '../support/model-hub.ts';
import { openTestStudio } from '../support/open-studio.ts';
import { publishedCatalogue } from '../support/published-catalogue.ts';
import { publishedFolders } from '../support/published-folders.ts';
import { call } from '../support/real-studio.ts';
import { untilCancelled } from '../support/scripted-engine.ts';
import { temporaryFolder, writePack } from '../support/studio-fixtures.ts';

const program = resolve(import.meta.dirname, '../../electron/hosts/cli/main.ts');
const entryId = 'stable-diffusion-1.5';
const unet = 'unet/diffusion_pytorch_model.safetensors';

async function published(): Promise<ModelHub> {
  const { hub } = await publishedCatalogue(temporaryFolder());
  onTestFinished(() => hub.close());
  return hub;
}

async function openAt(home: string, hub: ModelHub): Promise<{ studio: Studio; events: StudioEvent[] }> {
  const studio = await createStudio({ home, device: 'cpu', modelsUrl: hub.url });
  onTestFinished(() => studio.close());
  const events: StudioEvent[] = [];
  studio.subscribe(null, ({ event }) => events.push(event));
  return { studio, events };
}

/** Resolves when an install is over: installed, or cancelled. */
async function over(studio: Studio): Promise<void> {
  await new Promise<void>((done) => {
    const stop = studio.subscribe(null, ({ event }) => {
      if (event.type !== 'install.changed' || event.install !== null) return;
      stop();
      done();
    });
  });
}

describe('a model installed from the catalogue', () => {
  it('draws a picture at once, and the interface is told all the way', async () => {
    const hub = await published();
    const { studio, events } = await openAt(join(temporaryFolder(), 'home'), hub);
    const plan = await call(studio, 'catalogue.plan', { entryId });
    expect(plan.files.map(({ path }) => path)).toContain(unet);
    expect(plan.neededBytes).toBeGreaterThan(plan.totalBytes);
    const ended = over(studio);
    await call(studio, 'installs.start', { entryId });
    await ended;
    expect(
      events.flatMap((event) => (event.type === 'install.changed' ? [event.install?.state ?? 'over'] : [])),
    ).toEqual(expect.arrayContaining(['asking', 'downloading', 'checking', 'over']));
    expect(events).toContainEqual({ type: 'packs.changed' });
    expect((await call(studio, 'installs.list', {})).installs).toEqual([]);

    const project = await call(studio, 'projects.create', { name: 'House' });
    const { jobs } = await call(studio, 'generations.start', {
      projectId: project.id,
      prompt: 'a red house',
      preset: 'draft',
      seed: 1,
      from: 't2i',
      to: 't2i',
      parentTakeId: null,
      parameters: { t2i: { size: 64, steps: 2 } },
      packs: { t2i: entryId },
    });
    await studio.idle();
    const { takes, jobs: ended2 } = await call(studio, 'projects.get', { projectId: project.id });
    expect(ended2.find(({ id }) => id === jobs[0]?.id)).toMatchObject({ state: 'done', error: null });
    expect(takes).toMatchObject([{ packId: entryId, width: 64, height: 64 }]);
    expect((await call(studio, 'packs.use', {})).use).toContainEqual({
      packId: entryId,
      takes: 1,
      projects: 1,
      jobs: 0,
    });

    await call(studio, 'packs.remove', { packId: entryId });
    expect((await call(studio, 'packs.list', {})).packs.some(({ id }) => id === entryId)).toBe(false);
    // The take is what a person made: it stays.
    expect((await call(studio, 'projects.get', { projectId: project.id })).takes).toHaveLength(1);
  });

  it('opens no connection that the person did not ask for, not even for an install left half done', async () => {
    const hub = await published();
    const home = join(temporaryFolder(), 'home');
    const first = await openAt(home, hub);
    hub.mischief = ({ path }) => (path.endsWith(unet) ? { stallAfter: 1_000 } : undefined);
    await call(first.studio, 'installs.start', { entryId });
    await vi.waitFor(() => expect(hub.downloads.some(({ path }) => path.endsWith(unet))).toBe(true), 20_000);
    await first.studio.close();

    let sockets = 0;
    const count = (): void => {
      sockets += 1;
    };
    subscribe('net.client.socket', count);
    onTestFinished(() => void unsubscribe('net.client.socket', count));
    const asked = hub.requests.length;
    const { studio } = await openAt(home, hub);
    for (const name of [
      'packs.list',
      'packs.use',
      'catalogue.list',
      'installs.list',
      'system.info',
      'jobs.list',
    ] as const) {
      await call(studio, name, {});
    }
    await call(studio, 'packs.verify', { packId: 'starter-smooth' });
    expect((await call(studio, 'installs.list', {})).installs).toMatchObject([{ entryId, state: 'paused' }]);
    await studio.close();
    expect({ sockets, requests: hub.requests.length - asked }).toEqual({ sockets: 0, requests: 0 });
  });
});

describe('stillmotion packs install', () => {
  const cli = (home: string, hub: ModelHub, ...args: string[]) =>
    spawn(process.execPath, [program, 'packs', ...args, '--home', home, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, STILLMOTION_MODELS_URL: hub.url },
    });
  const run = async (...args: Parameters<typeof cli>): Promise<{ status: number; last: Record<string, unknown> }> => {
    const child = cli(...args);
    const ended = once(child, 'close');
    let last = '{}';
    for await (const line of createInterface(child.stdout)) last = line;
    const [status] = (await ended) as [number];
    return { status, last: JSON.parse(last) as Record<string, unknown> };
  };

  it('killed in the middle goes on from there, while a window has the home open', async () => {
    const hub = await published();
    const home = join(temporaryFolder(), 'home');
    const { studio } = await openAt(home, hub);
    expect((await run(home, hub, 'catalogue')).last).toMatchObject({ ok: true, installs: [] });
    expect(hub.requests).toEqual([]);

    const sent = 200_000;
    hub.mischief = ({ path }) => (path.endsWith(unet) ? { stallAfter: sent } : undefined);
    const killed = cli(home, hub, 'install', entryId);
    const ended = once(killed, 'exit');
    const part = (): string | undefined =>
      readdirSync(join(home, 'packs/.downloads'), { recursive: true })
        .map(String)
        .find((name) => name.endsWith('.part'));
    await vi.waitFor(() => expect(lstatSync(join(home, 'packs/.downloads', part() ?? 'none')).size).toBe(sent), {
      timeout: 30_000,
      interval: 20,
    });
    killed.kill('SIGKILL');
    await ended;
    expect((await call(studio, 'installs.list', {})).installs).toMatchObject([{ entryId, state: 'paused' }]);

    hub.mischief = () => undefined;
    const asked = hub.requests.length;
    const { status, last } = await run(home, hub, 'install', entryId);
    expect({ status, last }).toMatchObject({ status: 0, last: { ok: true, pack: { id: entryId } } });
    expect(hub.requests.slice(asked).filter(({ path }) => path.endsWith(unet))).toMatchObject([
      { range: `bytes=${sent}-` },
    ]);
    expect((await call(studio, 'packs.list', {})).packs.map(({ id }) => id)).toContain(entryId);
    expect(existsSync(join(home, 'packs/.downloads', entryId))).toBe(false);
  });

  it('pauses at Ctrl-C and says that it did', async () => {
    const hub = await published();
    const home = join(temporaryFolder(), 'home');
    hub.mischief = ({ path }) => (path.endsWith(unet) ? { stallAfter: 100_000 } : undefined);
    const child = cli(home, hub, 'install', entryId);
    const ended = once(child, 'close');
    let last = '{}';
    const reading = (async () => {
      for await (const line of createInterface(child.stdout)) last = line;
    })();
    await vi.waitFor(() => expect(hub.downloads.some(({ path }) => path.endsWith(unet))).toBe(true), 30_000);
    child.kill('SIGINT');
    const [status] = (await ended) as [number];
    await reading;
    expect(status).toBe(130);
    expect(JSON.parse(last)).toMatchObject({
      ok: false,
      error: { code: 'cancelled', message: expect.stringMatching(/^Paused/) },
    });
    expect((await run(home, hub, 'catalogue')).last).toMatchObject({ installs: [{ entryId, state: 'paused' }] });
  });

  it('says what is wrong with a name or a mirror, and with --plan what it would download, on a home that is not there yet', async () => {
    const hub = await published();
    const home = join(temporaryFolder(), 'home');
    expect((await run(home, hub, 'install', 'nonsense')).last).toMatchObject({ error: { code: 'not-found' } });
    const elsewhere = await run(home, hub, 'install', entryId, '--mirror', 'http://example.org');
    expect(elsewhere).toMatchObject({ status: 2, last: { error: { code: 'invalid-input' } } });
    const plan = await run(home, hub, 'install', entryId, '--plan');
    expect(plan.last).toMatchObject({ ok: true, plan: { entryId, presentBytes: 0 } });
    expect(hub.downloads).toEqual([]);
  });
});

describe('removing a model', () => {
  it('is refused while a job needs it, and for those that ship with the studio', async () => {
    const { studio, home, compute, call: ask } = await openTestStudio();
    const packs = join(home, 'packs');
    writePack(packs, { id: 'my-scenes', stages: ['t2i'], method: 'latent-diffusion' });
    const started = Promise.withResolvers<void>();
    compute.before = (_, options) => {
      started.resolve();
      return untilCancelled(options);
    };
    const { id: projectId } = await ask('projects.create', { name: 'Sea' });
    const { jobs } = await ask('generations.start', {
      ...{ projectId, prompt: 'waves', preset: 'draft', seed: 1, from: 't2i', to: 't2i', parentTakeId: null },
      packs: { t2i: 'my-scenes' },
    });
    await started.promise;
    await expect(ask('packs.remove', { packId: 'my-scenes' })).rejects.toMatchObject({ code: 'conflict' });
    await ask('jobs.pause', { jobId: null });
    await expect(ask('packs.remove', { packId: 'my-scenes' })).rejects.toMatchObject({ code: 'conflict' });
    await ask('jobs.cancel', { jobId: jobs[0]?.id ?? '' });
    await studio.idle();
    await ask('packs.remove', { packId: 'my-scenes' });
    expect(readdirSync(packs)).toEqual([]);
    await expect(ask('packs.remove', { packId: 'test-scenes' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/ships with the studio/),
    });
    await expect(ask('packs.remove', { packId: '../assets' })).rejects.toMatchObject({ code: 'pack-missing' });
  });

  it('removes a damaged one, and of a link the link alone', async () => {
    const { home, call: ask } = await openTestStudio();
    const packs = join(home, 'packs');
    mkdirSync(join(packs, 'broken'));
    writeFileSync(join(packs, 'broken/pack.json'), 'no json');
    const elsewhere = temporaryFolder();
    writePack(elsewhere, { id: 'linked', stages: ['t2i'], method: 'latent-diffusion' });
    symlinkSync(join(elsewhere, 'linked'), join(packs, 'linked'));
    await ask('packs.remove', { packId: 'broken' });
    await ask('packs.remove', { packId: 'linked' });
    expect(readdirSync(packs)).toEqual([]);
    expect(existsSync(join(elsewhere, 'linked/pack.json'))).toBe(true);
  });
});

describe('importing what lies on this machine', () => {
  it('shows what it would make, then makes just that, with progress', async () => {
    const { studio, call: ask } = await openTestStudio();
    const events: StudioEvent[] = [];
    studio.subscribe(null, ({ event }) => events.push(event));
    const { base, motionAdapter } = publishedFolders(temporaryFolder());
    const plan = await ask('packs.planImport', { paths: [base, motionAdapter], name: 'Tiny video' });
    expect(plan).toMatchObject({ packId: 'tiny-video', name: 'Tiny video', stages: ['t2i', 'i2v', 'v2v'] });
    expect(plan.components.map(({ role }) => role)).toContain('motionAdapter');
    expect(plan.licence).toContain('creativeml-openrail-m');
    expect((await ask('packs.list', {})).packs.map(({ id }) => id)).not.toContain('tiny-video');
    await ask('packs.import', { paths: [base, motionAdapter], name: 'Tiny video', transferId: 'import123' });
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['transfer.progress', 'packs.changed']));
    const made = (await ask('packs.list', {})).packs.find(({ id }) => id === 'tiny-video');
    expect(made).toMatchObject({ stages: plan.stages, sizeBytes: plan.sizeBytes, health: 'ok' });
    await expect(ask('packs.planImport', { paths: [base], name: 'Tiny video' })).rejects.toMatchObject({
      code: 'conflict',
    });
    const checked = await ask('packs.verify', { packId: 'tiny-video', transferId: 'verify123' });
    expect(checked.health).toBe('ok');
  });

  it('names what is wrong with a path: none, relative, empty, a file that could run code, a link that leads out', async () => {
    const { call: ask } = await openTestStudio();
    const refused = (paths: string[], words: RegExp) =>
      expect(ask('packs.planImport', { paths })).rejects.toMatchObject({ message: expect.stringMatching(words) });
    const folder = temporaryFolder();
    await refused(['/no/such/folder'], /There is no file or folder/);
    await refused(['stable-diffusion'], /whole path/);
    await refused([folder], /holds no model that can be recognised/);
    writeFileSync(join(folder, 'model.ckpt'), 'pickle');
    await refused([folder], /can run code/);
    const { base } = publishedFolders(temporaryFolder());
    const secret = join(temporaryFolder(), 'secret.json');
    cpSync(join(base, 'unet/config.json'), secret);
    rmSync(join(base, 'unet/config.json'));
    symlinkSync(secret, join(base, 'unet/config.json'));
    await refused([base], /link that leads out/);
  });
});
