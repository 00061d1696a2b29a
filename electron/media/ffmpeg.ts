import { PassThrough, type Readable, type Writable } from 'node:stream';
import createCommand from 'fluent-ffmpeg';
import { StudioError } from '../contract/errors.ts';
import { failureLine } from './ffmpeg-arguments.ts';
import { findFfmpeg } from './ffmpeg-binary.ts';
import { diskFull } from './finished-file.ts';

/**
 * The one place that drives ffmpeg. It goes through fluent-ffmpeg, which is no longer developed
 * (fluent-ffmpeg/node-fluent-ffmpeg#1324): replacing it means rewriting this file alone.
 */
export interface FfmpegRun {
  readonly input: string | Readable;
  readonly inputOptions?: readonly string[];
  readonly secondInput?: { readonly path: string; readonly options: readonly string[] };
  readonly outputs: readonly { readonly target: string | Writable; readonly options: readonly string[] }[];
  readonly signal?: AbortSignal;
}

/**
 * Runs ffmpeg to its end and resolves to what it printed. Aborting kills it.
 * @throws StudioError `ffmpeg-missing`, `ffmpeg-failed` with the reason, `disk-full`, `cancelled`
 */
export async function runFfmpeg(run: FfmpegRun): Promise<string> {
  const { path } = await findFfmpeg();
  throwIfAborted(run.signal);
  const command = createCommand({ stdoutLines: 0 });
  command.setFfmpegPath(path);
  command.input(run.input).inputOptions(['-nostdin', '-protocol_whitelist', 'file,pipe', ...(run.inputOptions ?? [])]);
  if (run.secondInput) command.input(run.secondInput.path).inputOptions([...run.secondInput.options]);
  for (const { target, options } of run.outputs) command.output(target).outputOptions([...options]);
  return new Promise((resolve, reject) => {
    let printed = '';
    const kill = (): void => {
      command.kill('SIGKILL');
    };
    run.signal?.addEventListener('abort', kill, { once: true });
    command
      // The process starts a while after this: what was stopped in between is stopped now.
      .on('start', () => {
        if (run.signal?.aborted) kill();
      })
      .on('stderr', (line: string) => {
        printed = `${printed}\n${line}`.slice(-64_000);
      })
      .on('error', (error: Error) => {
        run.signal?.removeEventListener('abort', kill);
        reject(run.signal?.aborted ? cancelled() : ffmpegError(printed, error));
      })
      .on('end', () => {
        run.signal?.removeEventListener('abort', kill);
        resolve(printed);
      })
      .run();
  });
}

/**
 * Runs ffmpeg with its output as a stream. `finished` rejects like `runFfmpeg`, and so does reading; destroying the stream ends the
 * process.
 */
export function streamFfmpeg(run: Omit<FfmpegRun, 'outputs'> & { readonly options: readonly string[] }): {
  readonly stream: Readable;
  readonly finished: Promise<string>;
} {
  const stop = new AbortController();
  const stream: PassThrough = new PassThrough({
    highWaterMark: 1 << 20,
    // fluent-ffmpeg calls a run failed when ffmpeg is still leaving 20 ms after its output closed: it must not hear of that.
    emitClose: false,
    destroy(error, done) {
      if (!stream.readableEnded) stop.abort();
      done(error);
    },
  });
  const signal = run.signal ? AbortSignal.any([run.signal, stop.signal]) : stop.signal;
  const { options, ...rest } = run;
  const finished = runFfmpeg({ ...rest, signal, outputs: [{ target: stream, options }] });
  finished.catch((error: Error) => stream.destroy(error));
  return { stream, finished };
}

function ffmpegError(printed: string, cause: Error): StudioError {
  if (/No space left on device/i.test(printed)) {
    return diskFull(cause);
  }
  const reason = failureLine(printed.trim() === '' ? cause.message : printed);
  return new StudioError('ffmpeg-failed', `ffmpeg stopped: ${reason}. Nothing was kept of this step.`, { cause });
}

function cancelled(): StudioError {
  return new StudioError('cancelled', 'Stopped. Finished stages are kept.');
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled();
}
