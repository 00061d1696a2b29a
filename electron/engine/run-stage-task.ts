import { readFile } from 'node:fs/promises';
import { StudioError } from '../contract/errors.ts';
import { openFrames } from '../media/frame-source.ts';
import { resizeFrame } from '../media/pictures.ts';
import { createTakeWriter } from '../media/take-writer.ts';
import type { ComponentFiles, Frame, PackFiles, StagePorts } from '../pipeline/ports.ts';
import { parsePythonJson } from '../pipeline/python-json.ts';
import { runnerOf } from '../pipeline/stages/index.ts';
import { createRuntime } from '../runtime/runtime.ts';
import { deviceFor } from './device.ts';
import { watchMemory } from './memory.ts';
import type { EngineTask, ResultOf } from './messages.ts';
import { createPreviewWriter } from './preview.ts';
import type { TaskPorts } from './task-ports.ts';

/** Runs one stage of one take: frames in, networks, frames out to disk. */
export async function runStageTask(
  task: Extract<EngineTask, { kind: 'stage' }>,
  { signal, onProgress }: TaskPorts,
): Promise<ResultOf<'stage'>> {
  const started = performance.now();
  const runner = runnerOf(task.request.stage, task.method);
  const input = task.inputPath === null ? null : await openFrames(task.inputPath, task.inputFps, signal);
  const { device } = await deviceFor(task.device);
  const runtime = createRuntime({ device });
  const writer = createTakeWriter(task.outputDir, task.request);
  const memory = watchMemory(task.memoryBytes);
  let told: readonly [step: number, of: number] = [0, 1];
  const { previewPath } = task;
  const preview =
    previewPath === null ? null : createPreviewWriter(previewPath, () => onProgress(...told, previewPath));
  const ports: StagePorts = {
    pack: task.pack,
    input,
    output: writer,
    resize: resizeFrame,
    readJson: async (path) => parsePythonJson(await readFile(path, 'utf8')),
    readText: (path) => readFile(path, 'utf8').catch(() => null),
    open: async (names, variant) => {
      const [network, ...parts] = [names].flat().map((name) => componentOf(task.pack, name));
      if (!network) throw new StudioError('internal', 'A stage opened a network without naming it.');
      return runtime.open(network, variant, parts);
    },
    async progress(step: number, of: number, picture?: Frame) {
      if (picture) preview?.offer(picture);
      told = [step, of];
      onProgress(step, of, null);
      memory.look();
      await nextTurn();
      if (signal.aborted) throw new StudioError('cancelled', 'Stopped. Finished stages are kept.');
    },
  };
  try {
    await runner(task.request, ports);
    const files = await writer.finish();
    const seconds = (performance.now() - started) / 1000;
    const { label, sessionSeconds } = runtime;
    return { kind: 'stage', files, device: label, seconds, sessionSeconds, peakBytes: memory.peakBytes };
  } catch (error) {
    await writer.abort();
    throw error;
  } finally {
    await Promise.all([runtime.release(), preview?.settled()]);
  }
}

function componentOf(pack: PackFiles, name: string): ComponentFiles {
  const component = pack.components[name];
  if (component) return component;
  throw new StudioError('pack-invalid', `The pack ${pack.id} has no component “${name}”, which this stage needs.`);
}

/** Lets a cancel that is waiting in the channel be read: a session run holds the thread. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
