import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { askBeforeClosing } from '../../electron/hosts/shell/life.ts';
import { createStudio } from '../../electron/studio/index.ts';
import { runningApp } from './running-app.ts';
import * as electron from './stand-in.ts';

vi.mock('electron', () => import('./stand-in.ts'));

const app = runningApp();

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
    const { project, take } = await app.projectWithPicture();
    const { jobs } = await app.value('generations.start', {
      projectId: project.id,
      prompt: 'slow zoom in',
      preset: 'paper',
      seed: 1,
      from: 'i2v',
      to: 'vfi',
      parentTakeId: take.id,
    });
    const jobId = jobs[0]?.id ?? '';
    await vi.waitFor(() => expect(app.events.some((event) => event.type === 'job.progress')).toBe(true), {
      timeout: 60_000,
    });

    const asked = electron.dialog.questions.length;
    electron.dialog.nextResponse = 1;
    app.window.close();
    await vi.waitFor(() => expect(electron.dialog.questions).toHaveLength(asked + 1));
    expect(electron.dialog.questions.at(-1)?.detail).toContain('goes on when you open');
    expect(app.window.isGone).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));

    electron.dialog.nextResponse = 0;
    app.window.close();
    await electron.app.ended.promise;
    expect(app.window.isGone).toBe(true);
    expect(electron.ipcMain.handlers.size).toBe(0);

    const studio = await createStudio({ home: app.home });
    const found = (await studio.handlers['jobs.list']({})).jobs.find((job) => job.id === jobId);
    expect(found && ['waiting', 'running']).toContain(found?.state);
    await studio.handlers['jobs.cancel']({ jobId });
    await studio.close();
    const state = JSON.parse(await readFile(join(app.folder, 'user-data', 'window.json'), 'utf8'));
    expect(state).toMatchObject({ width: 1200, height: 800 });
  });
});
