import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { BrowserWindow, MenuItemConstructorOptions } from 'electron';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Answer, type CallInput, type CallName, type CallOutput, calls } from '../../electron/contract/calls.ts';
import type { StudioEvent } from '../../electron/contract/events.ts';
import { currentLayout } from '../../electron/hosts/layout.ts';
import { ensureRenderer } from '../../electron/hosts/server/renderer-build.ts';
import { askBeforeClosing } from '../../electron/hosts/shell/life.ts';
import { createStudio } from '../../electron/studio/index.ts';
import * as electron from './stand-in.ts';

vi.mock('electron', () => import('./stand-in.ts'));

interface Bridge {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<Answer<CallOutput<N>>>;
  onEvent(listener: (event: StudioEvent) => void): () => void;
}

let folder: string;
let home: string;
let picture: string;
let bridge: Bridge;
let window: electron.BrowserWindow;
const events: StudioEvent[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shell-'));
  home = join(folder, 'home');
  picture = join(folder, 'blue bay.png');
  await sharp({ create: { width: 320, height: 240, channels: 3, background: '#48a' } })
    .png()
    .toFile(picture);
  electron.app.switches.set('home', home);
  electron.app.paths.set('userData', join(folder, 'user-data'));
  electron.app.paths.set('temp', join(folder, 'temp'));
  await ensureRenderer(currentLayout(), () => {});
  await import('../../electron/main.ts');
  await vi.waitFor(() => expect(electron.Menu.template.length).toBeGreaterThan(0), { timeout: 20_000 });
  await import('../../electron/preload.ts');
  bridge = electron.contextBridge.exposed.get('stillmotion') as Bridge;
  bridge.onEvent((event) => events.push(event));
  window = electron.BrowserWindow.all[0] as electron.BrowserWindow;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function value<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  const answer = await bridge.call(name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
  return answer.value;
}

/** A project with the picture as its reference. */
async function projectWithPicture() {
  const request = new Request('stillmotion://app/api/upload?name=bay.png', {
    method: 'POST',
    body: new Uint8Array(await readFile(picture)),
  });
  const { value: upload } = (await (await page(request)).json()) as { value: { uploadId: string } };
  const project = await value('projects.create', { name: 'Bay' });
  const take = await value('references.import', { projectId: project.id, uploadId: upload.uploadId });
  return { project, take };
}

function page(request: Request): Promise<Response> {
  const handler = electron.protocol.handlers.get('stillmotion');
  if (!handler) throw new Error('The protocol is not handled.');
  return handler(request);
}

function menuItem(id: string): MenuItemConstructorOptions {
  const items = electron.Menu.template.flatMap((menu) => (Array.isArray(menu.submenu) ? menu.submenu : []));
  const found = items.find((item) => item.id === id);
  if (!found) throw new Error(`There is no menu item ${id}.`);
  return found;
}
const click = (id: string): void => (menuItem(id).click as () => void)();

describe('the window', () => {
  it('is one, isolated and sandboxed, without Node', () => {
    expect(electron.app.isSandboxed).toBe(true);
    expect(electron.BrowserWindow.all).toHaveLength(1);
    expect(window.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
    });
    expect(basename(window.options.webPreferences?.preload ?? '')).toBe('preload.cjs');
    expect(window.webContents.getURL()).toBe('stillmotion://app/');
    expect(window.options.backgroundColor).toBe('#0F1012');
  });

  it('cannot be led away, opened twice or filled with other pages', async () => {
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
      for (const url of [
        'https://evil.example/',
        'file:///etc/passwd',
        'stillmotion://apple/',
        'javascript:alert(1)',
      ]) {
        const event = new electron.PreventableEvent(url);
        window.webContents.emit(name, event);
        expect(event.defaultPrevented, `${name} ${url}`).toBe(true);
      }
    }
    const inside = new electron.PreventableEvent('stillmotion://app/studio/1');
    window.webContents.emit('will-navigate', inside);
    expect(inside.defaultPrevented).toBe(false);
    const webview = new electron.PreventableEvent();
    window.webContents.emit('will-attach-webview', webview);
    expect(webview.defaultPrevented).toBe(true);
  });

  it('opens https links in the browser, after asking, and nothing else', async () => {
    const { dialog, shell } = electron;
    const open = (url: string) => window.webContents.openHandler?.({ url });
    dialog.nextResponse = 1;
    expect(open('https://example.org/')).toEqual({ action: 'deny' });
    await vi.waitFor(() => expect(dialog.questions).toHaveLength(1));
    dialog.nextResponse = 0;
    for (const url of ['http://example.org/', 'file:///etc/passwd', 'smb://server/share', 'not a url']) {
      expect(open(url)).toEqual({ action: 'deny' });
    }
    open('https://example.org/licence');
    await vi.waitFor(() => expect(shell.opened).toEqual(['https://example.org/licence']));
    expect(dialog.questions).toHaveLength(2);
  });

  it('gets no permission but full screen', () => {
    const { request, check, device } = electron.session.defaultSession;
    const granted: string[] = [];
    for (const permission of ['fullscreen', 'media', 'geolocation', 'notifications', 'openExternal', 'hid']) {
      request?.(window.webContents, permission, (is) => is && granted.push(permission));
      if (permission !== 'fullscreen') expect(check?.(null, permission, 'stillmotion://app')).toBe(false);
    }
    expect(granted).toEqual(['fullscreen']);
    expect(check?.(null, 'fullscreen', 'https://evil.example')).toBe(false);
    expect(device?.()).toBe(false);
  });

  it('reaches nothing outside the app', () => {
    const reached: string[] = [];
    for (const url of [
      'stillmotion://app/media/x',
      'blob:stillmotion://app/1',
      'data:image/png;base64,',
      'https://example.org/',
      'http://127.0.0.1:80/',
      'file:///etc/passwd',
      'blob:https://example.org/1',
      'ws://127.0.0.1/',
    ]) {
      electron.session.defaultSession.webRequest.filter?.({ url }, ({ cancel }) => !cancel && reached.push(url));
    }
    expect(reached).toEqual(['stillmotion://app/media/x', 'blob:stillmotion://app/1', 'data:image/png;base64,']);
  });

  it('is loaded again once when its page dies', () => {
    const gone = (reason: string) => window.webContents.emit('render-process-gone', {}, { reason });
    gone('clean-exit');
    expect(window.webContents.reloads).toBe(0);
    gone('crashed');
    gone('oom');
    expect(window.webContents.reloads).toBe(1);
    expect(electron.dialog.errors.at(-1)?.content).toContain('Your work is safe');
  });
});

