import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { Job, Take } from '../../../electron/contract/domain.ts';
import type { StageId } from '../../../electron/contract/geometry.ts';
import { call, upload } from '../api/client.ts';
import { notify, notifyError } from '../components/notices.ts';
import type { SmallerRun } from '../components/remedies.ts';
import { t } from '../i18n/i18n.ts';
import { type Chain, chooseTake, isKeptPicture, resolveChain } from './chain.ts';
import { recallSettings, type SpecsByStage, untouchedValue, withParameter } from './draft.ts';
import type { DraftStore } from './draft-store.ts';
import { type Lane, staleSpan } from './lanes.ts';
import type { PlayerStore } from './player-store.ts';
import { alikeRequest, type GenerationInput, generateRequest, type Request, rerunRequest } from './requests.ts';
import type { StudioDialog } from './studio-context.ts';
import { takeActions } from './take-actions.ts';

/** Of which takes there are as many when nobody asked for a number. */
const usualVariations = 4;

/** What a person can do in the studio screen. Failures appear as notices; nothing throws. */
export interface StudioActions extends Readonly<typeof takeActions> {
  generate(): void;
  rerun(from: StageId, to: StageId): void;
  rerunStale(): void;
  cancel(job: Job): void;
  retry(job: Job): void;
  /** The failed stage of a job and those after it again, its frames a quarter smaller; null where there is nothing to make smaller. */
  smaller(job: Job): SmallerRun | null;
  /** Makes a take current, with the settings it was made with. */
  choose(take: Take): void;
  /** Variations with new seeds and everything else as it was. */
  moreLike(take: Take): void;
  /** Starts a sweep and shows it; resolves when it is in the queue, or was refused. */
  sweep(input: GenerationInput): Promise<void>;
  cancelSweep(sweepId: string): void;
  importPicture(file: File): void;
}

/** Share of the edge that is left. */
const smallerEdge = 0.75;

interface Parts {
  readonly projectId: string;
  readonly takes: readonly Take[];
  readonly jobs: readonly Job[];
  readonly chain: Chain;
  readonly lanes: readonly Lane[];
  readonly specs: SpecsByStage;
  readonly packIds: Readonly<Partial<Record<StageId, string>>>;
  readonly draft: DraftStore;
  readonly player: PlayerStore;
  show(dialog: StudioDialog | null): void;
}

