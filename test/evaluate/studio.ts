import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StageId, stageIds } from '../../electron/contract/geometry.ts';
import type { Parameters } from '../../electron/contract/parameters.ts';
import { currentLayout } from '../../electron/hosts/layout.ts';
import { resizeFrame } from '../../electron/media/pictures.ts';
import { createPacks } from '../../electron/packs/packs.ts';
import type { Pack } from '../../electron/packs/read-pack.ts';
import type { Frame, FrameSource, StagePorts, StageRequest } from '../../electron/pipeline/ports.ts';
import { runnerOf } from '../../electron/pipeline/stages/index.ts';
import { resolveParameters } from '../../electron/queue/resolve.ts';
import { createRuntime, type Runtime } from '../../electron/runtime/runtime.ts';
import { packPorts } from '../support/pack-ports.ts';

/** What to make of frames in memory; parameters that are not given are the studio's own. */
interface StageRun {
  readonly pack: Pack;
  readonly stage: StageId;
  readonly prompt?: string;
  readonly seed?: number;
  readonly parameters?: Parameters;
  readonly input: readonly Frame[];
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly fps?: number;
  /** To look on while it works. */
  readonly watch?: (ports: StagePorts) => StagePorts;
}

/** The packs that ship with the studio, and its own pipeline on this machine's processor. */
export interface Studio {
  readonly runtime: Runtime;
  /** All of them, each for one of its stages. */
  packs(): Promise<readonly Pack[]>;
  /** Those that can do the stage, as it sees them. */
  packsFor(stage: StageId): Promise<readonly Pack[]>;
  /** Runs a stage as an engine does, but with frames in memory instead of files. */
  run(stageRun: StageRun): Promise<readonly Frame[]>;
  close(): Promise<void>;
}

/** @param threads of one operator; by default one a core */
export async function openStudio({ threads }: { readonly threads?: number } = {}): Promise<Studio> {
  const nowhere = await mkdtemp(join(tmpdir(), 'stillmotion-evaluate-'));
  const library = createPacks({
    builtIn: currentLayout().packs,
    installed: nowhere,
    architectureNames: async () => (await import('../../native-models/architectures/registry.ts')).architectureNames,
  });
  const runtime = createRuntime({ device: 'cpu', ...(threads === undefined ? {} : { threads }) });
  const packsFor = async (stage: StageId): Promise<readonly Pack[]> => {
    const summaries = (await library.list()).filter(({ stages }) => stages.includes(stage));
    return Promise.all(summaries.map(({ id }) => library.forStage(stage, id)));
  };
  return {
    runtime,
    packsFor,
    async packs() {
      const all = (await Promise.all(stageIds.map(packsFor))).flat();
      return all.filter((pack, index) => all.findIndex(({ folder }) => folder === pack.folder) === index);
    },
    run: (stageRun) => runStage(stageRun, runtime),
    async close() {
      await runtime.release();
      await rm(nowhere, { recursive: true });
    },
  };
}

async function runStage(stageRun: StageRun, runtime: Runtime): Promise<readonly Frame[]> {
  const {
    pack,
    stage,
    prompt = '',
    seed = 1,
    input,
    width,
    height,
    frames,
    fps = 8,
    watch = (same) => same,
  } = stageRun;
  const written: Frame[] = [];
  const ports: StagePorts = {
    ...packPorts(pack.filesFor(stage), runtime),
    resize: resizeFrame,
    input: sourceOf(input, fps),
    output: {
      async write(frame) {
        written.push(frame);
      },
    },
    progress: async () => undefined,
  };
  const { method } = pack.manifest;
  const parameters = parametersOf(stageRun);
  const request: StageRequest = { stage, prompt, negativePrompt: '', seed, parameters, width, height, frames, fps };
  await runnerOf(stage, method)(request, watch(ports));
  return written;
}

/** As the studio resolves them for a person who set only `parameters`. @throws Error naming what is wrong */
function parametersOf({ pack, stage, parameters = {} }: StageRun): Parameters {
  const { method, components, defaults, limits } = pack.manifest;
  const resolved = resolveParameters({
    stage,
    method,
    components: Object.keys(components),
    preset: 'standard',
    packDefaults: defaults,
    packLimits: limits,
    chosen: parameters,
  });
  if (resolved.issues.length > 0) throw new Error(resolved.issues.join('; '));
  return resolved.parameters;
}

function sourceOf(frames: readonly Frame[], fps: number): FrameSource | null {
  const [first] = frames;
  if (!first) return null;
  return {
    width: first.width,
    height: first.height,
    count: frames.length,
    fps,
    async *frames() {
      yield* frames;
    },
  };
}
