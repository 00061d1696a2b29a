import { rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { click, runningApp } from './running-app.ts';
import * as electron from './stand-in.ts';

vi.mock('electron', () => import('./stand-in.ts'));

const app = runningApp();

describe('files', () => {
  it('opened from outside become uploads of the page', async () => {
    const opened = () => app.events.filter((event) => event.type === 'file.opened');
    const event = new electron.PreventableEvent();
    electron.app.emit('open-file', event, app.picture);
    expect(event.defaultPrevented).toBe(true);
    await vi.waitFor(() => expect(opened()).toHaveLength(1));

    electron.app.emit('second-instance', {}, ['/opt/stillmotion', '--flag', app.picture, 'notes.txt']);
    await vi.waitFor(() => expect(opened()).toHaveLength(2));
    expect(app.window.focused).toBe(1);

    electron.dialog.nextOpenPaths = [app.picture];
    click('open-file');
    await vi.waitFor(() => expect(opened()).toHaveLength(3));
    expect(opened()[2]).toMatchObject({
      fileName: 'blue bay.png',
      uploadId: expect.stringMatching(/^[a-z0-9]{8,40}$/),
    });
  });

  it('that cannot be read are named in a dialog', async () => {
    const before = electron.dialog.errors.length;
    electron.app.emit('open-file', new electron.PreventableEvent(), join(app.folder, 'gone.png'));
    await vi.waitFor(() => expect(electron.dialog.errors).toHaveLength(before + 1));
    expect(electron.dialog.errors.at(-1)?.content).toContain('gone.png');
  });

  it('opened while the page loads wait for it', async () => {
    const opened = app.events.filter((event) => event.type === 'file.opened').length;
    app.window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    electron.app.emit('open-file', new electron.PreventableEvent(), app.picture);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(app.events.filter((event) => event.type === 'file.opened')).toHaveLength(opened);
    electron.ipcRenderer.send('stillmotion:listening');
    expect(app.events.filter((event) => event.type === 'file.opened')).toHaveLength(opened + 1);
  });

  it('are saved where the person says, or not at all', async () => {
    const { take } = await app.projectWithPicture();
    electron.dialog.nextSavePath = '';
    expect(await app.value('host.saveAs', { media: take.master, fileName: 'a.png' })).toEqual({ savedTo: null });
    electron.dialog.nextSavePath = join(app.folder, 'saved.png');
    expect(await app.value('host.saveAs', { media: take.master, fileName: 'a.png' })).toEqual({
      savedTo: join(app.folder, 'saved.png'),
    });
    expect((await stat(join(app.folder, 'saved.png'))).size).toBeGreaterThan(0);
  });

  it('and folders of models are chosen in a dialog of the system', async () => {
    electron.dialog.nextOpenPaths = [app.folder];
    expect(await app.value('host.choosePaths', { kind: 'folder' })).toEqual({ paths: [app.folder] });
    expect(electron.dialog.lastOpenOptions?.properties).toContain('openDirectory');
    electron.dialog.nextOpenPaths = [];
    expect(await app.value('host.choosePaths', { kind: 'files' })).toEqual({ paths: [] });
    expect(electron.dialog.lastOpenOptions?.properties).toContain('openFile');
  });

  it('are shown in their folder once saved, and no other file ever is', async () => {
    const { take } = await app.projectWithPicture();
    const path = join(app.folder, 'shown.png');
    expect(await app.bridge.call('host.revealInFolder', { path })).toMatchObject({ error: { code: 'forbidden' } });
    electron.dialog.nextSavePath = path;
    await app.value('host.saveAs', { media: take.master, fileName: 'a.png' });
    await app.value('host.revealInFolder', { path });
    expect(electron.shell.shown).toEqual([path]);
    expect(await app.bridge.call('host.revealInFolder', { path: `${path}/../a` })).toMatchObject({
      error: { code: 'forbidden' },
    });
    await rm(path);
    expect(await app.bridge.call('host.revealInFolder', { path })).toMatchObject({ error: { code: 'not-found' } });
    expect(electron.shell.shown).toHaveLength(1);
  });

  it('are dragged out under a name people know, never a path of the page’s choice', async () => {
    const { take } = await app.projectWithPicture();
    await app.value('host.startDrag', { media: take.master, fileName: '../../evil\\Bay.png' });
    const drag = app.window.webContents.drags.at(-1);
    expect(basename(drag?.file ?? '')).toBe('Bay.png');
    expect(drag?.file.startsWith(join(app.folder, 'temp'))).toBe(true);
    expect((await stat(drag?.file ?? '')).isFile()).toBe(true);
    expect((await stat(drag?.icon ?? '')).isFile()).toBe(true);
  });
});
