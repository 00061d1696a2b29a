import { z } from 'zod';
import {
  idSchema,
  type Job,
  type PackSummary,
  type Project,
  parametersRecordSchema,
  promptSchema,
  seedSchema,
  type Take,
} from '../../../electron/contract/domain.ts';
import {
  type PresetId,
  presetIdSchema,
  presetParameters,
  type StageId,
  stageIdSchema,
  stageIds,
} from '../../../electron/contract/geometry.ts';
import {
  defaultValue,
  type ParameterSpec,
  type Parameters,
  parameterSpecs,
} from '../../../electron/contract/parameters.ts';
import { type Chain, resolveChain } from './chain.ts';
import { sameValue } from './same-value.ts';

/** What a person is about to make in a project, and what they look at. Kept in this browser; takes themselves are in the library. */
export const draftSchema = z.object({
  prompt: promptSchema,
  negativePrompt: promptSchema,
  preset: presetIdSchema,
  seed: seedSchema,
  seedLocked: z.boolean(),
  variations: z.number().int().min(1).max(8),
  /** Animate the reference that is there; false makes a new one from the prompt. */
  keepReference: z.boolean(),
  /** Only what the person has set; the rest comes from preset, pack and spec. */
  parameters: z.partialRecord(stageIdSchema, parametersRecordSchema),
  packs: z.partialRecord(stageIdSchema, z.string().max(100)),
  lanes: z.partialRecord(stageIdSchema, idSchema),
  /** The job whose takes become current as they arrive, and the last of them that did. */
  followed: z.object({ jobId: idSchema, takeId: idSchema.nullable() }).nullable(),
  /** The lane whose parameters the inspector shows. */
  selectedStage: stageIdSchema,
  /** The lane whose take the preview shows. */
  previewStage: stageIdSchema,
  /** What export takes, in seconds of the shared axis; null is everything. */
  trim: z.object({ from: z.number(), to: z.number() }).nullable(),
});
export type Draft = z.infer<typeof draftSchema>;

/** The value a parameter has when nobody sets it. */
export function untouchedValue(spec: ParameterSpec, stage: StageId, preset: PresetId): Parameters[string] {
  return presetParameters(stage, preset)[spec.key] ?? defaultValue(spec);
}

/** The draft of a project opened for the first time in this browser: goes on from its newest work. */
export function firstDraft(project: Project, takes: readonly Take[], jobs: readonly Job[], preset: PresetId): Draft {
  const chain = resolveChain(takes, {});
  const newestJob = [...jobs].sort((a, b) => b.createdAt - a.createdAt)[0];
  const deepest = deepestTake(chain);
  return {
    prompt: project.prompt || newestJob?.prompt || '',
    negativePrompt: deepest?.negativePrompt ?? '',
    preset: newestJob?.preset ?? deepest?.preset ?? preset,
    seed: deepest?.seed ?? newestJob?.seed ?? 0,
    seedLocked: false,
    variations: 1,
    keepReference: chain.t2i !== null && chain.t2i.origin !== 'generated',
    parameters: {},
    packs: {},
    lanes: {},
    followed: newestJob ? { jobId: newestJob.id, takeId: null } : null,
    // Most is to be set where the picture starts to move.
    selectedStage: chain.t2i ? 'i2v' : 't2i',
    previewStage: deepest?.stage ?? 't2i',
    trim: null,
  };
}

/** The take of the lowest lane that has one. */
function deepestTake(chain: Chain): Take | null {
  return [...stageIds].reverse().reduce<Take | null>((found, stage) => found ?? chain[stage], null);
}

/** Specs of the packs that made a chain, by stage, as far as they are known. */
export type SpecsByStage = Readonly<Partial<Record<StageId, readonly ParameterSpec[]>>>;

/** The settings a chain was made with, so that making a take current brings them back. */
export function recallSettings(draft: Draft, chain: Chain, chosen: Take, specs: SpecsByStage): Draft {
  const made = chosen.origin === 'generated' ? chosen : null;
  const preset = made?.preset ?? draft.preset;
  const parameters: Partial<Record<StageId, Parameters>> = { ...draft.parameters };
  for (const stage of stageIds) {
    const take = chain[stage];
    const known = specs[stage];
    if (!take || !known || take.origin !== 'generated') continue;
    const set = known.flatMap((spec) => {
      const value = take.parameters[spec.key];
      return value === undefined || sameValue(value, untouchedValue(spec, stage, take.preset ?? preset))
        ? []
        : [[spec.key, value] as const];
    });
    parameters[stage] = Object.fromEntries(set);
  }
  return {
    ...draft,
    prompt: made?.prompt ?? draft.prompt,
    negativePrompt: made?.negativePrompt ?? draft.negativePrompt,
    preset,
    seed: made?.seed ?? draft.seed,
    keepReference: chain.t2i ? chain.t2i.origin !== 'generated' : draft.keepReference,
    parameters: parameters as Draft['parameters'],
  };
}

/** Sets one parameter; a value nobody needs to set is taken out again, so that the lane is not stale for nothing. */
export function withParameter(
  draft: Draft,
  stage: StageId,
  spec: ParameterSpec,
  value: Parameters[string],
): Draft['parameters'] {
  const { [spec.key]: _old, ...rest } = draft.parameters[stage] ?? {};
  const untouched = sameValue(value, untouchedValue(spec, stage, draft.preset));
  return {
    ...draft.parameters,
    [stage]: untouched ? rest : { ...rest, [spec.key]: value },
  } as Draft['parameters'];
}

/** Chooses the model of a lane. What was set stays as far as the new model has the parameter. */
export function withPack(draft: Draft, stage: StageId, pack: PackSummary): Pick<Draft, 'packs' | 'parameters'> {
  const known = new Set(parameterSpecs(stage, pack.method, pack.components)?.map(({ key }) => key));
  const kept = Object.entries(draft.parameters[stage] ?? {}).filter(([key]) => known.has(key));
  return {
    packs: { ...draft.packs, [stage]: pack.id },
    parameters: { ...draft.parameters, [stage]: Object.fromEntries(kept) },
  };
}
