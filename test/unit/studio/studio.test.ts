import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { NumberedEvent } from '../../../electron/contract/events.ts';
import { fileNameOf } from '../../../electron/studio/recipe.ts';
import { openTestStudio } from '../../support/open-studio.ts';
import { untilCancelled } from '../../support/scripted-engine.ts';
import { temporaryFolder } from '../../support/studio-fixtures.ts';

// Real files, fsynced: slow on a busy disk.
vi.setConfig({ testTimeout: 60_000 });

describe('studio', () => {
  it('takes a prompt through all four stages', async () => {
    const { studio, call, compute } = await openTestStudio();
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
    const { studio, call } = await openTestStudio();
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

  it('keeps what a job uses from being deleted, until the job is cancelled', async () => {
    const { studio, call, compute } = await openTestStudio();
    const project = await call('projects.create', { prompt: 'sea' });
    const { uploadId } = await studio.acceptUpload(chunks('picture'), 'sea.png');
    const reference = await call('references.import', { projectId: project.id, uploadId });
    compute.before = (_task, options) => untilCancelled(options);
    const { jobs } = await call('generations.start', { ...animate, projectId: project.id, parentTakeId: reference.id });
    await expect(call('takes.delete', { takeId: reference.id })).rejects.toMatchObject({ code: 'conflict' });
    await expect(call('projects.delete', { projectId: project.id })).rejects.toMatchObject({ code: 'conflict' });
    expect(await call('jobs.cancel', { jobId: jobs[0]?.id ?? '' })).toEqual({ outcome: 'cancelled' });
    await call('takes.delete', { takeId: reference.id });
    await expect(call('jobs.retry', { jobId: jobs[0]?.id ?? '' })).rejects.toMatchObject({ code: 'not-found' });
    await call('takes.restore', { takeId: reference.id });
    await call('projects.delete', { projectId: project.id });
    const bin = await call('projects.list', { deleted: true });
    expect(bin.projects.map((one) => one.id)).toEqual([project.id]);
    await call('projects.restore', { projectId: project.id });
    await call('projects.delete', { projectId: project.id });
    expect((await call('projects.emptyBin', {})).freedBytes).toBeGreaterThan(0);
    await expect(call('projects.get', { projectId: project.id })).rejects.toMatchObject({ code: 'not-found' });
    expect(await studio.resolveMedia(reference.master)).toBeNull();
  });

  it('makes an edited reference beside the original, with what was done to it', async () => {
    const { studio, call } = await openTestStudio();
    const project = await call('projects.create', { name: 'Sea' });
    const first = await studio.acceptUpload(chunks('picture'), 'sea.png');
    const original = await call('references.import', { projectId: project.id, uploadId: first.uploadId });
    const second = await studio.acceptUpload(chunks('edited picture'), 'edit.png');
    const recipe = { ...edit, picture: original.master.slice('asset/'.length) };
    const edited = await call('references.saveEdit', { takeId: original.id, uploadId: second.uploadId, recipe });
    expect(edited).toMatchObject({ stage: 't2i', origin: 'edited', parentId: original.id });
    const { takes } = await call('projects.get', { projectId: project.id });
    expect(takes.map((take) => take.id)).toEqual([original.id, edited.id]);
    // An upload is used up; its file does not stay.
    await expect(call('references.import', { projectId: project.id, uploadId: second.uploadId })).rejects.toMatchObject(
      { code: 'not-found' },
    );
    await call('generations.start', { ...animate, projectId: project.id, parentTakeId: edited.id });
    await studio.idle();
    const last = (await call('projects.get', { projectId: project.id })).takes.at(-1);
    const exported = await call('exports.run', { takeId: last?.id ?? '', format: 'webm' });
    const media = await studio.resolveMedia(exported.media);
    const { chain } = JSON.parse(JSON.parse(await readFile(media?.path ?? '', 'utf8'))[3]);
    expect(chain.map((take: { stage: string; origin: string }) => `${take.stage} ${take.origin}`)).toEqual([
      't2i imported',
      't2i edited',
      'i2v generated',
    ]);
    // What was done, but nothing that names a file of this library.
    const { format: _format, layers: _layers, ...told } = edit;
    expect(chain[1].edit).toEqual({ ...told, strokes: 1 });
    expect(chain[2].pack).toEqual({ id: 'test-motion', version: '1.0.0' });
    await expect(
      call('exports.run', { takeId: last?.id ?? '', format: 'gif', range: { first: 3, last: 99 } }),
    ).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('gives files by reference only (would catch a path that leaves home)', async () => {
    const { studio } = await openTestStudio();
    for (const ref of [
      'asset/../../etc/passwd',
      'asset/',
      '/etc/passwd',
      `asset/${'0'.repeat(64)}`,
      'preview/nojob001/1',
    ]) {
      expect(await studio.resolveMedia(ref)).toBeNull();
    }
  });

  it('keeps settings, tells them, and renews the engines when ffmpeg changes', async () => {
    const { studio, call, compute, home } = await openTestStudio();
    const events: NumberedEvent[] = [];
    const stop = studio.subscribe(null, (event) => events.push(event));
    await call('settings.update', { theme: 'dark' });
    expect(compute.renewals).toBe(0);
    await call('settings.update', { ffmpegPath: '/opt/ffmpeg' });
    expect(compute.renewals).toBe(1);
    stop();
    await call('settings.update', { device: 'cpu', memoryBytes: 6e9 });
    await expect(call('settings.update', { memoryBytes: 0 })).rejects.toThrow(/100000000/);
    expect(events.map(({ event }) => event.type)).toEqual(['settings.changed', 'settings.changed']);
    const replayed: number[] = [];
    studio.subscribe(1, ({ id }) => replayed.push(id));
    expect(replayed).toEqual([2, 3]);
    await studio.close();
    const again = await openTestStudio({ home });
    expect(await again.call('settings.get', {})).toEqual({
      theme: 'dark',
      language: 'system',
      device: 'cpu',
      ffmpegPath: '/opt/ffmpeg',
      memoryBytes: 6e9,
    });
  });

  it('runs a stage on files outside any project, and names every wrong thing at once', async () => {
    const { studio } = await openTestStudio();
    const input = join(temporaryFolder(), 'in.png');
    writeFileSync(input, 'picture');
    const output = join(temporaryFolder(), 'out.mp4');
    const options = { prompt: '', seed: 1, packId: null, signal: new AbortController().signal };
    const shape = await studio.runStageOnFiles({
      ...options,
      stage: 'i2v',
      input,
      output,
      parameters: { frames: 4, size: 128 },
    });
    expect(shape).toEqual({ width: 144, height: 112, frames: 4, fps: 8 });
    expect(await readFile(output, 'utf8')).toContain('mp4');
    await expect(
      studio.runStageOnFiles({ ...options, stage: 'v2v', input: null, output: 'x.doc', parameters: { strength: 9 } }),
    ).rejects.toMatchObject({
      details: {
        issues: [
          expect.stringContaining('.doc'),
          'v2v needs an input file or folder',
          expect.stringContaining('v2v.strength is 9'),
        ],
      },
    });
    const one = { ...options, stage: 'i2v', input, output: join(temporaryFolder(), 'out.png') } as const;
    await expect(studio.runStageOnFiles({ ...one, parameters: { frames: 4 } })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });

  it('shows the inspector the defaults of preset and pack', async () => {
    const { call } = await openTestStudio();
    const { method, specs } = await call('packs.parameters', { packId: 'test-motion', stage: 'i2v', preset: 'draft' });
    expect(method).toBe('motion-field');
    expect(specs.find((spec) => spec.key === 'frames')).toMatchObject({ default: 8 });
    await expect(call('packs.parameters', { packId: 'test-motion', stage: 'vfi' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });
});

describe('file names of exports', () => {
  it('come from the project’s name and are safe on every system', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', 'é', ' ', '.', '/', '\\', ':', '\0', '\n', '🌊', '\u202e'),
          maxLength: 90,
        }),
        (name) => {
          const fileName = fileNameOf(name, 'mp4');
          expect(fileName).not.toMatch(/[\p{Cc}<>:"/\\|?*]/u);
          expect(fileName.startsWith('.')).toBe(false);
          expect([...fileName].length).toBeLessThanOrEqual(76);
        },
      ),
    );
    expect(fileNameOf('Sea: at/night?', 'mp4')).toBe('Sea at night.mp4');
    expect(fileNameOf('con', 'gif')).toBe('stillmotion con.gif');
    expect(fileNameOf('…/', 'gif')).toBe('….gif');
  });
});

const animate = { prompt: 'waves', preset: 'draft', seed: 1, from: 'i2v', to: 'i2v' } as const;
const edit = {
  format: 2 as const,
  layers: [],
  crop: { x: 0, y: 0, width: 10, height: 10 },
  rotateDegrees: 90,
  flipHorizontal: false,
  flipVertical: false,
  exposure: 0.1,
  contrast: 0,
  saturation: 0,
  temperature: 0,
  strokes: [{ kind: 'brush' as const, colour: '#FFB454', size: 12, points: [1, 2, 3, 4] }],
};

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  for (const part of text.split(' ')) yield Buffer.from(part);
}
