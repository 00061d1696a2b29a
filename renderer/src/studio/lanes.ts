import { isUnfinished, type Job, type Take } from '../../../electron/contract/domain.ts';
import type { ErrorShape } from '../../../electron/contract/errors.ts';
import { type PresetId, type StageId, stageIds } from '../../../electron/contract/geometry.ts';
import type { Parameters } from '../../../electron/contract/parameters.ts';
import { inSentence, t } from '../i18n/i18n.ts';
import { laneName } from '../i18n/names.ts';
import { type Chain, followsSeed, takesOfStage } from './chain.ts';
import { sameValue } from './same-value.ts';

/** What the person has asked for; a lane whose take was made otherwise is stale. */
export interface Wanted {
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly preset: PresetId;
  /** The reference is a picture to keep, whatever the prompt says. */
  readonly keepReference: boolean;
  readonly parameters: Readonly<Partial<Record<StageId, Parameters>>>;
  readonly packs: Readonly<Partial<Record<StageId, string>>>;
}

type LaneState = 'empty' | 'current' | 'stale' | 'waiting' | 'running' | 'failed';

export interface Lane {
  readonly stage: StageId;
  readonly take: Take | null;
  /** All takes of this stage, oldest first. */
  readonly takes: readonly Take[];
  /** The take no longer matches what is above it or what is asked for, even while a job is at it. */
  readonly isStale: boolean;
  readonly state: LaneState;
  /** One sentence: why it is stale. */
  readonly reason: string | null;
  /** The job that is making this lane now, or will. */
  readonly job: Job | null;
  readonly error: ErrorShape | null;
}

/** The four lanes of the timeline, in order. */
export function buildLanes(options: {
  readonly takes: readonly Take[];
  readonly jobs: readonly Job[];
  readonly chain: Chain;
  readonly wanted: Wanted;
}): Lane[] {
  const { takes, jobs, chain, wanted } = options;
  let isAboveStale = false;
  return stageIds.map((stage, index) => {
    const take = chain[stage];
    const above = stageIds[index - 1];
    const reason = take === null ? null : staleReason(take, wanted, above ? chain[above] : null, isAboveStale);
    const isStale = reason !== null;
    isAboveStale ||= isStale;
    const job = jobAt(jobs, stage);
    const error = job ? null : failure(jobs, stage, take);
    const state: LaneState = job
      ? stepState(job, stage) === 'running'
        ? 'running'
        : 'waiting'
      : error
        ? 'failed'
        : take === null
          ? 'empty'
          : isStale
            ? 'stale'
            : 'current';
    return { stage, take, takes: takesOfStage(takes, stage), isStale, state, reason, job, error };
  });
}

/** Why a take no longer matches, as a sentence; null when it does. */
function staleReason(take: Take, wanted: Wanted, above: Take | null, isAboveStale: boolean): string | null {
  if (take.stage === 't2i') {
    // A picture that was brought in, painted or kept on purpose does not follow the prompt.
    return take.origin !== 'generated' || wanted.keepReference ? null : ownReason(take, wanted);
  }
  if (above && take.parentId !== above.id) {
    return t('Made from another {{lane}} take.', { lane: inSentence(laneName(above.stage)) });
  }
  if (above && isAboveStale) return t('{{lane}} will change first.', { lane: laneName(above.stage) });
  return ownReason(take, wanted);
}

function ownReason(take: Take, wanted: Wanted): string | null {
  const readsPrompt = followsSeed(take);
  if (readsPrompt && take.prompt.trim() !== wanted.prompt.trim()) return t('The prompt has changed.');
  if (readsPrompt && take.negativePrompt.trim() !== wanted.negativePrompt.trim()) {
    return t('The negative prompt has changed.');
  }
  if (take.preset !== null && take.preset !== wanted.preset) return t('Made with another preset.');
  const pack = wanted.packs[take.stage];
  if (pack !== undefined && take.packId !== pack) return t('Made with another model.');
  const parameters = wanted.parameters[take.stage] ?? {};
  const changed = Object.entries(parameters).some(([key, value]) => !sameValue(take.parameters[key], value));
  return changed ? t('Its parameters have changed.') : null;
}

function stepState(job: Job, stage: StageId): Job['steps'][number]['state'] | undefined {
  return job.steps.find((step) => step.stage === stage)?.state;
}

/** The active job for a lane: the one running it, else the first that will. */
function jobAt(jobs: readonly Job[], stage: StageId): Job | null {
  const active = jobs.filter(isUnfinished);
  return (
    active.find((job) => stepState(job, stage) === 'running') ??
    active.find((job) => stepState(job, stage) === 'waiting') ??
    null
  );
}

/** The error of the newest job at this lane, unless a newer take has made up for it. */
function failure(jobs: readonly Job[], stage: StageId, take: Take | null): ErrorShape | null {
  const newest = jobs
    .filter((job) => job.steps.some((step) => step.stage === stage))
    .sort((a, b) => b.createdAt - a.createdAt)[0];
  if (newest?.state !== 'failed' || stepState(newest, stage) !== 'failed') return null;
  return take && take.createdAt > (newest.finishedAt ?? newest.createdAt) ? null : newest.error;
}

/** The stages that “Rerun stale lanes” runs: from the first stale lane to the last. Null when nothing is stale. */
export function staleSpan(lanes: readonly Lane[]): { from: StageId; to: StageId } | null {
  const stale = lanes.filter((lane) => lane.isStale);
  const [first, last] = [stale[0], stale.at(-1)];
  return first && last ? { from: first.stage, to: last.stage } : null;
}
