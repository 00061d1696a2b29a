import { join } from 'node:path';
import { exportFrame } from '../media/export-frame.ts';
import { exportTake } from '../media/export-take.ts';
import { findFfmpeg } from '../media/ffmpeg-binary.ts';
import { finishFile } from '../media/finished-file.ts';
import { openFrames } from '../media/frame-source.ts';
import { readPicture, writeCutout } from '../media/pictures.ts';
import { createTakeWriter } from '../media/take-writer.ts';
import { precisionOn } from '../runtime/runtime.ts';
import { deviceFor } from './device.ts';
import type { EngineResult, EngineTask } from './messages.ts';
import { runStageTask } from './run-stage-task.ts';
import type { TaskPorts } from './task-ports.ts';

/** Frames per second a still picture is said to have. */
const stillFps = 24;

type Runners = {
  readonly [K in EngineTask['kind']]: (
    task: Extract<EngineTask, { kind: K }>,
    ports: TaskPorts,
  ) => Promise<Extract<EngineResult, { kind: K }>>;
};

/** What an engine can do; one row a kind of task. */
const runners: Runners = {
  stage: runStageTask,
  async 'import-picture'(task) {
    const { frame, notes } = await readPicture(task.inputPath);
    const writer = createTakeWriter(task.outputDir, {
      width: frame.width,
      height: frame.height,
      frames: 1,
      fps: stillFps,
    });
    await writer.write(frame);
    return { kind: 'import-picture', files: await writer.finish(), notes };
  },
  async 'keep-picture'(task) {
    const path = join(task.outputDir, 'picture.png');
    const size = await writeCutout(task.inputPath, path);
    return { kind: 'keep-picture', file: await finishFile(path), ...size };
  },
  async export(task, { signal, onProgress }) {
    const file = await exportTake(task, { signal, onFrame: (done, of) => onProgress(done, of, null) });
    return { kind: 'export', file };
  },
  async frame(task, { signal }) {
    return { kind: 'frame', file: await exportFrame(task, signal) };
  },
  async 'probe-input'(task, { signal }) {
    const { width, height, count, fps } = await openFrames(task.inputPath, task.inputFps, signal);
    return { kind: 'probe-input', width, height, frames: count, fps };
  },
  async 'probe-device'(task) {
    const answer = await deviceFor(task.device);
    return { kind: 'probe-device', ...answer, precision: precisionOn(answer.device) };
  },
  async 'probe-ffmpeg'() {
    return { kind: 'probe-ffmpeg', ...(await findFfmpeg()) };
  },
};

export function runTask(task: EngineTask, ports: TaskPorts): Promise<EngineResult> {
  const runner = runners[task.kind] as (task: EngineTask, ports: TaskPorts) => Promise<EngineResult>;
  return runner(task, ports);
}
