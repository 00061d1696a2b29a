import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { DeviceChoice } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import type { SessionDevice } from './session.ts';

/** What the throw-away process found out. */
const trialResultSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    /** Largest difference from the CPU's numbers; they are of the size of 1. null (infinity in JSON): NaN among them. */
    difference: z.number().nullable(),
    /** Of a larger trial; null while it is not finished. */
    milliseconds: z.object({ cpu: z.number(), webgpu: z.number() }).nullable(),
  }),
  z.object({ ok: z.literal(false), problem: z.string() }),
]);
export type TrialResult = z.infer<typeof trialResultSchema>;

export interface DeviceAnswer {
  readonly device: SessionDevice;
  /** Name for people, e.g. "GPU (NVIDIA)". */
  readonly label: string;
  /** Why this one, in one sentence. */
  readonly reason: string;
}

/** Numbers further apart than this come from a broken driver, not from rounding. */
const tolerance = 1e-3;
/** A device must be clearly quicker than the processor: software renderers are not. */
const worthwhile = 0.8;

/**
 * Finds out which device to use. A graphics device is tried in a process of its own: if the driver crashes or hangs there, that
 * only means the CPU, with the reason.
 * @throws StudioError `device-unavailable` when `webgpu` is asked for and cannot be used
 */
export async function probeDevice(
  choice: DeviceChoice,
  options: { readonly timeoutMs?: number; readonly command?: ProbeCommand } = {},
): Promise<DeviceAnswer> {
  if (choice === 'cpu') return { device: 'cpu', label: 'CPU', reason: 'The CPU was chosen.' };
  const { result, log } = await runTrial(options.command ?? ownCommand(), {
    timeoutMs: options.timeoutMs ?? 20_000,
    speedMs: choice === 'webgpu' ? 0 : 5_000,
  });
  return decide(choice, result, gpuName(log));
}

export interface ProbeCommand {
  readonly program: string;
  readonly arguments: readonly string[];
}

/** This file's neighbour, from the sources or from a bundle. */
function ownCommand(): ProbeCommand {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const script = fileURLToPath(new URL(`./probe-child.${extension}`, import.meta.url));
  return { program: process.execPath, arguments: [script] };
}

/** @throws StudioError `device-unavailable` when `webgpu` was asked for and the trial failed */
export function decide(choice: 'auto' | 'webgpu', result: TrialResult, name: string | null): DeviceAnswer {
  const gpu: DeviceAnswer = {
    device: 'webgpu',
    label: name ? `GPU (${name})` : 'GPU',
    reason: 'A trial on the graphics device gave the right numbers.',
  };
  const unusable = problemOf(result);
  if (unusable !== null) {
    if (choice === 'auto') return { device: 'cpu', label: 'CPU', reason: unusable };
    throw new StudioError(
      'device-unavailable',
      `The graphics device cannot be used. ${unusable} Choose Automatic or CPU, or update the graphics driver.`,
      { details: { reason: unusable } },
    );
  }
  if (!result.ok || choice === 'webgpu') return gpu;
  if (result.milliseconds === null) {
    return { device: 'cpu', label: 'CPU', reason: 'The graphics device is very slow; it may be a software one.' };
  }
  const { cpu, webgpu } = result.milliseconds;
  const times = `${webgpu.toFixed(1)} ms against ${cpu.toFixed(1)} ms for a trial`;
  return webgpu < worthwhile * cpu
    ? { ...gpu, reason: `The graphics device gave the right numbers and is quicker than the CPU (${times}).` }
    : {
        device: 'cpu',
        label: 'CPU',
        reason: `The graphics device is no quicker than the CPU (${times}); it may be a software one.`,
      };
}

function problemOf(result: TrialResult): string | null {
  if (!result.ok) return `A trial on the graphics device failed: ${plainProblem(result.problem)}`;
  const { difference } = result;
  return difference !== null && difference <= tolerance
    ? null
    : `The graphics device gave wrong numbers (off by ${difference === null ? 'NaN' : difference.toExponential(1)}).`;
}

/** ONNX Runtime's message without the source file and condition that it puts in front. */
function plainProblem(message: string): string {
  const plain = message.replace(/^\/onnxruntime_src\/.*? was (?:true|false)\. /s, '').trim();
  return /[.!?]$/.test(plain) ? plain : `${plain}.`;
}

/** Vendor of the first graphics device in ONNX Runtime's log (device type 1 is a GPU); null when it names none. */
export function gpuName(log: string): string | null {
  const found = /OrtHardwareDevice \{[^}]*?vendor:([^,}]*), type:1\b/.exec(log);
  const name = found?.[1]?.trim();
  return name ? name : null;
}

/**
 * Runs the trial; whatever happens to the process becomes a result. Once the numbers are known to be right, the speed is
 * waited for briefly, and only if it matters.
 */
function runTrial(
  command: ProbeCommand,
  limits: { readonly timeoutMs: number; readonly speedMs: number },
): Promise<{ result: TrialResult; log: string }> {
  return new Promise((resolve) => {
    const child = spawn(command.program, command.arguments, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let [output, log, enough, late] = ['', '', false, false];
    const stop = () => child.kill('SIGKILL');
    let timer = setTimeout(() => {
      late = true;
      stop();
    }, limits.timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (enough || !parseTrial(output)?.ok) return;
      enough = true;
      clearTimeout(timer);
      timer = setTimeout(() => {
        late = true;
        stop();
      }, limits.speedMs);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-200_000);
    });
    const finish = (problem: string) => {
      clearTimeout(timer);
      const result = parseTrial(output);
      const unfinished = !result || (result.ok && result.milliseconds === null && !late);
      resolve({ result: unfinished ? { ok: false, problem } : result, log });
    };
    child.on('error', (error) => finish(`the trial could not be started (${error.message})`));
    child.on('close', (code, signal) => {
      if (late) finish(`the driver did not answer within ${limits.timeoutMs / 1000} s`);
      else finish(`the driver ended the trial's process (${signal ?? `exit code ${code}`})`);
    });
  });
}

/** The last complete line that is a result. */
function parseTrial(output: string): TrialResult | null {
  for (const line of output.split('\n').reverse()) {
    try {
      return trialResultSchema.parse(JSON.parse(line));
    } catch {
      // An empty or half-written line, or a driver's chatter.
    }
  }
  return null;
}
