import { useEffect, useMemo, useRef, useState } from 'react';
import type { CallOutput } from '../../../electron/contract/calls.ts';
import type { Job, PackSummary, Take } from '../../../electron/contract/domain.ts';
import { paintMask } from '../../../electron/contract/mask.ts';
import { type ParameterSpec, parameterSpecs } from '../../../electron/contract/parameters.ts';
import { call } from '../api/client.ts';
import { usePacks } from '../api/queries.ts';
import { notify, notifyError } from '../components/notices.ts';
import { t } from '../i18n/i18n.ts';
import { type EditDocument, isSamePicture, type Size } from './edit-document.ts';
import { pictureToOutput } from './geometry.ts';
import { maskOf } from './mask-strokes.ts';

/** What is asked for under the mask. */
interface Wish {
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly strength: number;
  /** null draws a new one every time. */
  readonly seed: number | null;
  readonly packId: string | undefined;
}

/** Drawing part of the picture anew, by a model. */
export interface Regeneration {
  readonly wish: Wish;
  setWish(change: Partial<Wish>): void;
  readonly strengthSpec: Extract<ParameterSpec, { kind: 'number' }> | undefined;
  /** The take of the picture as it is now; null when that has not been saved. */
  readonly base: Take | null;
  /** Models that can do it; the chosen one is `pack`. */
  readonly packs: readonly PackSummary[];
  readonly pack: PackSummary | undefined;
  readonly hasMask: boolean;
  /** The job started last from here, until it is done. */
  readonly job: Job | null;
  /** From the press of the button until the job is in the queue. */
  readonly isStarting: boolean;
  start(): void;
  cancel(): void;
  retry(): void;
  /** What models have made of the picture as it is now, oldest first. */
  readonly results: readonly Take[];
  /** The result that is looked at instead of the picture. */
  readonly shown: Take | null;
  show(take: Take | null): void;
}

interface RegenerationParts {
  readonly data: CallOutput<'projects.get'>;
  readonly take: Take;
  readonly picture: Size;
  readonly document: EditDocument;
  /** What the take is made by: as long as nothing differs from it, the take is the picture. */
  readonly initial: EditDocument;
  /** The project's model for pictures. */
  readonly model: string | null;
  /** Saves the picture as it is now as a reference, which the model then starts from. */
  readonly save: () => Promise<Take>;
}

export function useRegeneration(parts: RegenerationParts): Regeneration {
  const { data, take, picture, document, initial, model, save } = parts;
  const able = usePacks().data?.packs.filter(canInpaint) ?? [];
  const [wish, setWish] = useState<Wish>({
    prompt: data.project.prompt,
    negativePrompt: take.negativePrompt,
    strength: 1,
    seed: null,
    packId: undefined,
  });
  const [saved, setSaved] = useState<{ document: EditDocument; take: Take } | null>(null);
  const [isStarting, setStarting] = useState(false);
  const [jobId, setJobId] = useState<string | null>(null);
  const [shownId, setShownId] = useState<string | null>(null);

  const used = data.takes.findLast((one) => one.origin === 'edited' && one.packId !== null)?.packId;
  const pack = [wish.packId, used, model].flatMap((id) => able.find((one) => one.id === id) ?? [])[0] ?? able[0];
  const strengthSpec = pack && specOf(pack);
  const hasMask = useMemo(() => isPainted(document, picture), [document, picture]);

  const base = isSamePicture(document, initial)
    ? take
    : saved && isSamePicture(document, saved.document)
      ? saved.take
      : null;
  const results = data.takes.filter(
    ({ parentId, packId, stage }) => stage === 't2i' && packId && parentId === base?.id,
  );
  const started = data.jobs.find(({ id }) => id === jobId) ?? null;
  const job = started?.state === 'done' || started?.state === 'cancelled' ? null : started;
  useShowWhenMade(started, data.takes, setShownId);

  const start = async (): Promise<void> => {
    setShownId(null);
    const from = base ?? (await save());
    if (!base) setSaved({ document, take: from });
    const { jobs } = await call('generations.start', {
      projectId: data.project.id,
      prompt: wish.prompt,
      negativePrompt: wish.negativePrompt,
      preset: take.preset ?? 'standard',
      seed: wish.seed,
      from: 't2i',
      to: 't2i',
      parentTakeId: from.id,
      parameters: { t2i: { mask: maskOf(document, picture), strength: wish.strength } },
      ...(pack ? { packs: { t2i: pack.id } } : {}),
    });
    setJobId(jobs[0]?.id ?? null);
  };

  return {
    wish,
    setWish: (change) => setWish((old) => ({ ...old, ...change })),
    strengthSpec,
    base,
    packs: able,
    pack,
    hasMask,
    job,
    isStarting,
    start() {
      setStarting(true);
      start()
        .catch(notifyError)
        .finally(() => setStarting(false));
    },
    cancel() {
      if (!job) return;
      call('jobs.cancel', { jobId: job.id }).then(({ outcome }) => {
        notify(outcome === 'too-late' ? t('It had already finished.') : t('Stopped. The picture is as it was.'));
      }, notifyError);
    },
    retry() {
      if (job) call('jobs.retry', { jobId: job.id }).catch(notifyError);
    },
    results,
    shown: results.find(({ id }) => id === shownId) ?? null,
    show: (next) => setShownId(next?.id ?? null),
  };
}

/** Shows what a job has made (or found made), once it is among the takes, and only once a job. */
function useShowWhenMade(job: Job | null, takes: readonly Take[], show: (takeId: string) => void): void {
  const last = useRef<string | null>(null);
  useEffect(() => {
    const madeId = job?.state === 'done' ? job.steps[0]?.takeId : null;
    if (!job || !madeId || job.id === last.current || !takes.some(({ id }) => id === madeId)) return;
    last.current = job.id;
    show(madeId);
  }, [job, takes, show]);
}

function canInpaint({ method, stages, health }: PackSummary): boolean {
  return stages.includes('t2i') && health !== 'damaged' && parameterSpecs('inpaint', method) !== undefined;
}

function specOf({ method, components }: PackSummary): Regeneration['strengthSpec'] {
  const spec = parameterSpecs('inpaint', method, components)?.find(({ key }) => key === 'strength');
  return spec?.kind === 'number' ? spec : undefined;
}

/** Whether any of the finished picture is under the mask: looked at in a small picture, which no stroke falls through. */
function isPainted(document: EditDocument, picture: Size): boolean {
  if (document.mask.length === 0) return false;
  const { width, height } = pictureToOutput(picture, document).size;
  const scale = Math.min(1, 384 / Math.max(width, height));
  const small = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  return paintMask(maskOf(document, picture), small).includes(1);
}
