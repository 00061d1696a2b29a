import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineTask } from '../../electron/engine/messages.ts';
import { createTakeWriter } from '../../electron/media/take-writer.ts';
import type { Frame, PackFiles } from '../../electron/pipeline/ports.ts';

const packs = fileURLToPath(new URL('../../native-models/packs/', import.meta.url));

/** A starter pack of one network, as the studio would resolve it. */
function onePack(id: string, component: string, architecture: string): PackFiles {
  const net = (name: string): string => join(packs, id, 'net', name);
  return {
    id,
    components: {
      [component]: { architecture, configPath: net('config.json'), weightPaths: [net('model.safetensors')] },
    },
    tokenizerPath: null,
    schedulerPath: null,
    defaults: {},
  };
}

export const refinerPack = onePack('starter-refiner', 'refiner', 'Refiner');
export const smoothPack = onePack('starter-smooth', 'interpolation', 'EDSCInterpolationNet');

/** Stripes that travel two pixels to the right a frame. */
export function stripes(width: number, height: number, index: number): Frame {
  const data = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const level = 128 + 100 * Math.sin((x - 2 * index) / 5) * Math.cos(y / 9);
    data.set([level, 255 - level, (level + y) / 2], pixel * 3);
  }
  return { width, height, data };
}

/** Writes a clip of travelling stripes; resolves to its master. */
export async function stripesClip(folder: string, size: { width: number; height: number }, frames: number) {
  const writer = createTakeWriter(folder, { ...size, frames, fps: 8 });
  for (let index = 0; index < frames; index++) await writer.write(stripes(size.width, size.height, index));
  return (await writer.finish()).master.path;
}

type StageTask = Extract<EngineTask, { kind: 'stage' }>;

/** A refiner task on the CPU that keeps the size it is given. */
export function refineTask(
  inputPath: string,
  outputDir: string,
  shape: { width: number; height: number; frames: number },
): StageTask {
  return {
    kind: 'stage',
    request: {
      stage: 'v2v',
      prompt: '',
      negativePrompt: '',
      seed: 1,
      parameters: { strength: 1, size: shape.width },
      ...shape,
      fps: 8,
    },
    method: 'refiner',
    pack: refinerPack,
    inputPath,
    inputFps: 8,
    outputDir,
    previewPath: null,
    device: 'cpu',
    memoryBytes: 64e9,
  };
}

/** An interpolation task on the CPU; `shape.frames` are those of the result. */
export function smoothTask(
  inputPath: string,
  outputDir: string,
  shape: { width: number; height: number; frames: number },
  factor: number,
): StageTask {
  const task = refineTask(inputPath, outputDir, shape);
  return {
    ...task,
    request: { ...task.request, stage: 'vfi', parameters: { factor, fps: 24 }, fps: 24 },
    method: 'interpolation',
    pack: smoothPack,
  };
}
