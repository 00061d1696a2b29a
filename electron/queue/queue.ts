import type { DeviceChoice, GenerationRequest, Job, Plan } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import type { StudioEvent } from '../contract/events.ts';
import type { Engine } from '../engine/messages.ts';
import type { StoredJob } from '../library/jobs.ts';
import type { Library } from '../library/library.ts';
import type { JobRequest } from '../library/rows.ts';
import type { Packs } from '../packs/packs.ts';
import { estimateSeconds } from './estimate.ts';
import { jobRequests } from './job-requests.ts';
import { inpaints, type PlannedStep, planGeneration, toPlan } from './plan.ts';
import { type JobRun, runJob } from './run-job.ts';

export interface QueueOptions {
  readonly library: Library;
  readonly packs: Packs;
  readonly engine: Engine;
  /** The device choice in force. */
  readonly device: () => DeviceChoice;
  /** Bytes an engine may take. */
  readonly memory: () => number;
  readonly emit: (event: StudioEvent) => void;
}

/** Jobs: planned, in line, run one at a time (two sessions at once can crash a GPU's driver: onnxruntime#32561). */
export interface Queue {
  plan(request: GenerationRequest): Promise<Plan>;
  /** One job a variation, or one a value of the sweep; all or none. */
  start(request: GenerationRequest): Promise<Job[]>;
  list(): Job[];
  ofProject(projectId: string): Job[];
  /** `too-late` when everything was already on disk. @throws StudioError not-found */
  cancel(jobId: string): Promise<'cancelled' | 'killed' | 'too-late'>;
  /** Everything of a sweep that runs or waits; returns how many jobs were stopped. */
  cancelSweep(sweepId: string): Promise<number>;
  /** Null pauses all that wait or run. @throws StudioError not-found, too-late */
  pause(jobId: string | null): Promise<void>;
  /** Null lets all paused jobs go on. @throws StudioError not-found, too-late */
  unpause(jobId: string | null): Promise<void>;
  retry(jobId: string): Job;
  move(jobId: string, beforeJobId: string | null): void;
  clearFinished(): void;
  /** The newest preview picture of the running job, if it is this one. */
  previewPath(jobId: string): string | null;
  /** Takes up what waits (also what a former run of the studio left). */
  resume(): void;
  readonly busy: boolean;
  idle(): Promise<void>;
  /** Stops work without giving the job up: it goes on at the next start. */
  close(): Promise<void>;
}

