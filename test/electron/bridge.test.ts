import { describe, expect, it, vi } from 'vitest';
import { type CallInput, type CallName, calls } from '../../electron/contract/calls.ts';
import { runningApp } from './running-app.ts';
import * as electron from './stand-in.ts';

vi.mock('electron', () => import('./stand-in.ts'));

const app = runningApp();

describe('the bridge', () => {
  it('is two functions', () => {
    expect(Object.keys(app.bridge).sort()).toEqual(['call', 'onEvent']);
    expect([...electron.contextBridge.exposed.keys()]).toEqual(['stillmotion']);
  });

  it('answers every call of the contract', async () => {
    const { project, take } = await app.projectWithPicture();
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
      const answer = await app.bridge.call(name, inputs[name]);
      if (!answer.ok) expect(answer.error.code, `${name}: ${answer.error.message}`).not.toBe('internal');
    }
    expect(await app.value('host.info', {})).toEqual({
      kind: 'electron',
      canDragOut: true,
      canSaveAs: true,
      canChoosePaths: true,
      canReveal: true,
    });
  });

  it('hears only the page itself', async () => {
    const handler = electron.ipcMain.handlers.get('stillmotion:call');
    const { webContents } = app.window;
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
    const call = app.bridge.call as (name: unknown, input: unknown) => Promise<unknown>;
    for (const name of ['__proto__', 'toString', null, { evil: true }]) {
      expect(await call(name, {})).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    }
    expect(await call('projects.get', { projectId: 7 })).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });

  it('carries events to the page', async () => {
    const { id } = await app.value('projects.create', { name: 'Seen' });
    await vi.waitFor(() => expect(app.events).toContainEqual({ type: 'projects.changed', projectId: id }));
  });
});
