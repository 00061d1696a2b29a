import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { StudioError } from '../contract/errors.ts';
import type { Engine, EngineCommand, EngineMessage, EngineResult, EngineTask } from './messages.ts';
import { parseMessage } from './schema.ts';

export interface EngineOptions {
  /** A plain Node binary, never Electron's own: see docs/ARCHITECTURE.md. */
  readonly nodePath: string;
  /** Entry of the engine process. */
  readonly script: string;
  /** Shows in process lists and messages. */
  readonly label: string;
  /** The ffmpeg the person chose, asked for at every start. */
  readonly ffmpegPath: () => string | null;
  /** How long a cancelled task may take to stop before the process is killed, milliseconds. */
  readonly graceMilliseconds?: number;
  /** An idle process ends after this long, milliseconds. */
  readonly idleMilliseconds?: number;
  /** What the process may take. One that has grown beyond a quarter of it ends after its task: memory of released sessions does not reliably come back. */
  readonly memoryBytes: () => number;
  /** However much it may take, beyond this it ends after its task. */
  readonly residentLimitBytes?: number;
}

interface Waiting {
  readonly id: string;
  readonly task: EngineTask;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: { step: number; of: number; previewPath: string | null }) => void) | undefined;
  readonly resolve: (result: EngineResult) => void;
  readonly reject: (error: StudioError) => void;
}

/** Owns one engine process: starts it for the first task, restarts it after a crash, ends it when idle or grown. */
export function createEngine(options: EngineOptions): Engine {
  return new SupervisedEngine(options);
}

class SupervisedEngine implements Engine {
  readonly #options: Required<EngineOptions>;
  readonly #listeners = new Set<(state: Engine['state']) => void>();
  readonly #queue: Waiting[] = [];
  #state: Engine['state'] = 'stopped';
  #child: ChildProcess | null = null;
  #running: Waiting | null = null;
  #complaints = '';
  #nextId = 1;
  #stopped = false;
  #idleTimer: NodeJS.Timeout | undefined;
  #graceTimer: NodeJS.Timeout | undefined;
  #killedForCancel = false;
  #renewDue = false;

