import type { GenerationRequest, Plan } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import {
  fitSize,
  interpolatedFrameCount,
  presets,
  type StageId,
  stageBeforeOrAt,
  stageIds,
  stagesBetween,
} from '../contract/geometry.ts';
import { type Mask, paintMask } from '../contract/mask.ts';
import type { Parameters } from '../contract/parameters.ts';
import type { Library } from '../library/library.ts';
import type { TakeRecord } from '../library/takes.ts';
import type { Packs } from '../packs/packs.ts';
import type { Pack } from '../packs/read-pack.ts';
import { estimateMemory, estimateSeconds, heldAtOnce, workOf } from './estimate.ts';
import { takeKey } from './keys.ts';
import { laneOf, refuseIssues, resolveParameters } from './resolve.ts';

/** Size and length of what a stage writes, and how fast it is shown. */
export interface StageShape {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly fps: number;
}

/** A shape that remembers the picture it all started from: rounding to multiples of 8 must not add up from stage to stage. */
export interface ShapedInput extends StageShape {
  readonly picture?: { readonly width: number; readonly height: number };
}

/** A take as the input of a stage. */
export function shapedInput(take: TakeRecord, library: Library): ShapedInput {
  const reference = library.takes.chain(take.id).findLast((one) => one.stage === 't2i');
  return reference ? { ...take, picture: { width: reference.width, height: reference.height } } : take;
}

export interface PlannedStep extends StageShape {
  readonly stage: StageId;
  readonly pack: Pack;
  readonly parameters: Parameters;
  readonly reused: TakeRecord | null;
  /** In the unit of estimate.ts. */
  readonly work: number;
  readonly estimatedSeconds: number | null;
  readonly estimatedMemoryBytes: number | null;
}

/** The part of a request that plans and runs share. */
export type PlanRequest = Omit<GenerationRequest, 'variations' | 'seed' | 'sweep'> & { readonly seed: number };

export interface PlanServices {
  readonly library: Library;
  readonly packs: Packs;
  /** The device choice in force: what measured timings belong to. */
  readonly device: () => string;
  /** Bytes an engine may take. */
  readonly memory: () => number;
}

/** Whether a request draws part of a picture anew instead of starting from a prompt alone. */
export function inpaints({ from, parentTakeId }: Pick<PlanRequest, 'from' | 'parentTakeId'>): boolean {
  return from === 't2i' && parentTakeId !== null;
}

/**
 * What a stage will write, from what goes in. `null` input is text to image; with one it draws part of that picture anew.
 * Keyframes are shown at the rate that gives the finished video its length: the preset's rate over its factor.
 */
export function shapeOf(
  stage: StageId,
  parameters: Parameters,
  input: ShapedInput | null,
  preset: GenerationRequest['preset'],
): ShapedInput {
  const number = (key: string, fallback: number): number => {
    const value = parameters[key];
    return typeof value === 'number' ? value : fallback;
  };
  const source: ShapedInput = input ?? { width: 1, height: 1, frames: 1, fps: 1 };
  const geometry = presets[preset];
  const picture = source.picture ?? source;
  const size = fitSize(picture, number('size', geometry.keyframeSize));
  switch (stage) {
    case 't2i':
      return input ? { width: input.width, height: input.height, frames: 1, fps: 1 } : { ...size, frames: 1, fps: 1 };
    case 'i2v':
      return {
        ...size,
        frames: number('frames', geometry.keyframes),
        fps: geometry.fps / geometry.interpolationFactor,
        picture,
      };
    case 'v2v':
      return { ...size, frames: source.frames, fps: source.fps, picture };
    case 'vfi': {
      const frames = interpolatedFrameCount(source.frames, number('factor', geometry.interpolationFactor));
      return { width: source.width, height: source.height, frames, fps: number('fps', geometry.fps), picture };
    }
  }
}

/**
 * Plans a generation without starting it: the stages, their packs and complete parameters, which finished takes are reused,
 * and how long the rest will take. Reports everything that is wrong at once.
 * @throws StudioError invalid-input, not-found, pack-missing, pack-invalid
 */
