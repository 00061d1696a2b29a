import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { StudioEvent } from '../../../electron/contract/events.ts';
import { openTestStudio, sentAs } from '../../support/open-studio.ts';
import { ScriptedEngine, untilCancelled } from '../../support/scripted-engine.ts';

// Real files, fsynced: slow on a busy disk.
vi.setConfig({ testTimeout: 60_000 });

/** Encodes one format for ever, until it is told to stop. */
class HoldingEngine extends ScriptedEngine {
  held: string | null = null;
  /** Runs when a file is written, before the studio hears of it. */
  afterExport: () => Promise<void> | void = () => undefined;
  override run: ScriptedEngine['run'] = async (task, options = {}) => {
    if (task.kind === 'export' && task.settings.format === this.held) await untilCancelled(options);
    const result = await super.run(task, options);
    if (task.kind === 'export') await this.afterExport();
    return result;
  };
}

async function openWithPicture() {
  const media = new HoldingEngine();
  const { studio, call, home } = await openTestStudio({ media });
  const changes: StudioEvent[] = [];
  studio.subscribe(null, ({ event }) => changes.push(event));
  const project = await call('projects.create', { prompt: 'sea' });
  const { uploadId } = await studio.acceptUpload(sentAs('picture'), 'sea.png');
  const take = await call('references.import', { projectId: project.id, uploadId });
  const states = async (): Promise<string[]> =>
    (await call('exports.list', {})).exports.map(({ settings, state }) => `${settings.format} ${state}`);
  return { media, call, studio, home, changes, states, request: { takeId: take.id, format: 'png' } as const };
}

describe('the size of an export foretold', () => {
  it('grows with what is asked for (would catch a trial that is taken for the whole)', async () => {
    const { call, request } = await openWithPicture();
    const film = { ...request, format: 'mp4' } as const;
    const once = await call('exports.estimate', film);
    const often = await call('exports.estimate', { ...film, loops: 20 });
    expect(often.sizeBytes).toBeGreaterThan(once.sizeBytes);
  });

  it('is given up for a newer question, and for the export itself (would catch exports that wait behind trials)', async () => {
    const { media, call, request } = await openWithPicture();
    media.held = 'png';
    const older = call('exports.estimate', request);
    const newer = call('exports.estimate', { ...request, edge: 100 });
    await expect(older).rejects.toMatchObject({ code: 'cancelled' });
    media.held = null;
    const exporting = call('exports.run', request);
    await expect(newer).rejects.toMatchObject({ code: 'cancelled' });
    expect((await exporting).fileName).toBe('sea.zip');
  });
});

