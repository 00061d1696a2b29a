import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../electron/contract/errors.ts';
import type { Engine, EngineTask, FinishedFile, ResultOf, TakeFiles } from '../../electron/engine/messages.ts';

type StageTask = Extract<EngineTask, { kind: 'stage' }>;
type RunOptions = NonNullable<Parameters<Engine['run']>[1]>;

/**
 * An engine for tests of scheduling: keeps the port's promises (one task at a time, in order; deterministic files; cancel
 * within one step) and writes real files of a few bytes, without networks. `before` runs at the start of every stage and may
 * wait or throw, to play a slow, failing or dying engine.
 */
export class ScriptedEngine implements Engine {
  readonly tasks: EngineTask[] = [];
  /** Stage tasks that ran to their end. */
  finishedStages = 0;
  running = 0;
  renewals = 0;
  mostAtOnce = 0;
  before: (task: StageTask, options: RunOptions) => Promise<void> | void = () => undefined;
  steps = 3;
  #state: Engine['state'] = 'stopped';
  #line: Promise<unknown> = Promise.resolve();
  #stopping = new AbortController();
  readonly #listeners = new Set<(state: Engine['state']) => void>();

  get state(): Engine['state'] {
    return this.#state;
  }

  onStateChange(listener: (state: Engine['state']) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  run<T extends EngineTask>(task: T, options: RunOptions = {}): Promise<ResultOf<T['kind']>> {
    const turn = this.#line.then(() => this.#run(task, options));
    this.#line = turn.catch(() => undefined);
    return turn as Promise<ResultOf<T['kind']>>;
  }

  renew(): void {
    this.renewals += 1;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#line;
    this.#stopping = new AbortController();
    this.#become('stopped');
  }

  async #run(task: EngineTask, options: RunOptions): Promise<unknown> {
    const signals = [this.#stopping.signal, ...(options.signal ? [options.signal] : [])];
    const signal = AbortSignal.any(signals);
    this.tasks.push(task);
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    this.#become('busy');
    try {
      return await this.#perform(task, { ...options, signal });
    } finally {
      this.running -= 1;
      this.#become('ready');
    }
  }

  async #perform(task: EngineTask, options: RunOptions): Promise<unknown> {
    const check = (): void => {
      if (options.signal?.aborted) throw new StudioError('cancelled', 'The task was cancelled.');
    };
    switch (task.kind) {
      case 'stage': {
        check();
        await this.before(task, options);
        for (let step = 1; step <= this.steps; step++) {
          await new Promise(setImmediate);
          check();
          options.onProgress?.({ step, of: this.steps, previewPath: null });
        }
        const input = task.inputPath === null ? '' : hash(await readFile(task.inputPath));
        const { width, height, frames, fps } = task.request;
        const files = await takeFiles(task.outputDir, JSON.stringify([task.request, task.pack.id, input]), frames);
        this.finishedStages += 1;
        return {
          kind: 'stage',
          files: { ...files, width, height, frames, fps },
          device: 'test',
          seconds: 0.01,
          sessionSeconds: 0,
          peakBytes: 3e8 + 100 * width * height,
        };
      }
      case 'import-picture': {
        const files = await takeFiles(task.outputDir, hash(await readFile(task.inputPath)), 1);
        return { kind: 'import-picture', files: { ...files, width: 640, height: 480, frames: 1, fps: 1 }, notes: [] };
      }
      case 'keep-picture': {
        const text = `kept ${hash(await readFile(task.inputPath))}`;
        return {
          kind: 'keep-picture',
          file: await write(task.outputDir, 'picture', 'png', text),
          width: 320,
          height: 240,
        };
      }
      case 'export': {
        const text = JSON.stringify([
          task.settings.format,
          task.settings.range,
          task.settings.loops,
          task.recipe,
          hash(await readFile(task.inputPath)),
        ]);
        const { format } = task.settings;
        const extension = format === 'png' ? 'zip' : format;
        return { kind: 'export', file: await write(task.outputDir, 'export', extension, text) };
      }
      case 'frame': {
        const text = JSON.stringify([task.frame, task.format, hash(await readFile(task.inputPath))]);
        return {
          kind: 'frame',
          file: await write(task.outputDir, 'frame', task.format === 'jpeg' ? 'jpg' : 'png', text),
        };
      }
      case 'probe-input':
        return { kind: 'probe-input', width: 640, height: 480, frames: 1, fps: task.inputFps };
      case 'probe-device':
        return { kind: 'probe-device', device: 'cpu', label: 'CPU', reason: 'chosen for this test' };
      case 'probe-ffmpeg':
        return { kind: 'probe-ffmpeg', path: '/usr/bin/ffmpeg', version: '7.0' };
    }
  }

  #become(state: Engine['state']): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }
}

/** A step that never ends by itself; it ends when the task is cancelled. */
export function untilCancelled(options: RunOptions): Promise<void> {
  return new Promise((_, reject) => {
    const cancelled = (): void => reject(new StudioError('cancelled', 'The task was cancelled.'));
    if (options.signal?.aborted) cancelled();
    else options.signal?.addEventListener('abort', cancelled, { once: true });
  });
}

async function takeFiles(
  dir: string,
  seedText: string,
  frames: number,
): Promise<Pick<TakeFiles, 'master' | 'proxy' | 'poster' | 'filmstrip' | 'filmstripFrames'>> {
  const moving = frames > 1;
  return {
    master: await write(dir, 'master', moving ? 'mkv' : 'png', `master ${seedText}`),
    proxy: moving ? await write(dir, 'proxy', 'mp4', `proxy ${seedText}`) : null,
    poster: await write(dir, 'poster', 'webp', `poster ${seedText}`),
    filmstrip: await write(dir, 'filmstrip', 'webp', `filmstrip ${seedText}`),
    filmstripFrames: Math.min(16, frames),
  };
}

async function write(dir: string, name: string, extension: string, text: string): Promise<FinishedFile> {
  const path = join(dir, `${name}.${extension}`);
  const bytes = Buffer.from(text);
  const file = await open(path, 'w');
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
  return { path, extension, sizeBytes: bytes.byteLength, sha256: hash(bytes) };
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