  constructor(options: EngineOptions) {
    this.#options = {
      graceMilliseconds: 10_000,
      idleMilliseconds: 120_000,
      residentLimitBytes: 4 * 1024 ** 3,
      ...options,
    };
  }

  get state(): Engine['state'] {
    return this.#state;
  }

  onStateChange(listener: (state: Engine['state']) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  run: Engine['run'] = (task, { signal, onProgress } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(cancelled());
      if (this.#stopped)
        return reject(new StudioError('cancelled', 'The studio is closing. The work goes on at the next start.'));
      const waiting: Waiting = {
        id: String(this.#nextId++),
        task,
        signal,
        onProgress,
        // The kind of the answer was checked against the task's when it came in.
        resolve: resolve as (result: EngineResult) => void,
        reject,
      };
      signal?.addEventListener('abort', () => this.#cancel(waiting), { once: true });
      this.#queue.push(waiting);
      this.#next();
    });

  renew(): void {
    if (this.#running || this.#state === 'starting') this.#renewDue = true;
    else if (this.#child) this.#retire();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const waiting of this.#queue.splice(0)) waiting.reject(cancelled());
    const child = this.#child;
    if (!child) return;
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => child.kill('SIGKILL'), 2_000);
      child.once('exit', () => {
        clearTimeout(force);
        resolve();
      });
      this.#send({ type: 'stop' });
    });
  }

  #next(): void {
    if (this.#running || this.#queue.length === 0) return;
    clearTimeout(this.#idleTimer);
    if (!this.#child) this.#start();
    if (this.#state === 'starting') return;
    const waiting = this.#queue.shift();
    if (!waiting) return;
    this.#running = waiting;
    this.#setState('busy');
    this.#send({ type: 'run', taskId: waiting.id, task: waiting.task });
  }

  #start(): void {
    this.#complaints = '';
    this.#killedForCancel = false;
    this.#renewDue = false;
    this.#setState('starting');
    const { nodePath, script, label, ffmpegPath } = this.#options;
    const chosen = ffmpegPath();
    const child = spawn(nodePath, [`--title=stillmotion-engine-${label}`, script], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ...(chosen ? { FFMPEG_PATH: chosen } : {}) },
      windowsHide: true,
    });
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-4_096);
    });
    child.on('message', (raw) => {
      const message = parseMessage(raw);
      if (message) this.#hear(message);
    });
    child.on('error', (error) => this.#ended(child, `it could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      this.#ended(child, signal ? `it was ended by ${signal}` : `it ended with code ${code}`),
    );
    lowerPriority(child.pid);
  }

  #hear(message: EngineMessage): void {
    if (message.type === 'ready') {
      this.#setState('ready');
      this.#next();
      return;
    }
    const running = this.#running;
    if (!running || message.taskId !== running.id) return;
    if (message.type === 'progress') {
      const { step, of, previewPath } = message;
      running.onProgress?.({ step, of, previewPath });
      return;
    }
    this.#running = null;
    clearTimeout(this.#graceTimer);
    this.#setState('ready');
    if (message.type === 'failed') running.reject(StudioError.fromShape(message.error));
    else if (message.result.kind !== running.task.kind) {
      running.reject(
        new StudioError('internal', `The engine answered ${running.task.kind} with ${message.result.kind}.`),
      );
    } else running.resolve(message.result);
    if (this.#hasGrown(message) || this.#renewDue) this.#retire();
    else this.#restWhenIdle();
    this.#next();
  }

  #hasGrown(message: Extract<EngineMessage, { type: 'done' | 'failed' }>): boolean {
    if (message.type === 'failed') return message.error.code === 'out-of-memory';
    const { residentLimitBytes, memoryBytes } = this.#options;
    return message.residentBytes > Math.min(residentLimitBytes, memoryBytes() / 4);
  }

  #cancel(waiting: Waiting): void {
    const place = this.#queue.indexOf(waiting);
    if (place >= 0) {
      this.#queue.splice(place, 1);
      waiting.reject(cancelled());
      return;
    }
    if (this.#running !== waiting) return;
    this.#send({ type: 'cancel', taskId: waiting.id });
    this.#graceTimer = setTimeout(() => {
      this.#killedForCancel = true;
      this.#child?.kill('SIGKILL');
    }, this.#options.graceMilliseconds);
  }

  #ended(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    this.#child = null;
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#graceTimer);
    this.#setState('stopped');
    // A process that ends before its first task takes that task with it: a broken set-up must not restart for ever.
    const interrupted = this.#running ?? this.#queue.shift();
    this.#running = null;
    if (interrupted)
      interrupted.reject(
        this.#killedForCancel || interrupted.signal?.aborted || this.#stopped
          ? cancelled(this.#killedForCancel)
          : this.#crash(how),
      );
    if (!this.#stopped) this.#next();
  }

  /** Ends the process between tasks: it leaves by itself, and the next task starts a fresh one. */
  #retire(): void {
    this.#send({ type: 'stop' });
    this.#child = null;
    this.#setState('stopped');
  }

  #restWhenIdle(): void {
    this.#idleTimer = setTimeout(() => {
      if (!this.#running && this.#queue.length === 0) this.#retire();
    }, this.#options.idleMilliseconds);
    this.#idleTimer.unref();
  }

  #crash(how: string): StudioError {
    const lastWords = this.#complaints.trim().split('\n').slice(-3).join(' ').slice(-600);
    const killed = how.includes('SIGKILL') ? ' Most often that means that the machine ran out of memory.' : '';
    return new StudioError(
      'engine-crashed',
      `The engine (${this.#options.label}) stopped: ${how}.${killed} Finished stages are kept; try again, or at a smaller size.${lastWords ? ` It said: ${lastWords}` : ''}`,
      { details: { how } },
    );
  }

  #send(command: EngineCommand): void {
    // A process that is just ending cannot be told any more: its exit is handled above.
    if (this.#child?.connected) this.#child.send(command, () => undefined);
  }

  #setState(state: Engine['state']): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

function cancelled(killed = false): StudioError {
  return new StudioError('cancelled', 'Stopped. Finished stages are kept.', { details: { killed } });
}

/** The window stays smooth while all cores compute. Not every system lets us: then the priority stays as it is. */
function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // no permission: nothing depends on it
  }
}
