import { describe, expect, it, vi } from 'vitest';
import type { StageId } from '../../../electron/contract/geometry.ts';
import { openQueue } from '../../support/open-queue.ts';
import { type ScriptedEngine, untilCancelled } from '../../support/scripted-engine.ts';
import { temporaryFolder } from '../../support/studio-fixtures.ts';

// Real files, fsynced: slow on a busy disk.
vi.setConfig({ testTimeout: 60_000 });

/** Holds the engine at one stage until its task is cancelled. Resolves when it has got there. */
function holdAt(engine: ScriptedEngine, stage: StageId): Promise<void> {
  const reached = Promise.withResolvers<void>();
  engine.before = (task, options) => {
    if (task.request.stage !== stage) return;
    reached.resolve();
    return untilCancelled(options);
  };
  return reached.promise;
}
const letGo = (engine: ScriptedEngine): void => {
  engine.before = () => undefined;
};

describe('pausing', () => {
  it('stops the running job, keeps its finished stages and its place, frees the engine, and goes on from there', async () => {
    const { queue, engine, request, library } = await openQueue();
    const atRefining = holdAt(engine, 'v2v');
    const [first, second] = [...(await queue.start(request())), ...(await queue.start(request({ seed: 8 })))];
    await atRefining;
    await queue.pause(null);
    const paused = library.jobs.find(first?.id ?? '');
    expect(paused?.state).toBe('paused');
    expect(paused?.steps.map(({ state }) => state)).toEqual(['done', 'done', 'waiting', 'waiting']);
    expect(engine.renewals).toBe(1);
    await queue.idle();
    expect(queue.list().map(({ id, state }) => [id, state])).toEqual([
      [first?.id, 'paused'],
      [second?.id, 'paused'],
    ]);
    letGo(engine);
    const before = engine.finishedStages;
    await queue.unpause(first?.id ?? '');
    await queue.idle();
    expect(library.jobs.find(first?.id ?? '')?.state).toBe('done');
    // Refining and smoothing alone: the reference and the keyframes were kept.
    expect(engine.finishedStages - before).toBe(2);
    expect(library.jobs.find(second?.id ?? '')?.state).toBe('paused');
  });

  it('keeps its place before all that were put in order meanwhile', async () => {
    const { queue, engine, request } = await openQueue();
    const held = holdAt(engine, 't2i');
    const jobs = await queue.start(request({ to: 't2i', variations: 4 }));
    const [a, b, c, d] = jobs.map(({ id }) => id);
    await held;
    queue.move(d ?? '', b ?? '');
    queue.move(c ?? '', b ?? '');
    await queue.pause(null);
    expect(queue.list().map(({ id }) => id)).toEqual([a, d, c, b]);
  });

  it('lets the next one run in the meantime, and takes its place again when it goes on', async () => {
    const { queue, engine, request } = await openQueue();
    const held = holdAt(engine, 't2i');
    const [a] = await queue.start(request({ to: 't2i', seed: 1 }));
    const [b] = await queue.start(request({ to: 't2i', seed: 2 }));
    const [c] = await queue.start(request({ to: 't2i', seed: 3 }));
    await held;
    const next = holdAt(engine, 't2i');
    await queue.pause(a?.id ?? '');
    await next;
    // Whatever was moved behind it.
    queue.move(c?.id ?? '', a?.id ?? '');
    queue.move(a?.id ?? '', c?.id ?? '');
    expect(queue.list().map(({ id, state }) => [id, state])).toEqual([
      [b?.id, 'running'],
      [a?.id, 'paused'],
      [c?.id, 'waiting'],
    ]);
    await queue.unpause(a?.id ?? '');
    letGo(engine);
    await queue.cancel(b?.id ?? '');
    await queue.idle();
    const seeds = engine.tasks.flatMap((task) => (task.kind === 'stage' ? [task.request.seed] : []));
    expect(seeds).toEqual([1, 2, 1, 3]);
  });

  it('a waiting job that is paused can be moved, is passed over, and survives a restart in its place', async () => {
    const [home, packs] = [temporaryFolder(), temporaryFolder()];
    const first = await openQueue(home, packs);
    const held = holdAt(first.engine, 't2i');
    const jobs = await first.queue.start(first.request({ to: 't2i', variations: 4 }));
    const [, b, c, d] = jobs.map(({ id }) => id);
    await held;
    await first.queue.pause(c ?? '');
    first.queue.move(c ?? '', b ?? '');
    await first.queue.pause(jobs[0]?.id ?? '');
    const closing = first.queue.close();
    await first.engine.stop();
    await closing;
    await first.library.close();

    const second = await openQueue(home, packs);
    second.library.jobs.requeueRunning();
    second.queue.resume();
    await second.queue.idle();
    const state = new Map(second.queue.list().map((job) => [job.id, job.state]));
    expect([jobs[0]?.id, b, c, d].map((id) => state.get(id ?? ''))).toEqual(['paused', 'done', 'paused', 'done']);
    await second.queue.unpause(null);
    await second.queue.idle();
    expect(second.queue.list().every((job) => job.state === 'done')).toBe(true);
  });

  it('a pause that the end of the studio overtakes is still a pause at the next start', async () => {
    const [home, packs] = [temporaryFolder(), temporaryFolder()];
    const { queue, engine, library, request } = await openQueue(home, packs);
    const held = holdAt(engine, 't2i');
    const [job] = await queue.start(request());
    await held;
    const pausing = queue.pause(job?.id ?? '');
    const closing = queue.close();
    await engine.stop();
    await Promise.all([pausing, closing]);
    expect(library.jobs.find(job?.id ?? '')?.state).toBe('paused');
  });

  it('cancelling counts more than a pause under way, and resuming waits for it', async () => {
    const { queue, engine, request, library } = await openQueue();
    const held = holdAt(engine, 't2i');
    const [job] = await queue.start(request());
    await held;
    const pausing = queue.pause(job?.id ?? '').catch((error: unknown) => error);
    expect(await queue.cancel(job?.id ?? '')).toBe('cancelled');
    expect(await pausing).toMatchObject({ code: 'too-late' });
    expect(library.jobs.find(job?.id ?? '')?.state).toBe('cancelled');

    const again = holdAt(engine, 't2i');
    const [other] = await queue.start(request({ seed: 8 }));
    await again;
    const secondPause = queue.pause(other?.id ?? '');
    letGo(engine);
    await queue.unpause(other?.id ?? '');
    await secondPause;
    await queue.idle();
    expect(library.jobs.find(other?.id ?? '')?.state).toBe('done');
  });

  it('a paused job can be cancelled; one that has ended can be neither paused nor resumed', async () => {
    const { queue, engine, request } = await openQueue();
    const held = holdAt(engine, 't2i');
    const [job] = await queue.start(request());
    await held;
    await queue.pause(job?.id ?? '');
    expect(await queue.cancel(job?.id ?? '')).toBe('cancelled');
    await expect(queue.pause(job?.id ?? '')).rejects.toMatchObject({ code: 'too-late' });
    await expect(queue.unpause(job?.id ?? '')).rejects.toMatchObject({ code: 'too-late' });
    await expect(queue.pause('nosuchjob')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('how long a job in line will take', () => {
  it('is known from earlier runs of all its stages, and not claimed before', async () => {
    const { queue, engine, request } = await openQueue();
    const held = holdAt(engine, 't2i');
    await queue.start(request());
    const [waiting] = await queue.start(request({ seed: 8 }));
    expect(waiting?.secondsLeft).toBeNull();
    await held;
    letGo(engine);
    await queue.pause(null);
    await queue.unpause(null);
    await queue.idle();
    const again = holdAt(engine, 't2i');
    await queue.start(request({ seed: 9 }));
    const [known] = await queue.start(request({ seed: 10 }));
    await again;
    // Every scripted stage says that it took a hundredth of a second.
    expect(known?.secondsLeft).toBeCloseTo(0.04);
    const [reusing] = await queue.start(request({ seed: 8, parameters: { vfi: { fps: 30 } } }));
    expect(reusing?.secondsLeft).toBeCloseTo(0.01);
    await queue.pause(null);
    expect(queue.list().find(({ id }) => id === known?.id)?.secondsLeft).toBeCloseTo(0.04);
  });
});
