import { describe, expect, it, vi } from 'vitest';
import type { CallInput } from '../../../electron/contract/calls.ts';
import { openTestStudio } from '../../support/open-studio.ts';
import { untilCancelled } from '../../support/scripted-engine.ts';

// Real files, fsynced: slow on a busy disk.
vi.setConfig({ testTimeout: 60_000 });

type Request = CallInput<'generations.start'>;

/** A studio with a project of one reference, and requests that start from it. */
async function withReference(home?: string) {
  const opened = await openTestStudio(home === undefined ? {} : { home });
  const { call, studio } = opened;
  const known = (await call('projects.list', {})).projects[0];
  const project =
    known ??
    (await call('projects.create', {
      prompt: 'waves',
      generation: { prompt: 'waves', preset: 'draft', seed: 7, from: 't2i', to: 't2i' },
    }));
  if (!known) await studio.idle();
  const takes = async () => (await call('projects.get', { projectId: project.id })).takes;
  const jobs = async () => (await call('jobs.list', {})).jobs;
  const [reference] = await takes();
  const request = (change: Partial<Request>): Request => ({
    ...{ projectId: project.id, prompt: 'waves', preset: 'draft', seed: 7, from: 'i2v', to: 'i2v' },
    parentTakeId: reference?.id ?? null,
    ...change,
  });
  return { ...opened, takes, jobs, request, reference };
}
const strengths = { key: 'motionStrength', values: [0.2, 0.5, 1] };