describe('the queue of exports', () => {
  it('runs one after the other, in the order they were asked for, and names each file', async () => {
    const { media, call, states, request, changes } = await openWithPicture();
    media.held = 'png';
    const first = await call('exports.start', request);
    await call('exports.start', { ...request, format: 'gif' });
    await call('exports.start', { ...request, format: 'mp4' });
    await expect.poll(states).toEqual(['png running', 'gif waiting', 'mp4 waiting']);
    expect(await call('exports.cancel', { exportId: first.id })).toEqual({ outcome: 'cancelled' });
    await expect.poll(states).toEqual(['mp4 done', 'gif done', 'png cancelled']);
    expect(media.mostAtOnce).toBe(1);
    const { exports } = await call('exports.list', {});
    expect(exports[0]).toMatchObject({ fraction: 1, file: { fileName: 'sea.mp4' }, projectName: 'sea', error: null });
    expect(exports[2]).toMatchObject({ file: null, error: null });
    const told = changes.flatMap((event) => (event.type === 'export.changed' && event.export ? [event.export] : []));
    expect(told.at(-1)).toMatchObject({ state: 'done', settings: { format: 'mp4' } });

    await call('exports.clearFinished', {});
    expect(await states()).toEqual([]);
    expect(changes.at(-1)).toEqual({ type: 'export.changed', export: null });
  });

  it('a waiting export that is cancelled never runs; one that ended is too late (would catch a file nobody wants)', async () => {
    const { media, call, states, request } = await openWithPicture();
    media.held = 'png';
    const running = await call('exports.start', request);
    const waiting = await call('exports.start', { ...request, format: 'gif' });
    await call('exports.cancel', { exportId: waiting.id });
    await call('exports.cancel', { exportId: running.id });
    const last = await call('exports.start', { ...request, format: 'webp' });
    await expect.poll(async () => (await states()).sort()).toEqual(['gif cancelled', 'png cancelled', 'webp done']);
    expect(media.tasks.some((task) => task.kind === 'export' && task.settings.format === 'gif')).toBe(false);
    expect(await call('exports.cancel', { exportId: last.id })).toEqual({ outcome: 'too-late' });
    await expect(call('exports.cancel', { exportId: 'gone00000000' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('cancelled when the file is whole but not yet kept: nothing is kept (would catch “cancelled” with a file)', async () => {
    const { media, call, states, request, home } = await openWithPicture();
    const { id } = await call('exports.start', request);
    media.afterExport = async () => void (await call('exports.cancel', { exportId: id }));
    await expect.poll(states).toEqual(['png cancelled']);
    media.afterExport = () => undefined;
    await call('exports.start', { ...request, format: 'gif' });
    await expect.poll(states).toEqual(['gif done', 'png cancelled']);
    expect((await call('exports.list', {})).exports.map(({ file }) => file?.fileName)).toEqual(['sea.gif', undefined]);
    expect((await readdir(join(home, 'tmp'))).filter((name) => name !== 'uploads')).toEqual([]);
  });

  it('a take deleted while its export waits fails that export and no other; restored, it can be tried again', async () => {
    const { media, call, states, request } = await openWithPicture();
    media.held = 'png';
    const first = await call('exports.start', request);
    await call('exports.start', { ...request, format: 'gif' });
    await call('takes.delete', { takeId: request.takeId });
    await call('exports.cancel', { exportId: first.id });
    await expect.poll(states).toEqual(['gif failed', 'png cancelled']);
    expect((await call('exports.list', {})).exports[0]?.error).toMatchObject({ code: 'not-found' });
    await expect(call('exports.start', request)).rejects.toMatchObject({ code: 'not-found' });
    await call('takes.restore', { takeId: request.takeId });
    await call('exports.start', { ...request, format: 'mp4' });
    await expect.poll(states).toEqual(['mp4 done', 'gif failed', 'png cancelled']);
  });

  it('the same export twice gives the same file twice', async () => {
    const { call, states, request } = await openWithPicture();
    await call('exports.start', request);
    await call('exports.start', request);
    await expect.poll(states).toEqual(['png done', 'png done']);
    const [one, other] = (await call('exports.list', {})).exports;
    expect(one?.file).toEqual(other?.file);
  });

  it('a folder that cannot be written is named, and the next export may work again', async () => {
    const { call, states, request, home } = await openWithPicture();
    await rename(join(home, 'tmp'), join(home, 'tmp-away'));
    await writeFile(join(home, 'tmp'), 'in the way');
    await call('exports.start', request);
    await expect.poll(states).toEqual(['png failed']);
    expect((await call('exports.list', {})).exports[0]?.error).toMatchObject({ code: 'home-not-writable' });
    await rm(join(home, 'tmp'));
    await rename(join(home, 'tmp-away'), join(home, 'tmp'));
    await call('exports.start', { ...request, format: 'gif' });
    await expect.poll(states).toEqual(['gif done', 'png failed']);
  });

  it('has an end: a hundred may wait', async () => {
    const { media, call, request, states } = await openWithPicture();
    media.held = 'png';
    for (let count = 0; count < 100; count++) await call('exports.start', request);
    await expect(call('exports.start', request)).rejects.toMatchObject({ code: 'conflict' });
    expect(await states()).toHaveLength(100);
  });

  it('is given up when the studio closes, which then does not wait (would catch a window that cannot be closed)', async () => {
    const { media, call, studio, request } = await openWithPicture();
    media.held = 'png';
    expect(studio.exporting).toBe(false);
    await call('exports.start', request);
    await call('exports.start', request);
    expect(studio.exporting).toBe(true);
    await studio.close();
    expect(media.tasks.filter(({ kind }) => kind === 'export')).toHaveLength(0);
  });
});

describe('what cannot be exported is refused at once', () => {
  it.each([
    [{ format: 'mp4', loops: 0 }, /without end/],
    [{ format: 'gif', range: { first: 0, last: 1 } }, /range 0–1/],
    [{ format: 'gif', range: { first: 1, last: 0 } }, /range 1–0/],
  ] as const)('%j', async (settings, message) => {
    const { call, request, states } = await openWithPicture();
    await expect(call('exports.start', { ...request, ...settings })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(message),
    });
    expect(await states()).toEqual([]);
  });

  it('a frame the take does not have', async () => {
    const { call, request } = await openWithPicture();
    const frame = await call('exports.frame', { takeId: request.takeId, frame: 0, format: 'jpeg' });
    expect(frame.fileName).toBe('sea.jpg');
    await expect(call('exports.frame', { takeId: request.takeId, frame: 1, format: 'png' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });
});
