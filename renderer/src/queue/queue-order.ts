import { isUnfinished, type Job } from '../../../electron/contract/domain.ts';

export interface QueueParts {
  readonly running: readonly Job[];
  /** In line, paused ones in their places. */
  readonly waiting: readonly Job[];
  /** Newest first. */
  readonly finished: readonly Job[];
}

/** The three parts of the queue. */
export function partQueue(jobs: readonly Job[]): QueueParts {
  return {
    running: jobs.filter((job) => job.state === 'running'),
    waiting: jobs.filter(isInLine),
    finished: jobs
      .filter((job) => !isUnfinished(job))
      .sort((a, b) => (b.finishedAt ?? b.createdAt) - (a.finishedAt ?? a.createdAt)),
  };
}

/**
 * What jobs.move must be told so that `jobId` ends at `position` among the waiting: the job it goes before, null for the end.
 * Undefined when it is there already or is not waiting.
 */
export function moveTarget(waiting: readonly Job[], jobId: string, position: number): string | null | undefined {
  const from = waiting.findIndex((job) => job.id === jobId);
  const to = Math.min(Math.max(position, 0), waiting.length - 1);
  if (from < 0 || from === to) return undefined;
  const others = waiting.filter((job) => job.id !== jobId);
  return others[to]?.id ?? null;
}

/** The jobs with one of those in line at its new place, as the studio will list them. */
export function moved(jobs: readonly Job[], jobId: string, beforeJobId: string | null): Job[] {
  const job = jobs.find(({ id }) => id === jobId);
  const line = jobs.filter((one) => isInLine(one) && one.id !== jobId);
  if (!job) return [...jobs];
  const at = line.findIndex(({ id }) => id === beforeJobId);
  line.splice(at < 0 ? line.length : at, 0, job);
  return [...jobs.filter(({ state }) => state === 'running'), ...line, ...jobs.filter((one) => !isUnfinished(one))];
}

function isInLine({ state }: Job): boolean {
  return state === 'waiting' || state === 'paused';
}

/**
 * Where a row that is dragged would come to lie: among the others, after those whose middle is above its own.
 * @param middles of the other rows from top to bottom, pixels
 */
export function dropPosition(middles: readonly number[], middle: number): number {
  return middles.filter((other) => other < middle).length;
}

/** Seconds until everything that runs or waits is done; null as long as one of them cannot be foreseen. */
export function totalSecondsLeft(jobs: readonly { readonly secondsLeft: number | null }[]): number | null {
  let sum = 0;
  for (const { secondsLeft } of jobs) {
    if (secondsLeft === null) return null;
    sum += secondsLeft;
  }
  return sum;
}
