import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { GenerationRequest } from '../../../electron/contract/domain.ts';
import { StudioError } from '../../../electron/contract/errors.ts';
import { openQueue } from '../../support/open-queue.ts';
import { untilCancelled } from '../../support/scripted-engine.ts';
import { temporaryFolder } from '../../support/studio-fixtures.ts';

// Real files, fsynced: slow on a busy disk.
vi.setConfig({ testTimeout: 60_000 });

describe('planning', () => {
  it('says before it starts what will be made and what is reused', async () => {
    const { queue, request } = await openQueue();
    const fresh = await queue.plan(request());
    expect(fresh.steps.map((step) => [step.stage, step.frames, step.reusedTakeId, step.estimatedSeconds])).toEqual([
      ['t2i', 1, null, null],
      ['i2v', 8, null, null],
      ['v2v', 8, null, null],
      ['vfi', 22, null, null],
    ]);
    await queue.start(request());
    await queue.idle();
    const known = await queue.plan(request());
    expect(known.steps.every((step) => step.reusedTakeId !== null && step.estimatedSeconds === 0)).toBe(true);
    // A change in V2V costs V2V and VFI only.
    const changed = await queue.plan(request({ parameters: { v2v: { strength: 0.5 } } }));
    expect(changed.steps.map((step) => step.reusedTakeId !== null)).toEqual([true, true, false, false]);
    expect(changed.steps[2]?.estimatedSeconds).toBeCloseTo(0.01);
    const { width = 0, height = 0, estimatedMemoryBytes } = changed.steps[2] ?? {};
    expect(estimatedMemoryBytes).toBe(3e8 + 100 * width * height);
    expect(changed.allowedMemoryBytes).toBe(8e9);
  });

  it('lists every fault at once and starts nothing', async () => {
    const { queue, request, library } = await openQueue();
    const bad = request({ from: 'i2v', parameters: { i2v: { frames: 100_000, pan: 9 }, vfi: { factor: 0 } } });
    await expect(queue.start(bad)).rejects.toMatchObject({
      code: 'invalid-input',
      details: {
        issues: [
          'Keyframes needs a take of Reference to start from: choose one',
          'i2v.pan is 9; it must be from -1 to 1',
          'i2v.frames is 100000; it must be a whole number from 2 to 128 frames',
          'vfi.factor is 0; it must be a whole number from 1 to 8 ×',
        ],
      },
    });
    await expect(queue.start(request({ from: 'vfi', to: 't2i' }))).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(queue.start(request({ packs: { t2i: 'nope' } }))).rejects.toMatchObject({ code: 'pack-missing' });
    expect(library.jobs.list()).toEqual([]);
  });
});