export function createQueue(options: QueueOptions): Queue {
  const { library, packs, emit } = options;
  let current: JobRun | null = null;
  let working: Promise<void> | null = null;
  let closed = false;

  /** What a job in line will take, by earlier runs on this machine; null when one of its stages never ran here. */
  const foreseen = (stored: StoredJob): number | null => {
    let sum = 0;
    for (const { stage, packId, state, work } of stored.steps) {
      if (state === 'done' || state === 'reused' || work === 0) continue;
      const runs = library.timings.read({ stage, packId, device: options.device() });
      const seconds = work === null ? null : estimateSeconds(work, runs);
      if (seconds === null) return null;
      sum += seconds;
    }
    return sum;
  };

  const toJob = (stored: StoredJob): Job => {
    const run = current?.jobId === stored.id ? current : null;
    const finished = stored.steps.filter((step) => step.state === 'done' || step.state === 'reused').length;
    return {
      id: stored.id,
      projectId: stored.projectId,
      projectName: stored.projectName,
      prompt: stored.request.prompt,
      negativePrompt: stored.request.negativePrompt,
      parentTakeId: stored.request.parentTakeId,
      seed: stored.request.seed,
      preset: stored.request.preset,
      sweep: stored.request.sweep ?? null,
      state: stored.state,
      steps: stored.steps.map(({ stage, packId, state, takeId }) => ({ stage, packId, state, takeId })),
      fraction: stored.state === 'done' ? 1 : (run?.fraction ?? finished / Math.max(1, stored.steps.length)),
      secondsLeft: run
        ? run.secondsLeft
        : stored.state === 'waiting' || stored.state === 'paused'
          ? foreseen(stored)
          : null,
      error: stored.error,
      crashes: stored.crashes,
      createdAt: stored.createdAt,
      startedAt: stored.startedAt,
      finishedAt: stored.finishedAt,
    };
  };
  const get = (jobId: string): StoredJob => {
    const stored = library.jobs.find(jobId);
    if (!stored) throw new StudioError('not-found', 'This job does not exist any more. Reload the queue.');
    return stored;
  };
  const announce = (jobId: string): void => {
    const stored = library.jobs.find(jobId);
    if (stored) emit({ type: 'job.changed', job: toJob(stored) });
  };
  const services = { library, packs, device: options.device, memory: options.memory };

  const work = async (): Promise<void> => {
    for (;;) {
      const next = closed ? undefined : library.jobs.nextWaiting();
      if (!next) return;
      current = runJob(next, { ...services, engine: options.engine, emit, announce, closing: () => closed });
      await current.finished;
      current = null;
      announce(next.id);
    }
  };
  const resume = (): void => {
    if (closed || working) return;
    working = work()
      .then(() => true)
      .catch((error: unknown) => {
        // Only the library itself can fail here (a full disk, a damaged row): the line stands still, nothing is lost.
        process.emitWarning(StudioError.from(error).message, { type: 'StillmotionQueue' });
        return false;
      })
      .then((wentWell) => {
        working = null;
        current = null;
        // A job that came in the very moment the line ran dry.
        if (wentWell && library.jobs.nextWaiting()) resume();
      });
  };

  const cancel = async (jobId: string): Promise<'cancelled' | 'killed' | 'too-late'> => {
    const stored = get(jobId);
    if (stored.state === 'waiting' || stored.state === 'paused') {
      library.jobs.closeSteps(jobId, 'cancelled');
      library.jobs.setState(jobId, 'cancelled');
      announce(jobId);
      return 'cancelled';
    }
    if (current?.jobId !== jobId || stored.state !== 'running') return 'too-late';
    return current.cancel();
  };
  /** The jobs a request asks for, and the plan of each. Only a plan of its own says for certain what is reused. */
  const planJobs = async (
    request: GenerationRequest,
  ): Promise<{ request: JobRequest; steps: PlannedStep[]; isOwnPlan: boolean }[]> => {
    const requests = jobRequests(request);
    // Variations differ in the seed alone: the plan of the first tells of all.
    const distinct = request.sweep === undefined ? requests.slice(0, 1) : requests;
    const plans = await Promise.all(distinct.map((one) => planGeneration(one, services)));
    return requests.map((one, index) => ({
      request: one,
      steps: plans[index] ?? plans[0] ?? [],
      isOwnPlan: plans[index] !== undefined,
    }));
  };

  return {
    async plan(request) {
      const jobs = await planJobs({ ...request, variations: 1 });
      return toPlan(
        jobs.flatMap(({ steps }) => steps),
        options.memory(),
      );
    },
    async start(request) {
      const planned = await planJobs(request);
      const jobs = library.jobs.add(
        planned.map(({ steps, isOwnPlan, ...job }) => ({
          ...job,
          steps: steps.map(({ stage, pack, parameters, work, reused }) => ({
            ...{ stage, packId: pack.manifest.id, parameters },
            work: reused && isOwnPlan ? 0 : work,
          })),
        })),
      );
      // What is asked for under a mask is not what the whole project is about.
      if (!inpaints(request) && (request.from === 't2i' || request.prompt !== '')) {
        library.projects.update(request.projectId, { prompt: request.prompt });
      }
      emit({ type: 'projects.changed', projectId: request.projectId });
      for (const jobId of jobs) announce(jobId);
      resume();
      return jobs.map((jobId) => toJob(get(jobId)));
    },
    list: () => library.jobs.list().map(toJob),
    ofProject: (projectId) => library.jobs.ofProject(projectId).map(toJob),
    cancel,
    async cancelSweep(sweepId) {
      // What waits first, so that nothing takes the place of what runs.
      const jobIds = library.jobs.activeOfSweep(sweepId);
      const outcomes = await Promise.all(jobIds.map(cancel));
      return outcomes.filter((outcome) => outcome !== 'too-late').length;
    },
    async pause(jobId) {
      if (jobId === null) {
        for (const id of library.jobs.setAllInLine('paused')) announce(id);
        await current?.pause();
        return;
      }
      const { state } = get(jobId);
      if (state === 'paused') return;
      if (state === 'waiting') {
        library.jobs.setState(jobId, 'paused');
        announce(jobId);
        return;
      }
      const paused = current?.jobId === jobId && state === 'running' && (await current.pause());
      if (!paused) throw new StudioError('too-late', 'This job had ended already.');
    },
    async unpause(jobId) {
      // Of a job that is only just being paused, the pause comes first.
      if (current && (jobId === null || current.jobId === jobId) && current.stopping) await current.finished;
      if (jobId === null) {
        for (const id of library.jobs.setAllInLine('waiting')) announce(id);
      } else {
        if (get(jobId).state !== 'paused') throw new StudioError('too-late', 'This job is not paused.');
        library.jobs.setState(jobId, 'waiting');
        announce(jobId);
      }
      resume();
    },
    retry(jobId) {
      const stored = get(jobId);
      if (stored.state !== 'failed' && stored.state !== 'cancelled') {
        throw new StudioError('conflict', 'Only a job that failed or was cancelled can be tried again.');
      }
      const { request } = stored;
      if (library.projects.get(request.projectId).deletedAt !== null) {
        throw new StudioError('not-found', 'The project of this job is in the bin. Restore it first.');
      }
      if (request.parentTakeId !== null) library.takes.get(request.parentTakeId);
      library.jobs.setCrashes(jobId, 0);
      library.jobs.resetSteps(jobId);
      library.jobs.setState(jobId, 'waiting');
      announce(jobId);
      resume();
      return toJob(get(jobId));
    },
    move(jobId, beforeJobId) {
      for (const id of beforeJobId === null ? [jobId] : [jobId, beforeJobId]) {
        const { state } = get(id);
        if (state !== 'waiting' && state !== 'paused') {
          throw new StudioError('too-late', 'Only jobs in line can change their place.');
        }
      }
      if (jobId !== beforeJobId) library.jobs.move(jobId, beforeJobId);
      announce(jobId);
    },
    clearFinished() {
      library.jobs.clearFinished();
      emit({ type: 'projects.changed', projectId: null });
    },
    previewPath: (jobId) => (current?.jobId === jobId ? current.previewPath : null),
    resume,
    get busy() {
      return working !== null;
    },
    async idle() {
      while (working) await working;
    },
    async close() {
      closed = true;
      current?.interrupt();
      if (working) await working;
    },
  };
}
