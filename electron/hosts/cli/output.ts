import { SingleBar } from 'cli-progress';
import type { ErrorShape } from '../../contract/errors.ts';

/** Where a command's words go. Results go to stdout; progress and notes to stderr, or as JSON lines to stdout. */
export interface Output {
  readonly json: boolean;
  /** One JSON line with `type`; nothing for people. */
  event<E extends { readonly type: string }>(event: E): void;
  /** A remark for people; nothing in JSON. */
  note(text: string): void;
  /** Draws `fraction` 0..1 of the work named by `label`; nothing in JSON. */
  progress(label: string, fraction: number, secondsLeft: number | null): void;
  /** The last words: lines for people, or the last JSON line. Stops the bar. */
  result(value: Readonly<Record<string, unknown>>, lines: readonly string[]): void;
  error(error: ErrorShape): void;
}

export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: NodeJS.WriteStream;
}

export function createOutput(streams: Streams, json: boolean): Output {
  const line = (value: unknown): void => void streams.stdout.write(`${JSON.stringify(value)}\n`);
  const bar = createProgress(streams.stderr);
  if (json) {
    return {
      json,
      event: line,
      note: () => {},
      progress: () => {},
      result: (value) => line({ type: 'result', ok: true, ...value }),
      error: (error) => line({ type: 'error', ok: false, error }),
    };
  }
  return {
    json,
    event: () => {},
    note(text) {
      bar.stop();
      streams.stderr.write(`${text}\n`);
    },
    progress: bar.show,
    result(_value, lines) {
      bar.stop();
      for (const text of lines) streams.stdout.write(`${text}\n`);
    },
    error(error) {
      bar.stop();
      streams.stderr.write(`${error.message}\n`);
    },
  };
}

interface Progress {
  show(label: string, fraction: number, secondsLeft: number | null): void;
  stop(): void;
}

/** A bar on a terminal; elsewhere (a log, a pipe) a line for every new label and every tenth of the way. */
function createProgress(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? createBar(stream) : createLog(stream);
}

function createBar(stream: NodeJS.WriteStream): Progress {
  let bar: SingleBar | null = null;
  return {
    show(label, fraction, secondsLeft) {
      const payload = {
        label: label.padEnd(10),
        left: secondsLeft === null ? '' : `${formatSeconds(secondsLeft)} left`,
      };
      if (bar === null) {
        bar = new SingleBar({
          stream,
          format: '{label} {bar} {percentage} %  {left}',
          barCompleteChar: '━',
          barIncompleteChar: '─',
          barsize: 32,
          hideCursor: true,
          // The bar never installs its own signal handlers: Ctrl-C belongs to the command.
          gracefulExit: false,
        });
        bar.start(1000, 0, payload);
      }
      bar.update(Math.round(fraction * 1000), payload);
    },
    stop() {
      bar?.stop();
      bar = null;
    },
  };
}

function createLog(stream: NodeJS.WriteStream): Progress {
  let shown = '';
  return {
    show(label, fraction, secondsLeft) {
      const tenth = Math.floor(fraction * 10 + 1e-9) * 10;
      const key = `${label} ${tenth}`;
      if (key === shown) return;
      shown = key;
      stream.write(`${label}: ${tenth} %${secondsLeft === null ? '' : `, ${formatSeconds(secondsLeft)} left`}\n`);
    },
    stop() {},
  };
}

/** 7 → `7 s`, 83 → `1:23 min`, 4000 → `1:06 h`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`;
  return `${Math.floor(whole / 3600)}:${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} h`;
}

/** 1536 → `1.5 KB`. Decimal units, as disks are sold. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}
