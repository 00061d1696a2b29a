import type { CallInput } from '../../../electron/contract/calls.ts';
import type { SweptValue, Take } from '../../../electron/contract/domain.ts';
import { type StageId, stageIds } from '../../../electron/contract/geometry.ts';
import { t } from '../i18n/i18n.ts';
import { type Chain, followsSeed } from './chain.ts';
import type { Draft } from './draft.ts';
import type { Lane } from './lanes.ts';

export type GenerationInput = CallInput<'generations.start'>;

/** A request, or a sentence that says what is missing. */
export type Request =
  | { readonly ok: true; readonly input: GenerationInput }
  | { readonly ok: false; readonly missing: string };

interface Wish {
  readonly projectId: string;
  readonly draft: Draft;
  readonly chain: Chain;
  /** The pack every lane runs with, as the inspector shows it. */
  readonly packIds: Readonly<Partial<Record<StageId, string>>>;
}

/** Generate: everything from the prompt, or the animation of the reference that is kept. */
export function generateRequest({ projectId, draft, chain, packIds }: Wish): Request {
  const reference = draft.keepReference ? chain.t2i : null;
  if (!reference && draft.prompt.trim() === '') {
    return { ok: false, missing: t('Write a prompt, or drop in a picture.') };
  }
  const input = requestOf({
    projectId,
    draft,
    packIds,
    from: reference ? 'i2v' : 't2i',
    to: 'vfi',
    parentTakeId: reference?.id ?? null,
    seed: draft.seedLocked ? draft.seed : null,
  });
  return { ok: true, input: { ...input, variations: draft.variations } };
}

/**
 * Rerun of lanes `from`…`to`. A stale lane keeps the seed of its take, so that only what was changed changes; a current one gets a
 * fresh seed unless it is locked, because the same seed would only give the same take again.
 */
export function rerunRequest(
  wish: Wish & { readonly lanes: readonly Lane[]; readonly from: StageId; readonly to: StageId },
): Request {
  const { projectId, draft, chain, packIds, lanes, from, to } = wish;
  const above = stageIds[stageIds.indexOf(from) - 1];
  const parent = above ? chain[above] : null;
  if (above && !parent) return { ok: false, missing: t('The lane above is empty.') };
  if (!above && draft.prompt.trim() === '') return { ok: false, missing: t('Write a prompt first.') };
  const lane = lanes.find(({ stage }) => stage === from);
  const keepsSeed = draft.seedLocked || lane?.isStale || lane?.take === null;
  const seed = draft.seedLocked ? draft.seed : keepsSeed ? (lane?.take?.seed ?? parent?.seed ?? null) : null;
  return {
    ok: true,
    input: requestOf({ projectId, draft, packIds, from, to, parentTakeId: parent?.id ?? null, seed }),
  };
}

/**
 * More like a take: variations with new seeds and everything else as it was. Where a take follows no seed, the work starts at the
 * lane above that does and goes through the lanes between.
 */
export function alikeRequest(options: {
  readonly projectId: string;
  readonly takes: readonly Take[];
  readonly take: Take;
  readonly variations: number;
}): Request {
  const { projectId, takes, take, variations } = options;
  const parameters: GenerationInput['parameters'] = {};
  const packs: GenerationInput['packs'] = {};
  let first: Take | undefined = take;
  for (let below: Take | null = null; ; below = first, first = takes.find(({ id }) => id === below?.parentId)) {
    if (!first) return { ok: false, missing: t('The take it was made from is gone.') };
    if (first.packId === null)
      return { ok: false, missing: t('No model made this picture, so there is none like it to make.') };
    if (below && stageIds.indexOf(below.stage) !== stageIds.indexOf(first.stage) + 1) {
      return { ok: false, missing: t('It skips a lane. Choose the take it was made from.') };
    }
    parameters[first.stage] = first.parameters;
    packs[first.stage] = first.packId;
    if (followsSeed(first)) break;
  }
  const { prompt, negativePrompt, parentId } = first;
  if (parentId !== null && !takes.some(({ id }) => id === parentId)) {
    return { ok: false, missing: t('The take it was made from is gone.') };
  }
  return {
    ok: true,
    input: {
      ...{ projectId, prompt, negativePrompt, parameters, packs, variations, seed: null },
      preset: take.preset ?? 'draft',
      from: first.stage,
      to: take.stage,
      parentTakeId: parentId,
    },
  };
}

/** One lane, made once for every value of one parameter (or of the seed) and with everything else as it is set now. */
export function sweepRequest(
  wish: Wish & {
    readonly stage: StageId;
    readonly key: string;
    readonly values: readonly SweptValue[];
  },
): Request {
  const { projectId, draft, chain, packIds, stage, key, values } = wish;
  const above = stageIds[stageIds.indexOf(stage) - 1];
  const parent = above ? chain[above] : null;
  if (above && !parent) return { ok: false, missing: t('The lane above is empty.') };
  if (!above && draft.prompt.trim() === '') return { ok: false, missing: t('Write a prompt first.') };
  if (values.length < 2) return { ok: false, missing: t('Choose at least two values.') };
  const seed = draft.seedLocked ? draft.seed : (chain[stage]?.seed ?? parent?.seed ?? draft.seed);
  const input = requestOf({
    projectId,
    draft,
    packIds,
    from: stage,
    to: stage,
    parentTakeId: parent?.id ?? null,
    seed,
  });
  return { ok: true, input: { ...input, sweep: { key, values: [...values] } } };
}

function requestOf(options: {
  projectId: string;
  draft: Draft;
  packIds: Wish['packIds'];
  from: StageId;
  to: StageId;
  parentTakeId: string | null;
  seed: number | null;
}): GenerationInput {
  const { projectId, draft, packIds, from, to, parentTakeId, seed } = options;
  const runs = (stage: StageId): boolean =>
    stageIds.indexOf(from) <= stageIds.indexOf(stage) && stageIds.indexOf(stage) <= stageIds.indexOf(to);
  const only = <T>(record: Readonly<Partial<Record<StageId, T>>>): Partial<Record<StageId, T>> =>
    Object.fromEntries(Object.entries(record).filter(([stage]) => runs(stage as StageId)));
  return {
    projectId,
    prompt: draft.prompt,
    negativePrompt: draft.negativePrompt,
    preset: draft.preset,
    seed,
    variations: 1,
    from,
    to,
    parentTakeId,
    parameters: only(draft.parameters),
    packs: only(packIds),
  };
}
