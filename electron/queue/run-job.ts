import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../contract/errors.ts';
import type { StudioEvent } from '../contract/events.ts';
import type { Engine, ResultOf } from '../engine/messages.ts';
import { diskError } from '../library/home.ts';
import type { StoredJob, StoredStep } from '../library/jobs.ts';
import type { NewTake, TakeRecord } from '../library/takes.ts';
import type { Pack } from '../packs/read-pack.ts';
import { estimateSeconds, heldAtOnce, relativeCost, workOf } from './estimate.ts';
import { keyOf, type PlanServices, type ShapedInput, shapedInput, shapeOf } from './plan.ts';
import { JobProgress } from './progress.ts';
import { runStage } from './run-stage.ts';

/** A job under way. */
export interface JobRun {
  readonly jobId: string;
  readonly fraction: number;
  readonly secondsLeft: number | null;
  readonly previewPath: string | null;
  /** It was asked to stop and has not done so yet. */
  readonly stopping: boolean;
  /** Resolves when the job has ended, however it did. Rejects only when the library cannot be written. */
  readonly finished: Promise<void>;
  /** Asks it to stop and keep its place; false when everything was on disk already, or it failed. */
  pause(): Promise<boolean>;
  /** Asks it to end, also while it is being paused; resolves with what became of it. */
  cancel(): Promise<'cancelled' | 'killed' | 'too-late'>;
  /** The studio ends: the job keeps its place and goes on at the next start. */
  interrupt(): void;
}

export interface JobServices extends PlanServices {
  readonly engine: Engine;
  readonly device: () => 'auto' | 'webgpu' | 'cpu';
  /** Bytes an engine may take. */
  readonly memory: () => number;
  readonly emit: (event: StudioEvent) => void;
  /** Tells the world the job's present state. */
  readonly announce: (jobId: string) => void;
  readonly closing: () => boolean;
}

/** A job on which the engine died this often is set aside. */
const quarantineAt = 2;
/** Progress events of one job: at most ten a second. */
const progressIntervalMs = 100;

interface Prepared extends StoredStep {
  readonly ordinal: number;
  readonly pack: Pack;
}

