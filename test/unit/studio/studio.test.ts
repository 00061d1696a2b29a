import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CallInput, type CallName, type CallOutput, calls } from '../../../electron/contract/calls.ts';
import type { NumberedEvent } from '../../../electron/contract/events.ts';
import { createStudio, type Studio } from '../../../electron/studio/index.ts';
import { ScriptedEngine } from '../../support/scripted-engine.ts';
import { temporaryFolder, writeStagePacks } from '../../support/studio-fixtures.ts';

interface Opened {
  readonly studio: Studio;
  readonly compute: ScriptedEngine;
  readonly home: string;
  call<N extends Exclude<CallName, `host.${string}`>>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
}

async function openStudio(home = join(temporaryFolder(), 'home')): Promise<Opened> {
  const builtInPacks = join(temporaryFolder(), 'packs');
  writeStagePacks(builtInPacks);
  const compute = new ScriptedEngine();
  const studio = await createStudio({ home, builtInPacks }, { compute, media: new ScriptedEngine() });
  onTestFinished(() => studio.close());
  return {
    studio,
    compute,
    home,
    call: (name, input) => {
      const handler = studio.handlers[name] as (input: unknown) => Promise<never>;
      return handler(calls[name].input.parse(input));
    },
  };
}

describe('studio', () => {
  it('takes a prompt through all four stages', async () => {
    const { studio, call, compute } = await openStudio();
    const events: NumberedEvent[] = [];
    studio.subscribe(null, (event) => events.push(event));
    const project = await call('projects.create', { prompt: 'a lighthouse at dusk, warm light' });
    expect(project.name).toBe('a lighthouse at dusk, warm light');
    const request = {
      projectId: project.id,
      prompt: project.prompt,
      preset: 'draft' as const,
      seed: 7,
      from: 't2i' as const,
      to: 'vfi' as const,
      parentTakeId: null,
    };
    const { jobs } = await call('generations.start', request);
    expect(jobs).toHaveLength(1);
    await studio.idle();
    const after = await call('projects.get', { projectId: project.id });
    expect(after.takes.map((take) => [take.stage, take.width, take.height, take.frames, take.fps])).toEqual([
      ['t2i', 256, 256, 1, 1],
      ['i2v', 256, 256, 8, 8],
      ['v2v', 256, 256, 8, 8],
      ['vfi', 256, 256, 22, 24],
    ]);
    expect(after.jobs[0]).toMatchObject({ state: 'done', fraction: 1, error: null });
    expect(after.project).toMatchObject({ takeCount: 4 });
    expect(after.project.durationSeconds).toBeCloseTo(22 / 24);
    const media = await studio.resolveMedia(after.takes[3]?.proxy ?? '');
    expect(media?.mime).toBe('video/mp4');

    const again = await call('generations.start', request);
    await studio.idle();
    expect(compute.finishedStages).toBe(4);
    const jobsNow = await call('jobs.list', {});
    expect(jobsNow.jobs.find((job) => job.id === again.jobs[0]?.id)?.steps.map((step) => step.state)).toEqual(
      Array(4).fill('reused'),
    );
    expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
  });

  it('imports a picture, animates it and exports the result', async () => {
    const { studio, call } = await openStudio();
    const source = join(temporaryFolder(), 'my dog.png');
    writeFileSync(source, 'picture');
    const project = await call('projects.create', {});
    const { uploadId } = await studio.acceptFile(source);
    const reference = await call('references.import', { projectId: project.id, uploadId });
    expect(reference).toMatchObject({ stage: 't2i', origin: 'imported' });
    expect((await call('projects.get', { projectId: project.id })).project.name).toBe('my dog');
    await call('generations.start', {
      projectId: project.id,
      prompt: 'slow zoom in',
      preset: 'draft',
      seed: null,
      from: 'i2v',
      to: 'vfi',
      parentTakeId: reference.id,
    });
    await studio.idle();
    const { takes } = await call('projects.get', { projectId: project.id });
    const smooth = takes.find((take) => take.stage === 'vfi');
    expect(smooth).toMatchObject({ width: 296, height: 224, frames: 22 });
    const exported = await call('exports.run', { takeId: smooth?.id ?? '', format: 'mp4' });
    expect(exported.fileName).toBe('my dog.mp4');
    const out = join(temporaryFolder(), 'out.mp4');
    await studio.saveMediaAs(exported.media, out);
    expect(JSON.parse(JSON.parse(await readFile(out, 'utf8'))[3])).toMatchObject({ prompt: 'slow zoom in', format: 1 });
  });
});