export async function planGeneration(request: PlanRequest, services: PlanServices): Promise<PlannedStep[]> {
  const { library } = services;
  const project = library.projects.get(request.projectId);
  if (project.deletedAt !== null) {
    throw new StudioError('not-found', 'This project is in the bin. Restore it first.');
  }
  const stages = stagesBetween(request.from, request.to);
  const issues: string[] = [];
  if (stages.length === 0) issues.push(`${laneOf(request.to)} comes before ${laneOf(request.from)}`);
  const parent = request.parentTakeId === null ? null : library.takes.get(request.parentTakeId);
  issues.push(...parentIssues(request, parent));
  for (const stage of stageIds) {
    if (request.parameters[stage] && !stages.includes(stage)) {
      issues.push(`${stage} has parameters but is not between ${request.from} and ${request.to}`);
    }
  }
  const chosen: { stage: StageId; pack: Pack; parameters: Parameters }[] = [];
  for (const stage of stages) {
    const pack = await services.packs.forStage(stage, request.packs[stage]);
    const resolved = resolveParameters({
      stage,
      inpaints: stage === 't2i' && parent !== null,
      method: pack.manifest.method,
      components: Object.keys(pack.manifest.components),
      preset: request.preset,
      packDefaults: pack.manifest.defaults,
      packLimits: pack.manifest.limits,
      chosen: request.parameters[stage] ?? {},
    });
    issues.push(...resolved.issues);
    if (stage === 't2i' && parent && !paintMask(resolved.parameters.mask as Mask, parent).includes(1)) {
      issues.push('Paint over what should change first');
    }
    chosen.push({ stage, pack, parameters: resolved.parameters });
  }
  refuseIssues(issues);

  const steps: PlannedStep[] = [];
  let input: ShapedInput | null = parent && shapedInput(parent, library);
  let inputTake: TakeRecord | null = parent;
  for (const { stage, pack, parameters } of chosen) {
    const shape = shapeOf(stage, parameters, input, request.preset);
    // What a stage that must run will give is not known yet, so nothing after it can be known either.
    const knowable = steps.every((step) => step.reused !== null);
    const key = knowable ? keyOf(request, { stage, pack, parameters, shape, parent: inputTake }) : null;
    const reused =
      key === null ? null : (library.takes.findByKey(key, request.projectId, inputTake?.id ?? null) ?? null);
    const whole = { method: pack.manifest.method, parameters, ...shape };
    const runs = library.timings.read({ stage, packId: pack.manifest.id, device: services.device() });
    const work = workOf(whole);
    const estimatedSeconds = reused ? 0 : estimateSeconds(work, runs);
    const estimatedMemoryBytes = reused ? 0 : estimateMemory(heldAtOnce(whole), runs);
    steps.push({ stage, pack, parameters, ...shape, reused, work, estimatedSeconds, estimatedMemoryBytes });
    input = shape;
    inputTake = reused;
  }
  return steps;
}

/** The key of one stage of a request, from the take it starts from. */
export function keyOf(
  request: PlanRequest,
  step: {
    readonly stage: StageId;
    readonly pack: Pack;
    readonly parameters: Parameters;
    readonly shape: StageShape;
    readonly parent: TakeRecord | null;
  },
): string {
  return takeKey({
    stage: step.stage,
    method: step.pack.manifest.method,
    packId: step.pack.manifest.id,
    weightsHash: step.pack.weightsHash,
    parameters: step.parameters,
    prompt: request.prompt,
    negativePrompt: request.negativePrompt,
    seed: request.seed,
    parentContent: step.parent?.master ?? null,
    width: step.shape.width,
    height: step.shape.height,
    frames: step.shape.frames,
    fps: step.shape.fps,
  });
}

function parentIssues(request: PlanRequest, parent: TakeRecord | null): string[] {
  // Drawing part of a reference anew stays within its lane.
  const before = inpaints(request) ? 't2i' : stageIds[stageIds.indexOf(request.from) - 1];
  if (before === undefined) return [];
  if (!parent) return [`${laneOf(request.from)} needs a take of ${laneOf(before)} to start from: choose one`];
  if (parent.projectId !== request.projectId) return ['The take to start from belongs to another project'];
  // Interpolation of keyframes that were not refined is a fine thing to ask for; refining a still is not.
  const fits = parent.stage === before || (request.from === 'vfi' && parent.stage === 'i2v');
  if (fits) return [];
  const direction = stageBeforeOrAt(request.from, parent.stage) ? 'comes after' : 'is too early for';
  return [`A take of ${laneOf(parent.stage)} ${direction} ${laneOf(request.from)}: choose one of ${laneOf(before)}`];
}

export function toPlan(steps: readonly PlannedStep[], allowedMemoryBytes: number): Plan {
  return {
    steps: steps.map((step) => ({
      stage: step.stage,
      packId: step.pack.manifest.id,
      reusedTakeId: step.reused?.id ?? null,
      width: step.width,
      height: step.height,
      frames: step.frames,
      estimatedSeconds: step.estimatedSeconds,
      estimatedMemoryBytes: step.estimatedMemoryBytes,
    })),
    allowedMemoryBytes,
  };
}