describe('the protocol', () => {
  it('is a secure origin of its own', () => {
    expect(electron.protocol.schemes).toEqual([
      { scheme: 'stillmotion', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
    ]);
  });

  it('serves the page under its strict policy', async () => {
    const response = await page(new Request('stillmotion://app/'));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).toContain('<div id="root">');
  });

  it('serves media with ranges, and nothing that is no media', async () => {
    const { take } = await projectWithPicture();
    const address = `stillmotion://app/media/${take.master}`;
    const whole = new Uint8Array(await (await page(new Request(address))).arrayBuffer());
    const part = await page(new Request(address, { headers: { range: 'bytes=1-7' } }));
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 1-7/${whole.length}`);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.subarray(1, 8));
    for (const path of ['media/../library.db', 'media/asset/..%2f..%2flibrary.db', '..%2flibrary.db', 'library.db']) {
      expect((await page(new Request(`stillmotion://app/${path}`))).status, path).toBe(404);
    }
    expect((await page(new Request('stillmotion://other/'))).status).toBe(404);
  });
});

describe('the bridge', () => {
  it('is two functions', () => {
    expect(Object.keys(bridge).sort()).toEqual(['call', 'onEvent']);
    expect([...electron.contextBridge.exposed.keys()]).toEqual(['stillmotion']);
  });

  it('answers every call of the contract', async () => {
    const { project, take } = await projectWithPicture();
    const id = 'nosuchthing1';
    const generation = {
      projectId: project.id,
      prompt: '',
      preset: 'draft',
      seed: 1,
      from: 'i2v',
      to: 'i2v',
      parentTakeId: id,
    } as const;
    const inputs: { readonly [N in CallName]: CallInput<N> } = {
      'projects.list': {},
      'projects.create': {},
      'projects.get': { projectId: project.id },
      'projects.update': { projectId: project.id, favourite: true },
      'projects.tags': {},
      'projects.duplicate': { projectId: project.id },
      'projects.delete': { projectId: id },
      'projects.restore': { projectId: id },
      'projects.emptyBin': {},
      'projects.export': { projectId: id, transferId: id },
      'projects.import': { uploadId: id, transferId: id },
      'transfers.cancel': { transferId: id },
      'recipes.read': { uploadId: id },
      'takes.update': { takeId: id, starred: true },
      'takes.delete': { takeId: id },
      'takes.restore': { takeId: id },
      'references.import': { projectId: project.id, uploadId: id },
      'references.saveEdit': {
        takeId: take.id,
        uploadId: id,
        recipe: {
          format: 2,
          picture: 'a'.repeat(64),
          layers: [],
          crop: null,
          rotateDegrees: 0,
          flipHorizontal: false,
          flipVertical: false,
          exposure: 0,
          contrast: 0,
          saturation: 0,
          temperature: 0,
          strokes: [],
        },
      },
      'references.readEdit': { takeId: take.id },
      'references.addPicture': { uploadId: id },
      'presets.list': {},
      'presets.add': { name: 'Calm', settings: { sizes: 'draft', packs: {}, parameters: {} } },
      'presets.update': { presetId: id, name: 'Calmer' },
      'presets.delete': { presetId: id },
      'presets.export': { presetId: id },
      'presets.import': { uploadId: id },
      'generations.plan': generation,
      'generations.start': generation,
      'jobs.list': {},
      'jobs.cancel': { jobId: id },
      'jobs.cancelSweep': { sweepId: id },
      'jobs.pause': { jobId: id },
      'jobs.resume': { jobId: id },
      'jobs.retry': { jobId: id },
      'jobs.move': { jobId: id, beforeJobId: null },
      'jobs.clearFinished': {},
      'exports.start': { takeId: id, format: 'mp4' },
      'exports.list': {},
      'exports.cancel': { exportId: id },
      'exports.clearFinished': {},
      'exports.frame': { takeId: id, frame: 0, format: 'png' },
      'exports.run': { takeId: id, format: 'mp4' },
      'exports.estimate': { takeId: id, format: 'mp4' },
      'votes.list': {},
      'votes.add': {
        firstTakeId: take.id,
        secondTakeId: id,
        firstOnLeft: true,
        answers: { quality: 'same', consistency: 'same', structure: 'same' },
      },
      'votes.remove': { voteId: id },
      'packs.list': {},
      'packs.verify': { packId: 'none' },
      'packs.use': {},
      'packs.remove': { packId: 'none' },
      'packs.planImport': { paths: ['/no/such/folder'] },
      'packs.import': { paths: ['/no/such/folder'], transferId: id },
      'catalogue.list': {},
      // Unknown names: nothing is asked of any server.
      'catalogue.plan': { entryId: 'no-such-model' },
      'installs.list': {},
      'installs.start': { entryId: 'no-such-model' },
      'installs.pause': { entryId: 'no-such-model' },
      'installs.cancel': { entryId: 'no-such-model' },
      'settings.get': {},
      'settings.update': { theme: 'dark' },
      'system.info': {},
      'packs.parameters': { packId: 'starter-motion', stage: 'i2v' },
      'host.info': {},
      'host.choosePaths': { kind: 'folder' },
      'host.startDrag': { media: `asset/${'ab'.repeat(32)}`, fileName: 'x.mp4' },
      'host.saveAs': { media: `asset/${'ab'.repeat(32)}`, fileName: 'x.mp4' },
      'host.revealInFolder': { path: '/etc/passwd' },
    };
    for (const name of Object.keys(calls) as CallName[]) {
      const answer = await bridge.call(name, inputs[name]);
      if (!answer.ok) expect(answer.error.code, `${name}: ${answer.error.message}`).not.toBe('internal');
    }
    expect(await value('host.info', {})).toEqual({
      kind: 'electron',
      canDragOut: true,
      canSaveAs: true,
      canChoosePaths: true,
      canReveal: true,
    });
  });

  it('hears only the page itself', async () => {
    const handler = electron.ipcMain.handlers.get('stillmotion:call');
    const { webContents } = window;
    const own = webContents.mainFrame;
    const foreign = [
      { sender: webContents, senderFrame: null },
      { sender: webContents, senderFrame: { url: 'https://evil.example/', parent: null } },
      { sender: webContents, senderFrame: { url: 'stillmotion://app.evil/', parent: null } },
      { sender: webContents, senderFrame: { url: 'stillmotion://app/', parent: own } },
      { sender: { id: webContents.id + 1 }, senderFrame: own },
    ];
    for (const event of foreign) {
      expect(await handler?.(event, 'projects.list', {})).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    }
  });

  it('parses what it hears', async () => {
    const call = bridge.call as (name: unknown, input: unknown) => Promise<unknown>;
    for (const name of ['__proto__', 'toString', null, { evil: true }]) {
      expect(await call(name, {})).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    }
    expect(await call('projects.get', { projectId: 7 })).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });

  it('carries events to the page', async () => {
    const { id } = await value('projects.create', { name: 'Seen' });
    await vi.waitFor(() => expect(events).toContainEqual({ type: 'projects.changed', projectId: id }));
  });
});

