import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Engine } from '../../../electron/engine/messages.ts';
import { createEngine, type EngineOptions } from '../../../electron/engine/supervisor.ts';
import { openFrames } from '../../../electron/media/frame-source.ts';
import { refineTask, smoothTask, stripesClip } from '../../support/engine-tasks.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('../../../electron/engine/worker.ts', import.meta.url));
let folder: string;
let clip: string;
let outputs = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'));
  clip = await stripesClip(folder, { width: 64, height: 48 }, 12);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(options: Partial<EngineOptions> = {}): Engine {
  const engine = createEngine({
    nodePath: process.execPath,
    script,
    label: 'test',
    ffmpegPath: () => null,
    memoryBytes: () => 64e9,
    ...options,
  });
  onTestFinished(() => engine.stop());
  return engine;
}

async function outputFolder(): Promise<string> {
  const path = join(folder, `output-${outputs++}`);
  await mkdir(path);
  return path;
}

/** Ids of the running engine processes that this process started. */
async function enginePids(parent = process.pid): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  return stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((found) => Number(found?.[2]) === parent && /stillmotion-engine|engine\/worker/.test(found?.[3] ?? ''))
    .map((found) => Number(found?.[1]));
}

const many = { width: 64, height: 48, frames: 11 * 60 + 1 };

