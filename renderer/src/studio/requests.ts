import type { CallInput } from '../../../electron/contract/calls.ts';
import { type StageId, stageIds } from '../../../electron/contract/geometry.ts';
import { t } from '../i18n/i18n.ts';
import type { Chain } from './chain.ts';
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