export function runJob(job: StoredJob, services: JobServices): JobRun {
  const { library, emit } = services;
  const controller = new AbortController();
  const previewFile = join(library.paths.temporary, `preview-${job.id}`);
  let progress = new JobProgress([]);
  let previews = 0;
  let lastEventAt = 0;
  let ending: 'done' | 'failed' | 'paused' | 'cancelled' | 'killed' | 'interrupted' = 'failed';
  let wanted: 'pause' | 'cancel' | null = null;
  let crashes = job.crashes;

  /** Packs, and the progress bar's shares, which stay as they are from here on. */
  const prepare = async (): Promise<Prepared[]> => {
    const prepared: Prepared[] = [];
    const bars: { seconds: number | null; relative: number; finished: boolean }[] = [];
    const start = startOf(job, services);
    let input: ShapedInput | null = start && shapedInput(start, library);
    for (const [ordinal, step] of job.steps.entries()) {
      const pack = await services.packs.forStage(step.stage, step.packId);
      const { method } = pack.manifest;
      const shape = shapeOf(step.stage, step.parameters, input, job.request.preset);
      const work = workOf({ method, parameters: step.parameters, ...shape });
      const seconds = estimateSeconds(work, library.timings.read(subjectOf(step, services)));
      const finished = step.state === 'done' || step.state === 'reused';
      bars.push({ seconds, relative: work * relativeCost[method], finished });
      prepared.push({ ...step, ordinal, pack });
      input = shape;
    }
    const measured = bars.every((bar) => bar.seconds !== null);
    progress = new JobProgress(
      bars.map((bar) => ({
        weight: measured ? (bar.seconds ?? 0) : bar.relative,
        estimatedSeconds: bar.seconds,
        finished: bar.finished,
      })),
    );
    return prepared;
  };

  const report = (step: Prepared, update: { step: number; of: number; previewPath: string | null }): void => {
    progress.report(step.ordinal, update.step, update.of);
    if (update.previewPath !== null) previews += 1;
    const now = performance.now();
    if (now - lastEventAt < progressIntervalMs) return;
    lastEventAt = now;
    emit({
      type: 'job.progress',
      jobId: job.id,
      projectId: job.projectId,
      stage: step.stage,
      step: update.step,
      of: update.of,
      stageFraction: progress.stageFraction(step.ordinal),
      fraction: progress.fraction,
      secondsLeft: progress.secondsLeft(now / 1000),
      preview: previews > 0 ? `preview/${job.id}/${previews}` : null,
    });
  };

  const runStep = async (step: Prepared, parent: TakeRecord | null): Promise<TakeRecord> => {
    const input = parent && shapedInput(parent, library);
    const shape = shapeOf(step.stage, step.parameters, input, job.request.preset);
    const key = keyOf(job.request, { ...step, shape, parent });
    const newTake = (made: Pick<NewTake, 'device' | 'seconds'>): NewTake => ({
      projectId: job.projectId,
      parentId: parent?.id ?? null,
      stage: step.stage,
      origin: step.stage === 't2i' && parent ? 'edited' : 'generated',
      packId: step.packId,
      packName: step.pack.manifest.name,
      packVersion: step.pack.manifest.version,
      prompt: job.request.prompt,
      negativePrompt: job.request.negativePrompt,
      parameters: { ...step.parameters } as NewTake['parameters'],
      seed: job.request.seed,
      preset: job.request.preset,
      key,
      editRecipe: null,
      ...made,
    });
    const place = { jobId: job.id, ordinal: step.ordinal };
    const known = library.takes.findByKey(key, job.projectId, parent?.id ?? null);
    if (known) {
      const here = known.projectId === job.projectId && known.parentId === (parent?.id ?? null);
      if (here && known.deletedAt === null) {
        library.jobs.setStep(job.id, step.ordinal, 'reused', known.id);
        return known;
      }
      return library.takes.adopt(known, newTake({ device: known.device, seconds: known.seconds }), place);
    }
    library.jobs.setStep(job.id, step.ordinal, 'running');
    services.announce(job.id);
    return withOneMoreTry(() => {
      progress.begin(step.ordinal, performance.now() / 1000);
      return runStage(
        {
          stage: step.stage,
          pack: step.pack,
          parameters: step.parameters,
          shape,
          prompt: job.request.prompt,
          negativePrompt: job.request.negativePrompt,
          seed: job.request.seed,
          inputPath: parent === null ? null : masterPath(parent, services),
          inputFps: parent?.fps ?? shape.fps,
          previewPath: previewFile,
          device: services.device(),
          memoryBytes: services.memory(),
        },
        {
          engine: services.engine,
          temporary: library.paths.temporary,
          signal: controller.signal,
          onProgress: (update) => report(step, update),
        },
        async (result: ResultOf<'stage'>) => {
          const take = await library.takes.commit(newTake(result), result.files, place);
          const whole = { method: step.pack.manifest.method, parameters: step.parameters, ...shape };
          const { seconds, peakBytes } = result;
          library.timings.add(subjectOf(step, services), {
            work: workOf(whole),
            seconds,
            held: heldAtOnce(whole),
            peakBytes,
          });
          return take;
        },
      );
    });
  };

  /** The engine's death costs one automatic retry; the second one sets the job aside. */
  const withOneMoreTry = async <T>(attempt: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof StudioError) || error.code !== 'engine-crashed' || controller.signal.aborted)
          throw error;
        crashes += 1;
        emit({ type: 'engine.changed', state: 'crashed', device: null });
        library.jobs.setCrashes(job.id, crashes);
        if (crashes >= quarantineAt) {
          throw new StudioError(
            'engine-crashed',
            `The engine died twice on this job, so it was set aside. Finished stages are kept. ${error.message}`,
            { cause: error, ...(error.details ? { details: error.details } : {}) },
          );
        }
      }
    }
  };

  const run = async (): Promise<void> => {
    library.jobs.setState(job.id, 'running');
    services.announce(job.id);
    try {
      let parent = startOf(job, services);
      for (const step of await prepare()) {
        const made = step.takeId === null ? undefined : library.takes.find(step.takeId);
        if (made && made.deletedAt === null && (step.state === 'done' || step.state === 'reused')) {
          parent = made;
          continue;
        }
        if (controller.signal.aborted) throw new StudioError('cancelled', 'The job was cancelled.');
        parent = await runStep(step, parent);
        progress.finish(step.ordinal, performance.now() / 1000);
        emit({ type: 'takes.changed', projectId: job.projectId });
        emit({ type: 'projects.changed', projectId: job.projectId });
        services.announce(job.id);
      }
      ending = 'done';
      library.jobs.setState(job.id, 'done');
    } catch (error) {
      settle(diskError(error));
    } finally {
      await rm(previewFile, { force: true });
    }
  };

  const settle = (error: StudioError): void => {
    if (wanted === 'pause' && controller.signal.aborted) {
      ending = 'paused';
      library.jobs.resetSteps(job.id);
      library.jobs.setState(job.id, 'paused');
      // A pause gives the machine back: what the engine holds is loaded again when the job goes on.
      services.engine.renew();
    } else if (services.closing()) {
      ending = 'interrupted';
    } else if (controller.signal.aborted) {
      ending = error.details?.killed === true ? 'killed' : 'cancelled';
      library.jobs.closeSteps(job.id, 'cancelled');
      library.jobs.setState(job.id, 'cancelled');
    } else {
      ending = 'failed';
      library.jobs.closeSteps(job.id, 'failed');
      library.jobs.setState(job.id, 'failed', error.toShape());
    }
  };

  const finished = run();
  return {
    jobId: job.id,
    get fraction() {
      return progress.fraction;
    },
    get secondsLeft() {
      return progress.secondsLeft(performance.now() / 1000);
    },
    get previewPath() {
      return previews > 0 ? previewFile : null;
    },
    get stopping() {
      return controller.signal.aborted;
    },
    finished,
    async pause() {
      wanted ??= 'pause';
      controller.abort();
      await finished;
      return ending === 'paused';
    },
    async cancel() {
      wanted = 'cancel';
      controller.abort();
      await finished;
      return ending === 'cancelled' || ending === 'killed' ? ending : 'too-late';
    },
    interrupt: () => controller.abort(),
  };
}

/** The take a job starts from; null for text to image. @throws StudioError not-found */
function startOf(job: StoredJob, services: JobServices): TakeRecord | null {
  return job.request.parentTakeId === null ? null : services.library.takes.get(job.request.parentTakeId);
}

function subjectOf(
  step: StoredStep,
  services: JobServices,
): { stage: StoredStep['stage']; packId: string; device: string } {
  return { stage: step.stage, packId: step.packId, device: services.device() };
}

function masterPath(take: TakeRecord, services: JobServices): string {
  const file = services.library.assets.find(take.master.slice('asset/'.length));
  if (!file) {
    throw new StudioError('not-found', 'The frames this stage starts from are gone. Make the stage before it again.');
  }
  return file.path;
}