describe('an engine process', () => {
  it('starts with its first task, says what it does, and ends when it is stopped', async () => {
    const engine = start();
    const states: string[] = [];
    engine.onStateChange((state) => states.push(state));
    expect(engine.state).toBe('stopped');
    expect(await enginePids()).toHaveLength(0);
    expect(await engine.run({ kind: 'probe-ffmpeg' })).toMatchObject({
      kind: 'probe-ffmpeg',
      path: expect.any(String),
    });
    expect(await engine.run({ kind: 'probe-device', device: 'cpu' })).toMatchObject({ device: 'cpu', label: 'CPU' });
    expect(await enginePids()).toHaveLength(1);
    await engine.stop();
    expect(states).toEqual(['starting', 'ready', 'busy', 'ready', 'busy', 'ready', 'stopped']);
    expect(await enginePids()).toHaveLength(0);
  });

  it('runs two stages in order: exact frame counts, sizes, previews, steps that only rise', async () => {
    const engine = start();
    const [refinedDir, smoothDir] = [await outputFolder(), await outputFolder()];
    const steps: [number, number][] = [];
    const previewPath = join(folder, 'preview');
    const previews: Promise<{ width?: number; format?: string }>[] = [];
    const refined = await engine.run(
      { ...refineTask(clip, refinedDir, { width: 96, height: 72, frames: 12 }), previewPath },
      {
        onProgress: (progress) => {
          steps.push([progress.step, progress.of]);
          if (progress.previewPath) previews.push(sharp(progress.previewPath).metadata());
        },
      },
    );
    expect(refined).toMatchObject({ device: 'CPU · fp32', files: { width: 96, height: 72, frames: 12, fps: 8 } });
    expect(refined.sessionSeconds).toBeGreaterThan(0);
    expect(refined.seconds).toBeGreaterThan(refined.sessionSeconds);
    expect(steps.at(-1)).toEqual([12, 12]);
    expect(steps.map(([step]) => step)).toEqual(steps.map(([step]) => step).toSorted((a, b) => a - b));
    expect((await Promise.all(previews))[0]).toMatchObject({ format: 'webp', width: 96 });

    const shape = { width: 96, height: 72, frames: 34 };
    const smooth = await engine.run(smoothTask(refined.files.master.path, smoothDir, shape, 3));
    expect(smooth.files).toMatchObject({ ...shape, fps: 24 });
    expect(await openFrames(smooth.files.master.path, 24)).toMatchObject({ width: 96, height: 72, count: 34, fps: 24 });
  });

  it('gives the same frames for the same task', async () => {
    const shape = { width: 80, height: 64, frames: 12 };
    const hashes: string[] = [];
    for (const engine of [start(), start()]) {
      const { files } = await engine.run(refineTask(clip, await outputFolder(), shape));
      hashes.push(files.master.sha256);
    }
    expect(hashes[1]).toBe(hashes[0]);
  });

  it('is killed in the middle of a task: that task fails and the next one runs', async () => {
    const engine = start();
    let killed = false;
    const task = engine.run(smoothTask(clip, await outputFolder(), many, 60), {
      onProgress: async () => {
        if (killed) return;
        killed = true;
        for (const pid of await enginePids()) process.kill(pid, 'SIGKILL');
      },
    });
    await expect(task).rejects.toMatchObject({ code: 'engine-crashed', message: expect.stringContaining('SIGKILL') });
    expect(engine.state).not.toBe('busy');
    const shape = { width: 64, height: 48, frames: 12 };
    expect((await engine.run(refineTask(clip, await outputFolder(), shape))).files.frames).toBe(12);
  });

  it('stops a cancelled task within a step or two and goes on with the next in the same process', async () => {
    const engine = start();
    await engine.run({ kind: 'probe-ffmpeg' });
    const before = await enginePids();
    const cancel = new AbortController();
    let last = 0;
    const cancelled = engine.run(smoothTask(clip, await outputFolder(), many, 60), {
      signal: cancel.signal,
      onProgress: ({ step }) => {
        last = step;
        if (step >= 3) cancel.abort();
      },
    });
    const waiting = new AbortController();
    const neverStarted = engine.run({ kind: 'probe-ffmpeg' }, { signal: waiting.signal });
    const next = engine.run({ kind: 'probe-ffmpeg' });
    waiting.abort();
    await expect(neverStarted).rejects.toMatchObject({ code: 'cancelled' });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(last).toBeLessThan(100);
    expect((await next).kind).toBe('probe-ffmpeg');
    expect(await enginePids()).toEqual(before);
    await expect(engine.run({ kind: 'probe-ffmpeg' }, { signal: cancel.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('holds a handful of frames, however long the clip is, and leaves its parent free', async () => {
    const engine = start();
    const long = await stripesClip(await outputFolder(), { width: 48, height: 32 }, 300);
    const looks: Promise<number>[] = [];
    const residentMegabytes = async (): Promise<number> => {
      const { stdout } = await run('ps', ['-o', 'rss=', '-p', String((await enginePids())[0])]);
      return Number(stdout) / 1024;
    };
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    await engine.run(smoothTask(long, await outputFolder(), { width: 384, height: 256, frames: 300 }, 1), {
      onProgress: ({ step }) => {
        if (step >= 60 + looks.length * 60 && step < 295) looks.push(residentMegabytes());
      },
    });
    delay.disable();
    const [early = 0, ...later] = await Promise.all(looks);
    expect(later.length).toBeGreaterThan(1);
    expect(early).toBeGreaterThan(50);
    // The 240 frames in between have 70 MB.
    expect(Math.max(...later) - early).toBeLessThan(35);
    expect(delay.percentile(95) / 1e6).toBeLessThan(100);
  });

  it('names what was wrong with a task and stays alive', async () => {
    const engine = start();
    const shape = { width: 64, height: 48, frames: 12 };
    const task = refineTask(join(folder, 'nowhere.mkv'), await outputFolder(), shape);
    await expect(engine.run(task)).rejects.toMatchObject({ code: 'not-found' });
    const before = await enginePids();
    await expect(
      engine.run({ ...refineTask(clip, await outputFolder(), shape), method: 'magic' }),
    ).rejects.toMatchObject({ code: 'pack-invalid', message: expect.stringContaining('magic') });
    const noComponent = refineTask(clip, await outputFolder(), shape);
    await expect(engine.run({ ...noComponent, pack: { ...noComponent.pack, components: {} } })).rejects.toMatchObject({
      code: 'pack-invalid',
      message: expect.stringContaining('refiner'),
    });
    await expect(engine.run(refineTask(clip, await outputFolder(), { ...shape, frames: 13 }))).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('12 of 13'),
    });
    expect(await enginePids()).toEqual(before);
  });

  it('imports a picture and says what it changed', async () => {
    const path = join(folder, 'clear.png');
    await sharp({ create: { width: 90, height: 60, channels: 4, background: { r: 9, g: 90, b: 200, alpha: 0.5 } } })
      .png()
      .toFile(path);
    const engine = start();
    const { files, notes } = await engine.run({
      kind: 'import-picture',
      inputPath: path,
      outputDir: await outputFolder(),
      recipe: null,
    });
    expect(files).toMatchObject({ width: 90, height: 60, frames: 1, proxy: null, filmstripFrames: 1 });
    expect(notes.join()).toMatch(/transparent/i);
    await expect(
      engine.run({ kind: 'import-picture', inputPath: clip, outputDir: await outputFolder(), recipe: null }),
    ).rejects.toMatchObject({ code: 'unsupported-picture' });
  });

  it('ends when idle, and when it has grown too large, and starts anew for the next task', async () => {
    const idle = start({ idleMilliseconds: 200 });
    await idle.run({ kind: 'probe-ffmpeg' });
    await expect.poll(() => enginePids(), { timeout: 10_000 }).toHaveLength(0);
    expect(idle.state).toBe('stopped');
    await idle.run({ kind: 'probe-ffmpeg' });
    await idle.stop();

    const grown = start({ residentLimitBytes: 1 });
    await Promise.all([grown.run({ kind: 'probe-ffmpeg' }), grown.run({ kind: 'probe-ffmpeg' })]);
    await expect.poll(() => enginePids(), { timeout: 10_000 }).toHaveLength(0);
  });

  it('stops a task that takes more memory than it may, in a process that then ends; the next task has a fresh one', async () => {
    const engine = start();
    const task = refineTask(clip, await outputFolder(), { width: 64, height: 48, frames: 12 });
    await expect(engine.run({ ...task, memoryBytes: 1e7 })).rejects.toMatchObject({ code: 'out-of-memory' });
    await expect.poll(() => enginePids(), { timeout: 10_000 }).toHaveLength(0);
    const { files, peakBytes } = await engine.run({ ...task, outputDir: await outputFolder() });
    expect(files.frames).toBe(12);
    expect(peakBytes).toBeGreaterThan(50e6);
    expect(peakBytes).toBeLessThan(4e9);
  });

  it('reads the ffmpeg path anew when it is renewed', async () => {
    let ffmpegPath: string | null = join(folder, 'no-ffmpeg');
    const engine = start({ ffmpegPath: () => ffmpegPath });
    await expect(engine.run({ kind: 'probe-ffmpeg' })).rejects.toMatchObject({ code: 'ffmpeg-missing' });
    ffmpegPath = null;
    engine.renew();
    expect((await engine.run({ kind: 'probe-ffmpeg' })).version).toMatch(/\d/);
  });

  it('ends when its parent is killed', async () => {
    const supervisor = fileURLToPath(new URL('../../../electron/engine/supervisor.ts', import.meta.url));
    const source = `import { createEngine } from ${JSON.stringify(supervisor)};
      const engine = createEngine({ nodePath: process.execPath, script: ${JSON.stringify(script)}, label: 'orphan', ffmpegPath: () => null, memoryBytes: () => 64e9 });
      await engine.run({ kind: 'probe-ffmpeg' });
      console.log('ready');
      setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => parent.stdout.once('data', resolve));
    const [orphan = 0] = await enginePids(parent.pid);
    expect(orphan).toBeGreaterThan(0);
    parent.kill('SIGKILL');
    await expect.poll(() => isRunning(orphan), { timeout: 10_000 }).toBe(false);
  });
});

describe('a supervisor of a misbehaving process', () => {
  /** A real child process that speaks the engine's messages, badly. */
  async function misbehaving(onRun: string): Promise<string> {
    const path = join(folder, `bad-${outputs++}.mjs`);
    await writeFile(
      path,
      `process.on('message', async (message) => { if (message.type === 'run') { const taskId = message.taskId; ${onRun} }
         if (message.type === 'stop') process.exit(0); });
       process.send({ type: 'ready', pid: process.pid });`,
    );
    return path;
  }

  it('kills one that does not hear the cancel, after the grace period', async () => {
    const engine = start({ script: await misbehaving('for (;;);'), graceMilliseconds: 300 });
    const cancel = new AbortController();
    const task = engine.run({ kind: 'probe-ffmpeg' }, { signal: cancel.signal });
    await expect.poll(() => engine.state).toBe('busy');
    cancel.abort();
    await expect(task).rejects.toMatchObject({ code: 'cancelled', details: { killed: true } });
    await expect.poll(() => enginePids()).toHaveLength(0);
  });

  it('repeats its last words', async () => {
    const engine = start({ script: await misbehaving(`console.error('the driver is gone'); process.exit(3);`) });
    await expect(engine.run({ kind: 'probe-ffmpeg' })).rejects.toMatchObject({
      code: 'engine-crashed',
      message: expect.stringMatching(/code 3.*the driver is gone/s),
    });
  });

  it('believes only messages of the known form, and only about the task that runs', async () => {
    const engine = start({
      script: await misbehaving(`
        process.send('hello');
        process.send({ type: 'done', taskId, result: { kind: 'stage', files: {} }, residentBytes: 1 });
        process.send({ type: 'failed', taskId: 'other', error: { code: 'internal', message: 'no' } });
        process.send({ type: 'done', taskId, result: { kind: 'probe-ffmpeg', path: 'p', version: 'v' }, residentBytes: 1 });`),
    });
    expect(await engine.run({ kind: 'probe-ffmpeg' })).toEqual({ kind: 'probe-ffmpeg', path: 'p', version: 'v' });
    await expect(engine.run({ kind: 'probe-device', device: 'cpu' })).rejects.toMatchObject({ code: 'internal' });
  });

  it('fails the task, once, when the process cannot be started', async () => {
    for (const options of [{ nodePath: join(folder, 'no-node') }, { script: join(folder, 'no-script.mjs') }]) {
      const engine = start(options);
      await expect(engine.run({ kind: 'probe-ffmpeg' })).rejects.toMatchObject({ code: 'engine-crashed' });
      expect(engine.state).toBe('stopped');
    }
  });

  it('keeps the take of every task apart when the process dies with others waiting', async () => {
    const flag = join(folder, 'died-once');
    const engine = start({
      script: await misbehaving(`
        const fs = await import('node:fs');
        if (!fs.existsSync(${JSON.stringify(flag)})) { fs.writeFileSync(${JSON.stringify(flag)}, ''); process.exit(9); }
        process.send({ type: 'done', taskId, result: { kind: 'probe-ffmpeg', path: taskId, version: 'v' }, residentBytes: 1 });`),
    });
    const [first, second, third] = await Promise.allSettled([1, 2, 3].map(() => engine.run({ kind: 'probe-ffmpeg' })));
    expect(first?.status).toBe('rejected');
    expect([second, third]).toMatchObject([{ value: { path: '2' } }, { value: { path: '3' } }]);
    expect(await readFile(flag, 'utf8')).toBe('');
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
