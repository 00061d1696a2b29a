import { basename } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { click, runningApp } from './running-app.ts';
import * as electron from './stand-in.ts';

vi.mock('electron', () => import('./stand-in.ts'));

const app = runningApp();

describe('the window', () => {
  it('is one, isolated and sandboxed, without Node', () => {
    expect(electron.app.isSandboxed).toBe(true);
    expect(electron.BrowserWindow.all).toHaveLength(1);
    expect(app.window.options.webPreferences).toMatchObject({
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
    expect(basename(app.window.options.webPreferences?.preload ?? '')).toBe('preload.cjs');
    expect(app.window.webContents.getURL()).toBe('stillmotion://app/');
    expect(app.window.options.backgroundColor).toBe('#0F1012');
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
        app.window.webContents.emit(name, event);
        expect(event.defaultPrevented, `${name} ${url}`).toBe(true);
      }
    }
    const inside = new electron.PreventableEvent('stillmotion://app/studio/1');
    app.window.webContents.emit('will-navigate', inside);
    expect(inside.defaultPrevented).toBe(false);
    const webview = new electron.PreventableEvent();
    app.window.webContents.emit('will-attach-webview', webview);
    expect(webview.defaultPrevented).toBe(true);
  });

  it('opens https links in the browser, after asking, and nothing else', async () => {
    const { dialog, shell } = electron;
    const open = (url: string) => app.window.webContents.openHandler?.({ url });
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
      request?.(app.window.webContents, permission, (is) => is && granted.push(permission));
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
    const gone = (reason: string) => app.window.webContents.emit('render-process-gone', {}, { reason });
    gone('clean-exit');
    expect(app.window.webContents.reloads).toBe(0);
    gone('crashed');
    gone('oom');
    expect(app.window.webContents.reloads).toBe(1);
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
    const response = await app.page(new Request('stillmotion://app/'));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).toContain('<div id="root">');
  });

  it('serves media with ranges, and nothing that is no media', async () => {
    const { take } = await app.projectWithPicture();
    const address = `stillmotion://app/media/${take.master}`;
    const whole = new Uint8Array(await (await app.page(new Request(address))).arrayBuffer());
    const part = await app.page(new Request(address, { headers: { range: 'bytes=1-7' } }));
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 1-7/${whole.length}`);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.subarray(1, 8));
    for (const path of ['media/../library.db', 'media/asset/..%2f..%2flibrary.db', '..%2flibrary.db', 'library.db']) {
      expect((await app.page(new Request(`stillmotion://app/${path}`))).status, path).toBe(404);
    }
    expect((await app.page(new Request('stillmotion://other/'))).status).toBe(404);
  });
});

describe('the menu', () => {
  it('sends its commands to the page', async () => {
    for (const command of ['new-project', 'export', 'settings', 'shortcuts'] as const) {
      click(command);
      await vi.waitFor(() => expect(app.events.at(-1)).toEqual({ type: 'menu.command', command }));
    }
  });
});
