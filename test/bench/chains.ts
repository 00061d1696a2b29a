import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StageId } from '../../electron/contract/geometry.ts';
import { type PresetId, presetParameters, presets, stageIds, stageLabels } from '../../electron/contract/geometry.ts';
import type { Engine } from '../../electron/engine/messages.ts';
import { createEngine } from '../../electron/engine/supervisor.ts';
import { currentLayout } from '../../electron/hosts/layout.ts';
import { createPacks, type Packs } from '../../electron/packs/packs.ts';
import { shapeOf } from '../../electron/queue/plan.ts';
import { resolveParameters } from '../../electron/queue/resolve.ts';

const prompt = 'an old-fashioned windmill surrounded by flowers, warm dusk light';

/** What each stage of the starter packs costs at each preset, and how much of it is spent outside the networks. */
export async function benchChains(): Promise<void> {
  const layout = currentLayout();
  const folder = await mkdtemp(join(tmpdir(), 'stillmotion-bench-'));
  const engine = createEngine({
    nodePath: layout.engine.node,
    script: layout.engine.script,
    label: 'bench',
    ffmpegPath: () => null,
    memoryBytes: () => 64e9,
  });
  const packs = createPacks({
    builtIn: layout.packs,
    installed: join(folder, 'packs'),
    architectureNames: async () => (await import('../../native-models/architectures/registry.ts')).architectureNames,
  });
  try {
    console.log('\n| preset | stage | frames | seconds | in networks | outside |');
    console.log('|---|---|---|---|---|---|');
    for (const preset of Object.keys(presets) as PresetId[]) await benchChain({ engine, packs, folder }, preset);
  } finally {
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Bench {
  readonly engine: Engine;
  readonly packs: Packs;
  readonly folder: string;
}

async function benchChain(bench: Bench, preset: PresetId): Promise<void> {
  let parent: { path: string; width: number; height: number; frames: number; fps: number } | null = null;
  for (const stage of stageIds) {
    const result = await benchStage(bench, stage, preset, parent);
    const { files, seconds, sessionSeconds } = result;
    parent = {
      path: files.master.path,
      width: files.width,
      height: files.height,
      frames: files.frames,
      fps: files.fps,
    };
    const size = `${files.frames} of ${files.width}×${files.height}`;
    const outside = `${(100 * (1 - sessionSeconds / seconds)).toFixed(0)} %`;
    console.log(
      `| ${preset} | ${stageLabels[stage].name} | ${size} | ${seconds.toFixed(1)} | ${sessionSeconds.toFixed(1)} | ${outside} |`,
    );
  }
}

async function benchStage(
  { engine, packs, folder }: Bench,
  stage: StageId,
  preset: PresetId,
  parent: { path: string; width: number; height: number; frames: number; fps: number } | null,
) {
  const pack = await packs.forStage(stage, undefined);
  const { method, components, defaults, limits } = pack.manifest;
  const { parameters } = resolveParameters({
    stage,
    method,
    components: Object.keys(components),
    preset,
    packDefaults: defaults,
    packLimits: limits,
    chosen: presetParameters(stage, preset),
  });
  return engine.run({
    kind: 'stage',
    request: { stage, prompt, negativePrompt: '', seed: 1, parameters, ...shapeOf(stage, parameters, parent, preset) },
    method,
    pack: pack.filesFor(stage),
    inputPath: parent?.path ?? null,
    inputFps: parent?.fps ?? 24,
    outputDir: await mkdtemp(join(folder, `${stage}-`)),
    previewPath: null,
    device: 'cpu',
    memoryBytes: 64e9,
  });
}
