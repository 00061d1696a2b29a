import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { maxNoteLength } from '../../../electron/contract/domain.ts';
import { newId } from '../../../electron/library/ids.ts';
import { openTestStudio } from '../../support/open-studio.ts';
import { untilCancelled } from '../../support/scripted-engine.ts';
import { temporaryFolder } from '../../support/studio-fixtures.ts';

// Real files, fsynced: slow on a busy disk.
vi.setConfig({ testTimeout: 60_000 });

/** A studio with one project of a whole chain. */
async function withChain() {
  const opened = await openTestStudio();
  const project = await opened.call('projects.create', {
    prompt: 'a lighthouse',
    generation: { prompt: 'a lighthouse', preset: 'draft', seed: 7, from: 't2i', to: 'vfi' },
  });
  await opened.studio.idle();
  const takes = async () => (await opened.call('projects.get', { projectId: project.id })).takes;
  const [reference, keyframes, refined, smooth] = await takes();
  if (!reference || !keyframes || !refined || !smooth) throw new Error('the chain was not made');
  return { ...opened, projectId: project.id, takes, reference, keyframes, refined, smooth };
}

describe('a star and a note', () => {
  it('change nothing else of a take, and only what is given (would catch a note that is lost with the star)', async () => {
    const { studio, call, keyframes, takes } = await withChain();
    const events: string[] = [];
    studio.subscribe(null, ({ event }) => events.push(event.type));
    await call('takes.update', { takeId: keyframes.id, note: '  the sail turns well\n' });
    const updated = await call('takes.update', { takeId: keyframes.id, starred: true });
    expect(updated).toEqual({ ...keyframes, starred: true, note: 'the sail turns well' });
    expect((await takes()).find(({ id }) => id === keyframes.id)).toEqual(updated);
    expect(events).toEqual(['takes.changed', 'takes.changed']);
    expect(await call('takes.update', { takeId: keyframes.id })).toEqual(updated);
    expect(await call('takes.update', { takeId: keyframes.id, note: ' ' })).toEqual({ ...updated, note: '' });
  });

  it('go with a copy of the project and with its file', async () => {
    const { studio, call, projectId, smooth } = await withChain();
    const note = 'für Oma 🌷\nsecond line';
    await call('takes.update', { takeId: smooth.id, starred: true, note });
    const { media } = await call('projects.export', { projectId, transferId: newId() });
    const path = join(temporaryFolder(), 'project.stillmotion');
    await studio.saveMediaAs(media, path);
    const { uploadId } = await studio.acceptFile(path);
    const imported = await call('projects.import', { uploadId, transferId: newId() });
    const copy = await call('projects.duplicate', { projectId });
    for (const { id } of [imported.project, copy]) {
      const { takes } = await call('projects.get', { projectId: id });
      expect(takes.map((take) => [take.starred, take.note])).toEqual([
        [false, ''],
        [false, ''],
        [false, ''],
        [true, note],
      ]);
      expect((await call('projects.list', { search: 'oma' })).projects.map((found) => found.id)).toContain(id);
    }
  });

  it('are searched while the take is there (would catch a note that is found after it was deleted)', async () => {
    const { call, projectId, reference } = await withChain();
    await call('projects.create', { prompt: 'sea' });
    const found = async (search: string) => (await call('projects.list', { search })).projects.map(({ id }) => id);
    await call('takes.update', { takeId: reference.id, note: 'Leuchtfeuer' });
    expect(await found('leuchtf')).toEqual([projectId]);
    expect(await found('lighthouse leuchtf')).toEqual([projectId]);
    await call('takes.delete', { takeId: reference.id });
    expect(await found('leuchtf')).toEqual([]);
    expect(await found('lighthouse')).toEqual([projectId]);
    await call('takes.restore', { takeId: reference.id });
    expect(await found('leuchtf')).toEqual([projectId]);
    await call('takes.update', { takeId: reference.id, note: 'gone' });
    expect(await found('leuchtf')).toEqual([]);
  });

  it('are refused when the note is too long, the take in the bin or unknown', async () => {
    const { call, smooth, takes } = await withChain();
    await call('takes.update', { takeId: smooth.id, note: 'x'.repeat(maxNoteLength) });
    await expect(call('takes.update', { takeId: smooth.id, note: 'x'.repeat(maxNoteLength + 1) })).rejects.toThrow();
    expect((await takes()).at(-1)?.note).toHaveLength(maxNoteLength);
    await call('takes.delete', { takeId: smooth.id });
    for (const takeId of [smooth.id, newId()]) {
      await expect(call('takes.update', { takeId, starred: true })).rejects.toMatchObject({ code: 'not-found' });
    }
  });
});

describe('a take deleted', () => {
  it('leaves what was made from it, and comes back to its place', async () => {
    const { call, takes, keyframes, refined } = await withChain();
    const before = await takes();
    await call('takes.delete', { takeId: keyframes.id });
    expect(await takes()).toEqual(before.filter(({ id }) => id !== keyframes.id));
    expect((await takes()).find(({ id }) => id === refined.id)?.parentId).toBe(keyframes.id);
    await call('takes.restore', { takeId: keyframes.id });
    expect(await takes()).toEqual(before);
  });

  it('for good leaves its children whole, and cannot come back', async () => {
    const { studio, call, takes, keyframes, refined } = await withChain();
    await call('takes.delete', { takeId: keyframes.id });
    await call('projects.emptyBin', {});
    expect((await takes()).find(({ id }) => id === refined.id)).toEqual({ ...refined, parentId: null });
    expect(await studio.resolveMedia(refined.master)).not.toBeNull();
    expect(await studio.resolveMedia(keyframes.master)).toBeNull();
    await expect(call('takes.restore', { takeId: keyframes.id })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('bin was emptied'),
    });
  });

  it('twice, or by two at once, is said to be gone', async () => {
    const { call, smooth, takes } = await withChain();
    const outcomes = await Promise.allSettled([1, 2].map(() => call('takes.delete', { takeId: smooth.id })));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await takes()).toHaveLength(3);
  });

  it('while a job makes it or starts from it is refused with what to do', async () => {
    const { studio, call, compute, projectId, reference, takes } = await withChain();
    const atSmoothing = Promise.withResolvers<void>();
    compute.before = (task, options) => {
      if (task.request.stage !== 'vfi') return;
      atSmoothing.resolve();
      return untilCancelled(options);
    };
    const again = { projectId, prompt: 'a lighthouse', preset: 'draft', seed: 8, from: 'i2v', to: 'vfi' } as const;
    const { jobs } = await call('generations.start', { ...again, parentTakeId: reference.id });
    await atSmoothing.promise;
    const made = (await takes()).at(-1)?.id ?? '';
    for (const takeId of [made, reference.id]) {
      await expect(call('takes.delete', { takeId })).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('Cancel it first'),
      });
    }
    await call('jobs.cancel', { jobId: jobs[0]?.id ?? '' });
    await studio.idle();
    await call('takes.delete', { takeId: made });
    await call('takes.restore', { takeId: made });
  });
});