describe('a sweep', () => {
  it('is one job a value that differ in nothing else, told before it starts and known after', async () => {
    const { studio, call, compute, request, takes, jobs, reference } = await withReference();
    const sweep = request({ sweep: strengths, seed: null, parameters: { i2v: { zoom: 1.2 } } });
    const plan = await call('generations.plan', sweep);
    expect(plan.steps.map(({ stage, reusedTakeId }) => [stage, reusedTakeId])).toEqual(Array(3).fill(['i2v', null]));
    const started = await call('generations.start', sweep);
    expect(new Set(started.jobs.map((job) => job.sweep?.sweepId)).size).toBe(1);
    expect(started.jobs.map((job) => [job.sweep?.key, job.sweep?.value, job.parentTakeId])).toEqual(
      strengths.values.map((value) => ['motionStrength', value, reference?.id]),
    );
    await studio.idle();
    const made = (await takes()).filter(({ stage }) => stage === 'i2v');
    expect(made.map(({ parameters }) => parameters.motionStrength)).toEqual(strengths.values);
    const { motionStrength: _value, ...rest } = made[0]?.parameters ?? {};
    for (const take of made) {
      expect(take).toMatchObject({ parameters: rest, seed: made[0]?.seed, parentId: reference?.id });
      expect(take.parameters.zoom).toBe(1.2);
    }
    expect((await jobs()).filter((job) => job.sweep !== null)).toHaveLength(3);

    // One value more: the others are not made again.
    const wider = request({ ...sweep, seed: made[0]?.seed ?? 0, sweep: { ...strengths, values: [0.2, 0.5, 0.7, 1] } });
    expect((await call('generations.plan', wider)).steps.map((step) => step.reusedTakeId !== null)).toEqual([
      true,
      true,
      false,
      true,
    ]);
    const before = compute.finishedStages;
    await Promise.all([call('generations.start', wider), call('generations.start', wider)]);
    await studio.idle();
    expect(compute.finishedStages).toBe(before + 1);
    expect((await takes()).filter(({ stage }) => stage === 'i2v')).toHaveLength(4);
  });

  it('over seeds takes each seed as it is, and through the lanes below when asked to', async () => {
    const { studio, call, request, takes } = await withReference();
    await call('generations.start', request({ to: 'v2v', sweep: { key: 'seed', values: [4, 4_294_967_295] } }));
    await studio.idle();
    expect((await takes()).map(({ stage, seed }) => [stage, seed])).toEqual([
      ['t2i', 7],
      ['i2v', 4],
      ['v2v', 4],
      ['i2v', 4_294_967_295],
      ['v2v', 4_294_967_295],
    ]);
  });

  it.each([
    [
      'of a parameter the model lacks',
      { sweep: { key: 'guidanceScale', values: [1, 2] } },
      /i2v\.guidanceScale is no parameter/,
    ],
    [
      'with a value out of range',
      { sweep: { key: 'motionStrength', values: [0.5, 99] } },
      /i2v\.motionStrength is 99; it must be/,
    ],
    [
      'with a value of another kind',
      { sweep: { key: 'loop', values: [true, 'often'] } },
      /i2v\.loop is often; it must be/,
    ],
    [
      'over seeds that are none',
      { sweep: { key: 'seed', values: [1, 1.5, -3] } },
      /1\.5 is not a seed.*-3 is not a seed/,
    ],
    ['with variations', { sweep: strengths, variations: 2 }, /one take a value/],
  ])('%s is refused in words, and no job is made', async (_fault, change, message) => {
    const { call, jobs, request } = await withReference();
    const refusal = { code: 'invalid-input', message: expect.stringMatching(message) };
    await expect(call('generations.start', request(change))).rejects.toMatchObject(refusal);
    expect(await jobs()).toHaveLength(1);
  });

  it.each([
    ['of one value', [1]],
    ['of more values than anybody looks at', Array.from({ length: 17 }, (_, index) => index / 20)],
    ['with a value twice', [0.5, 0.5]],
    ['of a list', [[], []]],
    ['of a number that is none', [Number.NaN, 1]],
  ])('%s is not a request at all', async (_fault, values) => {
    const { call, request } = await withReference();
    const change = { sweep: { key: 'motionStrength', values } } as Partial<Request>;
    await expect(call('generations.start', request(change))).rejects.toThrow();
  });

  it('is cancelled as a whole: what runs, what waits, and nothing else', async () => {
    const { studio, call, compute, request, takes, jobs } = await withReference();
    const atSecond = Promise.withResolvers<void>();
    compute.before = (task, options) => {
      if (task.request.parameters.motionStrength !== 0.5) return;
      atSecond.resolve();
      return untilCancelled(options);
    };
    const { jobs: mine } = await call('generations.start', request({ sweep: strengths }));
    const { jobs: other } = await call(
      'generations.start',
      request({ seed: 9, sweep: { ...strengths, values: [0.1, 0.3] } }),
    );
    await atSecond.promise;
    expect(await call('jobs.cancelSweep', { sweepId: mine[0]?.sweep?.sweepId ?? '' })).toEqual({ cancelled: 2 });
    await studio.idle();
    const state = new Map((await jobs()).map((job) => [job.id, job.state]));
    expect([...mine, ...other].map(({ id }) => state.get(id))).toEqual([
      'done',
      'cancelled',
      'cancelled',
      'done',
      'done',
    ]);
    expect((await takes()).map(({ parameters }) => parameters.motionStrength)).toEqual([undefined, 0.2, 0.1, 0.3]);
    expect(await call('jobs.cancelSweep', { sweepId: mine[0]?.sweep?.sweepId ?? '' })).toEqual({ cancelled: 0 });
    expect(await call('jobs.cancelSweep', { sweepId: 'nosuchsweep' })).toEqual({ cancelled: 0 });
  });

  it('goes on when one of its takes is deleted half-way; what it starts from cannot be', async () => {
    const { studio, call, compute, request, takes, reference } = await withReference();
    const held = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    compute.before = (task) => {
      if (task.request.parameters.motionStrength !== 0.5) return;
      second.resolve();
      return held.promise;
    };
    await call('generations.start', request({ sweep: strengths }));
    await second.promise;
    await call('takes.delete', { takeId: (await takes()).at(-1)?.id ?? '' });
    await expect(call('takes.delete', { takeId: reference?.id ?? '' })).rejects.toMatchObject({ code: 'conflict' });
    held.resolve();
    await studio.idle();
    expect((await takes()).map(({ parameters }) => parameters.motionStrength)).toEqual([undefined, 0.5, 1]);
  });

  it('is still one, and can be cancelled, after the studio was closed in the middle', async () => {
    const first = await withReference();
    const reached = Promise.withResolvers<void>();
    first.compute.before = (_task, options) => {
      reached.resolve();
      return untilCancelled(options);
    };
    const { jobs } = await first.call('generations.start', first.request({ sweep: strengths }));
    await reached.promise;
    await first.studio.close();
    const second = await withReference(first.home);
    expect((await second.jobs()).filter((job) => job.sweep).map(({ sweep }) => sweep)).toEqual(
      expect.arrayContaining(jobs.map(({ sweep }) => sweep)),
    );
    await second.studio.idle();
    expect((await second.takes()).map(({ parameters }) => parameters.motionStrength)).toEqual([undefined, 0.2, 0.5, 1]);
  });
});