export function useActions(parts: Parts): StudioActions {
  const queries = useQueryClient();
  const latest = useRef(parts);
  useEffect(() => {
    latest.current = parts;
  });
  useFollowedJob(parts);

  return useMemo(() => {
    const queue = async (input: GenerationInput): Promise<readonly Job[]> => {
      const { jobs } = await call('generations.start', input);
      const project = { queryKey: ['projects.get', { projectId: input.projectId }] };
      await Promise.all([queries.invalidateQueries(project), queries.invalidateQueries({ queryKey: ['jobs.list'] })]);
      return jobs;
    };
    const start = async (input: GenerationInput): Promise<void> => {
      const [first] = await queue(input);
      if (first) latest.current.draft.setState({ followed: { jobId: first.id, takeId: null }, seed: first.seed });
      latest.current.player.setState({ watchesJob: true, isPlaying: false });
    };
    const run = (request: Request): void => {
      if (request.ok) start(request.input).catch(notifyError);
      else notify(request.missing);
    };
    const wish = () => {
      const { projectId, chain, lanes, packIds, draft } = latest.current;
      return { projectId, chain, lanes, packIds, draft: draft.getState() };
    };
    const rerun = (from: StageId, to: StageId): void => run(rerunRequest({ ...wish(), from, to }));

    return {
      ...takeActions,
      generate: () => run(generateRequest(wish())),
      rerun,
      rerunStale() {
        const span = staleSpan(latest.current.lanes);
        if (span) rerun(span.from, span.to);
      },
      cancel(job) {
        call('jobs.cancel', { jobId: job.id }).then(({ outcome }) => {
          if (outcome === 'too-late') notify(t('It had already finished.'));
          else notify(t('Stopped. What was finished is kept.'));
        }, notifyError);
      },
      retry(job) {
        call('jobs.retry', { jobId: job.id }).then(
          (next) => latest.current.draft.setState({ followed: { jobId: next.id, takeId: null } }),
          notifyError,
        );
      },
      smaller(job) {
        const { draft, specs } = latest.current;
        const stage = job.steps.find(({ state }) => state === 'failed')?.stage;
        const spec = stage && specs[stage]?.find(({ key }) => key === 'size');
        const last = job.steps.at(-1);
        if (!stage || !last || spec?.kind !== 'number') return null;
        const before = draft.getState();
        const now = Number(before.parameters[stage]?.size ?? untouchedValue(spec, stage, before.preset));
        const size = Math.max(spec.min, Math.floor((now * smallerEdge) / spec.step) * spec.step);
        if (!(size < now)) return null;
        const again = (): void => {
          draft.setState((old) => ({ parameters: withParameter(old, stage, spec, size) }));
          rerun(stage, last.stage);
        };
        return { size, run: again };
      },
      choose(take) {
        const { takes, lanes, draft, specs } = latest.current;
        const before = draft.getState();
        const choice = chooseTake(takes, before.lanes, take.id);
        const chain = resolveChain(takes, choice);
        const recalled = recallSettings(before, chain, take, specs);
        draft.setState({ ...recalled, lanes: choice, previewStage: take.stage, followed: null });
        latest.current.player.setState({ watchesJob: false });
        if (before.prompt.trim() !== recalled.prompt.trim() && lanes.some((lane) => lane.isStale)) {
          notify(t('This take’s own prompt and settings are back.'), { undo: () => draft.setState(before) });
        }
      },
      moreLike(take) {
        const { projectId, takes, draft } = latest.current;
        const chosen = draft.getState().variations;
        const variations = chosen > 1 ? chosen : usualVariations;
        const request = alikeRequest({ projectId, takes, take, variations });
        if (!request.ok) return notify(request.missing);
        start(request.input).then(
          () => notify(t('{{count}} more like it are in the queue.', { count: variations })),
          notifyError,
        );
      },
      async sweep(input) {
        try {
          const [first] = await queue(input);
          const place = first?.sweep;
          if (place) latest.current.show({ kind: 'sweep', sweep: { ...place, takeId: null } });
        } catch (error) {
          notifyError(error);
        }
      },
      cancelSweep(sweepId) {
        call('jobs.cancelSweep', { sweepId }).then(({ cancelled }) => {
          if (cancelled === 0) notify(t('It had already finished.'));
          else notify(t('Stopped. What was finished is kept.'));
        }, notifyError);
      },
      importPicture(file) {
        const { projectId, draft } = latest.current;
        upload(file, file.name)
          .then(({ uploadId }) => call('references.import', { projectId, uploadId }))
          .then(async (take) => {
            await queries.invalidateQueries({ queryKey: ['projects.get', { projectId }] });
            draft.setState((old) => ({
              followed: null,
              lanes: { ...old.lanes, t2i: take.id },
              keepReference: true,
              selectedStage: 'i2v',
              previewStage: 't2i',
            }));
          })
          .catch(notifyError);
      },
    };
  }, [queries]);
}

/**
 * Makes the takes of one job current as they arrive: the job started last here, also when the page was closed meanwhile. Of several
 * variations the first is followed; the others wait among the takes.
 */
function useFollowedJob({ takes, jobs, draft }: Parts): void {
  useEffect(() => {
    const { followed } = draft.getState();
    const job = jobs.find(({ id }) => id === followed?.jobId);
    const takeId = job?.steps.findLast((step) => step.takeId !== null)?.takeId;
    const take = takes.find(({ id }) => id === takeId);
    if (!job || !take || take.id === followed?.takeId) return;
    draft.setState((old) => ({
      followed: { jobId: job.id, takeId: take.id },
      lanes: chooseTake(takes, old.lanes, take.id),
      previewStage: take.stage,
      ...(isKeptPicture(take) ? { keepReference: true } : { seed: take.seed ?? job.seed }),
    }));
  }, [takes, jobs, draft]);
}