describe('files', () => {
  it('opened from outside become uploads of the page', async () => {
    const opened = () => events.filter((event) => event.type === 'file.opened');
    const event = new electron.PreventableEvent();
    electron.app.emit('open-file', event, picture);
    expect(event.defaultPrevented).toBe(true);
    await vi.waitFor(() => expect(opened()).toHaveLength(1));

    electron.app.emit('second-instance', {}, ['/opt/stillmotion', '--flag', picture, 'notes.txt']);
    await vi.waitFor(() => expect(opened()).toHaveLength(2));
    expect(window.focused).toBe(1);

    electron.dialog.nextOpenPaths = [picture];
    click('open-file');
    await vi.waitFor(() => expect(opened()).toHaveLength(3));
    expect(opened()[2]).toMatchObject({
      fileName: 'blue bay.png',
      uploadId: expect.stringMatching(/^[a-z0-9]{8,40}$/),
    });
  });

  it('that cannot be read are named in a dialog', async () => {
    const before = electron.dialog.errors.length;
    electron.app.emit('open-file', new electron.PreventableEvent(), join(folder, 'gone.png'));
    await vi.waitFor(() => expect(electron.dialog.errors).toHaveLength(before + 1));
    expect(electron.dialog.errors.at(-1)?.content).toContain('gone.png');
  });

  it('opened while the page loads wait for it', async () => {
    const opened = events.filter((event) => event.type === 'file.opened').length;
    window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    electron.app.emit('open-file', new electron.PreventableEvent(), picture);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(events.filter((event) => event.type === 'file.opened')).toHaveLength(opened);
    electron.ipcRenderer.send('stillmotion:listening');
    expect(events.filter((event) => event.type === 'file.opened')).toHaveLength(opened + 1);
  });

  it('are saved where the person says, or not at all', async () => {
    const { take } = await projectWithPicture();
    electron.dialog.nextSavePath = '';
    expect(await value('host.saveAs', { media: take.master, fileName: 'a.png' })).toEqual({ savedTo: null });
    electron.dialog.nextSavePath = join(folder, 'saved.png');
    expect(await value('host.saveAs', { media: take.master, fileName: 'a.png' })).toEqual({
      savedTo: join(folder, 'saved.png'),
    });
    expect((await stat(join(folder, 'saved.png'))).size).toBeGreaterThan(0);
  });

  it('and folders of models are chosen in a dialog of the system', async () => {
    electron.dialog.nextOpenPaths = [folder];
    expect(await value('host.choosePaths', { kind: 'folder' })).toEqual({ paths: [folder] });
    expect(electron.dialog.lastOpenOptions?.properties).toContain('openDirectory');
    electron.dialog.nextOpenPaths = [];
    expect(await value('host.choosePaths', { kind: 'files' })).toEqual({ paths: [] });
    expect(electron.dialog.lastOpenOptions?.properties).toContain('openFile');
  });

  it('are shown in their folder once saved, and no other file ever is', async () => {
    const { take } = await projectWithPicture();
    const path = join(folder, 'shown.png');
    expect(await bridge.call('host.revealInFolder', { path })).toMatchObject({ error: { code: 'forbidden' } });
    electron.dialog.nextSavePath = path;
    await value('host.saveAs', { media: take.master, fileName: 'a.png' });
    await value('host.revealInFolder', { path });
    expect(electron.shell.shown).toEqual([path]);
    expect(await bridge.call('host.revealInFolder', { path: `${path}/../a` })).toMatchObject({
      error: { code: 'forbidden' },
    });
    await rm(path);
    expect(await bridge.call('host.revealInFolder', { path })).toMatchObject({ error: { code: 'not-found' } });
    expect(electron.shell.shown).toHaveLength(1);
  });

  it('are dragged out under a name people know, never a path of the page’s choice', async () => {
    const { take } = await projectWithPicture();
    await value('host.startDrag', { media: take.master, fileName: '../../evil\\Bay.png' });
    const drag = window.webContents.drags.at(-1);
    expect(basename(drag?.file ?? '')).toBe('Bay.png');
    expect(drag?.file.startsWith(join(folder, 'temp'))).toBe(true);
    expect((await stat(drag?.file ?? '')).isFile()).toBe(true);
    expect((await stat(drag?.icon ?? '')).isFile()).toBe(true);
  });
});