describe('the queue', () => {
  it('makes one job a variation, with seeds one after the other (wrapping at the end)', async () => {
    const { queue, request } = await openQueue();
    const jobs = await queue.start(request({ to: 't2i', seed: 4_294_967_295, variations: 3 }));
    expect(jobs.map((job) => job.seed)).toEqual([4_294_967_295, 0, 1]);
    const random = await queue.start(request({ to: 't2i', seed: null, variations: 4 }));
    expect(new Set(random.map((job) => job.seed)).size).toBe(4);
    await queue.idle();
    expect(queue.list().every((job) => job.state === 'done')).toBe(true);
  });

  it('reuses another project’s identical take as a new row over the same files', async () => {
    const { queue, request, library, engine } = await openQueue();
    await queue.start(request());
    await queue.idle();
    const other = library.projects.create({ name: 'Other', prompt: '' });
    await queue.start(request({ projectId: other }));
    await queue.idle();
    expect(engine.finishedStages).toBe(4);
    const takes = library.takes.ofProject(other);
    expect(takes.map((take) => take.stage)).toEqual(['t2i', 'i2v', 'v2v', 'vfi']);
    expect(takes[3]?.parentId).toBe(takes[2]?.id);
    expect(queue.list()[0]?.steps.map((step) => step.state)).toEqual(Array(4).fill('reused'));
  });

  it('tries once more when the engine dies, and sets a job aside at the second death', async () => {
    const { queue, request, engine, library } = await openQueue();
    let deaths = 1;
    engine.before = (task) => {
      if (task.request.stage === 'v2v' && deaths-- > 0) throw new StudioError('engine-crashed', 'The engine died.');
    };
    await queue.start(request());
    await queue.idle();
    expect(queue.list()[0]).toMatchObject({ state: 'done', crashes: 1 });

    deaths = 2;
    await queue.start(request({ seed: 8 }));
    await queue.idle();
    const job = queue.list().find((one) => one.state === 'failed');
    expect(job).toMatchObject({ crashes: 2, error: { code: 'engine-crashed' } });
    expect(job?.steps.map((step) => step.state)).toEqual(['done', 'done', 'failed', 'waiting']);
    expect(library.takes.ofProject(job?.projectId ?? '')).toHaveLength(6);

    deaths = 0;
    queue.retry(job?.id ?? '');
    await queue.idle();
    expect(library.jobs.find(job?.id ?? '')).toMatchObject({ state: 'done', crashes: 0 });
    // Finished stages were not redone: 4 of the first job, 4 of the second.
    expect(engine.finishedStages).toBe(8);
  });

  it('keeps finished stages when the disk is full', async () => {
    const { queue, request, engine, library, projectId } = await openQueue();
    engine.before = (task) => {
      if (task.request.stage === 'vfi') throw new StudioError('disk-full', 'The disk is full.');
    };
    await queue.start(request());
    await queue.idle();
    expect(queue.list()[0]).toMatchObject({ state: 'failed', error: { code: 'disk-full' } });
    expect(library.takes.ofProject(projectId)).toHaveLength(3);
  });

  it('cancels what waits at once, what runs within a step, and says when it is too late', async () => {
    const { queue, request, engine, library, projectId } = await openQueue();
    let started: () => void = () => undefined;
    const running = new Promise<void>((resolve) => {
      started = resolve;
    });
    engine.before = (task, options) => {
      if (task.request.stage !== 'i2v') return;
      started();
      return untilCancelled(options);
    };
    const [first] = await queue.start(request());
    const [second] = await queue.start(request({ seed: 8 }));
    await running;
    expect(await queue.cancel(second?.id ?? '')).toBe('cancelled');
    expect(await queue.cancel(first?.id ?? '')).toBe('cancelled');
    await queue.idle();
    expect(library.takes.ofProject(projectId).map((take) => take.stage)).toEqual(['t2i']);
    expect(library.jobs.find(first?.id ?? '')?.steps.map((step) => step.state)).toEqual([
      'done',
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
    expect(await queue.cancel(first?.id ?? '')).toBe('too-late');
    await expect(queue.cancel('nosuchjob')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('goes on from the last finished stage after the studio ended in the middle', async () => {
    const home = temporaryFolder();
    const packsFolder = temporaryFolder();
    const first = await openQueue(home, packsFolder);
    let reached: () => void = () => undefined;
    const atRefining = new Promise<void>((resolve) => {
      reached = resolve;
    });
    first.engine.before = (task, options) => {
      if (task.request.stage !== 'v2v') return;
      reached();
      return untilCancelled(options);
    };
    const [job] = await first.queue.start(first.request());
    await atRefining;
    const closing = first.queue.close();
    await first.engine.stop();
    await closing;
    expect(first.library.jobs.find(job?.id ?? '')?.state).toBe('running');
    await first.library.close();

    const second = await openQueue(home, packsFolder);
    second.library.jobs.requeueRunning();
    second.queue.resume();
    await second.queue.idle();
    expect(second.library.jobs.find(job?.id ?? '')).toMatchObject({ state: 'done', crashes: 0 });
    expect(second.engine.finishedStages).toBe(2);
  });

  it('tells progress at most ten times a second and never backwards', async () => {
    const { queue, request, engine, events } = await openQueue();
    engine.steps = 400;
    await queue.start(request());
    await queue.idle();
    const progress = events.filter((event) => event.type === 'job.progress');
    const fractions = progress.map((event) => event.fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(progress.length).toBeLessThan(200);
  });

  it('follows the order it is given', async () => {
    const { queue, request, engine } = await openQueue();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    engine.before = () => held;
    const jobs = await queue.start(request({ to: 't2i', variations: 4 }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const [, b, c, d] = jobs.map((job) => job.id);
    queue.move(d ?? '', b ?? '');
    queue.move(b ?? '', null);
    expect(queue.list().map((job) => job.id)).toEqual([jobs[0]?.id, d, c, b]);
    release();
    await queue.idle();
    const seeds = engine.tasks.flatMap((task) => (task.kind === 'stage' ? [task.request.seed] : []));
    expect(seeds).toEqual([7, 10, 9, 8]);
  });

  it('never runs two stages at once, whatever is asked of it (random operations)', { timeout: 120_000 }, async () => {
    const operation = fc.record({
      kind: fc.constantFrom(
        'start',
        'cancel',
        'retry',
        'move',
        'clear',
        'wait',
        'crash',
        'pause',
        'pause all',
        'resume',
      ),
      pick: fc.nat(30),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 4, maxLength: 16 }), async (operations) => {
        const { queue, request, engine, library, projectId } = await openQueue();
        let crashes = 0;
        engine.before = () => {
          if (crashes-- > 0) throw new StudioError('engine-crashed', 'The engine died.');
        };
        for (const { kind, pick } of operations) {
          const jobs = queue.list();
          const id = jobs[pick % Math.max(1, jobs.length)]?.id ?? '';
          const tolerate = (error: unknown): void => {
            if (!(error instanceof StudioError) || error.code === 'internal') throw error;
          };
          if (kind === 'start') await queue.start(request({ seed: pick % 3, to: pick % 2 ? 'vfi' : 'i2v' }));
          if (kind === 'cancel') await queue.cancel(id).catch(tolerate);
          if (kind === 'clear') queue.clearFinished();
          if (kind === 'wait') await new Promise((resolve) => setTimeout(resolve, pick));
          if (kind === 'pause') await queue.pause(id).catch(tolerate);
          if (kind === 'pause all') await queue.pause(null);
          if (kind === 'resume') await queue.unpause(pick % 2 ? id : null).catch(tolerate);
          if (kind === 'crash') crashes = (pick % 3) + 1;
          try {
            if (kind === 'retry') queue.retry(id);
            if (kind === 'move') queue.move(id, null);
          } catch (error) {
            tolerate(error);
          }
        }
        crashes = 0;
        await queue.unpause(null);
        await queue.idle();
        expect(engine.mostAtOnce).toBeLessThanOrEqual(1);
        for (const job of library.jobs.list()) {
          expect(['done', 'failed', 'cancelled']).toContain(job.state);
          if (job.state === 'done') expect(job.steps.every((step) => step.takeId !== null)).toBe(true);
        }
        // One take a key: no stage was made twice.
        const keys = library.takes
          .ofProject(projectId)
          .map((take) => `${take.parentId} ${library.takes.find(take.id)?.key}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 8 },
    );
  });
});

describe('drawing part of a reference anew', () => {
  const mask = [{ kind: 'paint' as const, points: [{ x: 0.5, y: 0.5 }], radius: 0.2 }];
  const anew = (parentTakeId: string, change: Record<string, unknown> = {}): Partial<GenerationRequest> => ({
    prompt: 'a boat',
    to: 't2i',
    parentTakeId,
    parameters: { t2i: { mask, ...change } },
  });
  async function withReference() {
    const fixture = await openQueue();
    await fixture.queue.start(fixture.request({ to: 't2i' }));
    await fixture.queue.idle();
    const [reference] = fixture.library.takes.ofProject(fixture.projectId);
    if (!reference) throw new Error('no reference');
    return { ...fixture, reference };
  }

  it('makes an edited reference of the same size, made from the old one, with all it takes to make it again', async () => {
    const { queue, library, engine, request, projectId, reference } = await withReference();
    await queue.start(request(anew(reference.id, { strength: 0.7 })));
    await queue.idle();
    const made = library.takes.ofProject(projectId).at(-1);
    expect(made).toMatchObject({
      ...{ stage: 't2i', origin: 'edited', parentId: reference.id, prompt: 'a boat', seed: 7 },
      ...{ width: reference.width, height: reference.height, parameters: { mask, strength: 0.7 } },
    });
    expect(engine.tasks.at(-1)).toMatchObject({
      inputPath: expect.stringContaining(reference.master.slice('asset/'.length)),
    });
    // What is asked for under a mask is not what the project is about.
    expect(library.projects.get(projectId).prompt).toBe('waves');
  });

  it('is known again by picture, mask, strength, seed and prompt: the same is not made twice, another is', async () => {
    const { queue, request, engine, reference } = await withReference();
    const start = async (change: Partial<GenerationRequest>): Promise<void> => {
      await queue.start(request(change));
      await queue.idle();
    };
    await start(anew(reference.id));
    const before = engine.finishedStages;
    await start(anew(reference.id));
    expect(engine.finishedStages).toBe(before);
    const others = [
      { ...anew(reference.id), seed: 8 },
      { ...anew(reference.id), prompt: 'a ship' },
      anew(reference.id, { strength: 0.5 }),
      anew(reference.id, { mask: [...mask, { kind: 'invert' }] }),
    ];
    for (const other of others) await start(other);
    expect(engine.finishedStages).toBe(before + others.length);
  });

  it('is refused before it starts without a mask, from a clip, in another project, and in the bin', async () => {
    const { queue, library, request, reference, projectId } = await withReference();
    const refused = async (change: Partial<GenerationRequest>, message: RegExp, code = 'invalid-input') =>
      expect(queue.start(request(change))).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    const empty = [[], [{ ...mask[0], kind: 'erase' }], [{ ...mask[0], points: [{ x: 3, y: 3 }] }]];
    for (const nothing of empty) await refused(anew(reference.id, { mask: nothing }), /Paint over what should change/);
    await refused({ ...anew(reference.id), parameters: {} }, /Paint over what should change/);
    await refused(anew(reference.id, { size: 512 }), /t2i\.size is no parameter/);
    await queue.start(request({ ...anew(reference.id), parameters: {}, from: 'i2v', to: 'i2v' }));
    await queue.idle();
    const clip = library.takes.ofProject(projectId).at(-1);
    await refused(anew(clip?.id ?? ''), /comes after/);
    const other = library.projects.create({ name: 'Other', prompt: '' });
    await refused({ ...anew(reference.id), projectId: other }, /another project/);
    library.projects.setDeleted(projectId, Date.now());
    await refused(anew(reference.id), /in the bin/, 'not-found');
  });

  it('two at once wait for one another and both are kept; a cancelled one leaves nothing', async () => {
    const { queue, library, engine, request, projectId, reference } = await withReference();
    await Promise.all([
      queue.start(request(anew(reference.id))),
      queue.start(request({ ...anew(reference.id), seed: 9 })),
    ]);
    await queue.idle();
    expect(engine.mostAtOnce).toBe(1);
    expect(library.takes.ofProject(projectId)).toHaveLength(3);
    engine.before = (_, options) => untilCancelled(options);
    const [job] = await queue.start(request({ ...anew(reference.id), seed: 10 }));
    expect(await queue.cancel(job?.id ?? '')).toBe('cancelled');
    expect(library.takes.ofProject(projectId)).toHaveLength(3);
  });
});
