import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createStudio, type Studio } from '../../electron/studio/index.ts';
import { call, killAt, openStudio } from '../support/real-studio.ts';
import { temporaryFolder } from '../support/studio-fixtures.ts';

/** Small and short, through the real networks of the starter packs. */
const small = { i2v: { frames: 4, size: 128 }, v2v: { size: 192 }, vfi: { factor: 2 } };

async function picture(width = 96, height = 64): Promise<string> {
  const path = join(temporaryFolder(), 'meadow.jpg');
  const pixels = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, index) => (index * 37 + (index >> 5) * 11) % 256),
  );
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .blur(2)
    .jpeg()
    .toFile(path);
  return path;
}

function mkdir(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function importPicture(studio: Studio): Promise<{ projectId: string; parentTakeId: string }> {
  const project = await call(studio, 'projects.create', {});
  const { uploadId } = await studio.acceptFile(await picture());
  const take = await call(studio, 'references.import', { projectId: project.id, uploadId });
  return { projectId: project.id, parentTakeId: take.id };
}

/** The engine process of this label that this process started (Linux). */
function enginePid(label: string): number {
  const isOurs = (pid: string): boolean => {
    try {
      const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return parent === String(process.pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`engine-${label}`);
    } catch {
      return false;
    }
  };
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && isOurs(name));
  if (pid === undefined) throw new Error(`No engine process called ${label} is running.`);
  return Number(pid);
}

describe('a studio with its real engine', () => {
  it('killed in the middle of a job, finishes it at the next start without redoing finished stages', async () => {
    const home = join(temporaryFolder(), 'home');
    const first = await createStudio({ home, device: 'cpu' });
    const { projectId, parentTakeId } = await importPicture(first);
    await first.close();
    const request = {
      projectId,
      prompt: 'slow zoom in',
      preset: 'draft',
      seed: 5,
      from: 'i2v',
      to: 'vfi',
      parentTakeId,
      parameters: small,
    };
    await killAt(home, request, (event) => event.type === 'job.progress' && event.stage === 'v2v');

    const studio = await openStudio(home);
    const before = await call(studio, 'projects.get', { projectId });
    expect(before.takes.map((take) => take.stage)).toEqual(['t2i', 'i2v']);
    expect(['waiting', 'running']).toContain(before.jobs[0]?.state);
    const stages = new Set<string>();
    studio.subscribe(null, ({ event }) => {
      if (event.type === 'job.progress') stages.add(event.stage);
    });
    await studio.idle();
    const after = await call(studio, 'projects.get', { projectId });
    expect(after.jobs[0]).toMatchObject({ state: 'done', fraction: 1, crashes: 0 });
    expect(after.takes.map((take) => [take.stage, take.width, take.height, take.frames])).toEqual([
      ['t2i', 96, 64, 1],
      ['i2v', 160, 104, 4],
      ['v2v', 232, 160, 4],
      ['vfi', 232, 160, 7],
    ]);
    expect(after.takes[1]).toEqual(before.takes[1]);
    expect(stages).not.toContain('i2v');
  });

  it.skipIf(process.platform !== 'linux')(
    'exports what it made, with the recipe inside, and its engine’s death costs one retry',
    async () => {
      const home = join(temporaryFolder(), 'home');
      const studio = await openStudio(home);
      const { projectId, parentTakeId } = await importPicture(studio);
      let killed = false;
      studio.subscribe(null, ({ event }) => {
        if (event.type !== 'job.progress' || killed) return;
        killed = true;
        process.kill(enginePid('compute'), 'SIGKILL');
      });
      const request = {
        projectId,
        prompt: 'waves',
        preset: 'draft',
        seed: 6,
        from: 'i2v',
        to: 'i2v',
        parentTakeId,
        parameters: { i2v: small.i2v },
      } as const;
      await call(studio, 'generations.start', request);
      await studio.idle();
      const { takes, jobs } = await call(studio, 'projects.get', { projectId });
      expect(jobs[0]).toMatchObject({ state: 'done', crashes: 1 });
      const keyframes = takes.find((take) => take.stage === 'i2v');
      const exported = await call(studio, 'exports.run', { takeId: keyframes?.id ?? '', format: 'mp4' });
      expect(exported.fileName).toBe('meadow.mp4');
      const media = await studio.resolveMedia(exported.media);
      const bytes = readFileSync(media?.path ?? '');
      expect(bytes.includes('starter-motion')).toBe(true);
      expect(bytes.includes(home)).toBe(false);
    },
  );

  it('runs single stages on files: a folder of frames in, a folder or a video out', async () => {
    const studio = await openStudio(join(temporaryFolder(), 'home'));
    const frames = join(temporaryFolder(), 'frames');
    const common = { stage: 'vfi', prompt: '', seed: 1, packId: null, input: frames } as const;
    await sharp(await picture())
      .png()
      .toFile(join(mkdir(frames), '0001.png'));
    await sharp(await picture())
      .negate()
      .png()
      .toFile(join(frames, '0002.png'));
    const output = join(temporaryFolder(), 'out');
    const shape = await studio.runStageOnFiles({ ...common, output, parameters: { factor: 3 } });
    expect(shape).toEqual({ width: 96, height: 64, frames: 4, fps: 24 });
    const written = readdirSync(output)
      .filter((name) => name.endsWith('.png'))
      .sort();
    expect(written).toHaveLength(4);
    const last = await sharp(join(output, written[3] ?? '')).metadata();
    expect([last.format, last.width, last.height]).toEqual(['png', 96, 64]);
    const video = join(temporaryFolder(), 'out.mp4');
    await studio.runStageOnFiles({ ...common, output: video, parameters: { factor: 2 } });
    expect(readFileSync(video).subarray(4, 8).toString()).toBe('ftyp');
  });

  it('says what the machine offers', async () => {
    const studio = await openStudio(join(temporaryFolder(), 'home'));
    const info = await call(studio, 'system.info', {});
    expect(info.device?.kind).toBe('cpu');
    expect(info.ffmpeg?.version).toBeTruthy();
    expect(info.disk.freeBytes).toBeGreaterThan(0);
    const { packs } = await call(studio, 'packs.list', {});
    for (const stage of ['i2v', 'v2v', 'vfi'] as const) {
      const able = packs.filter((pack) => pack.stages.includes(stage));
      expect(able.map((pack) => [pack.health, pack.problem])).toContainEqual(['ok', null]);
    }
  });
});