describe('the menu', () => {
  it('sends its commands to the page', async () => {
    for (const command of ['new-project', 'export', 'settings', 'shortcuts'] as const) {
      click(command);
      await vi.waitFor(() => expect(events.at(-1)).toEqual({ type: 'menu.command', command }));
    }
  });
});

describe('closing while a file is exported', () => {
  it('says that it is given up, and closes when told to (would catch an export lost in silence)', async () => {
    const other = new electron.BrowserWindow({});
    electron.BrowserWindow.all.pop(); // the app is not to know of it
    askBeforeClosing(other as unknown as BrowserWindow, { busy: false, exporting: true });
    electron.dialog.nextResponse = 1;
    const asked = electron.dialog.questions.length;
    other.close();
    await vi.waitFor(() => expect(electron.dialog.questions).toHaveLength(asked + 1));
    expect(electron.dialog.questions.at(-1)).toMatchObject({
      message: expect.stringContaining('being exported'),
      detail: expect.stringContaining('given up'),
    });
    expect(other.isGone).toBe(false);
  });
});

/** The last test: it ends the app. */
describe('closing with a job running', () => {
  it('asks once, keeps the job, and the job goes on at the next start', async () => {
    const { project, take } = await projectWithPicture();
    const { jobs } = await value('generations.start', {
      projectId: project.id,
      prompt: 'slow zoom in',
      preset: 'paper',
      seed: 1,
      from: 'i2v',
      to: 'vfi',
      parentTakeId: take.id,
    });
    const jobId = jobs[0]?.id ?? '';
    await vi.waitFor(() => expect(events.some((event) => event.type === 'job.progress')).toBe(true), {
      timeout: 60_000,
    });

    const asked = electron.dialog.questions.length;
    electron.dialog.nextResponse = 1;
    window.close();
    await vi.waitFor(() => expect(electron.dialog.questions).toHaveLength(asked + 1));
    expect(electron.dialog.questions.at(-1)?.detail).toContain('goes on when you open');
    expect(window.isGone).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));

    electron.dialog.nextResponse = 0;
    window.close();
    await electron.app.ended.promise;
    expect(window.isGone).toBe(true);
    expect(electron.ipcMain.handlers.size).toBe(0);

    const studio = await createStudio({ home });
    const found = (await studio.handlers['jobs.list']({})).jobs.find((job) => job.id === jobId);
    expect(found && ['waiting', 'running']).toContain(found?.state);
    await studio.handlers['jobs.cancel']({ jobId });
    await studio.close();
    const state = JSON.parse(await readFile(join(folder, 'user-data', 'window.json'), 'utf8'));
    expect(state).toMatchObject({ width: 1200, height: 800 });
  });
});
