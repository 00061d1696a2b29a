import type { Job } from '../../../electron/contract/domain.ts';

export interface QueueParts {
  readonly running: readonly Job[];
  /** In the order they will run. */
  readonly waiting: readonly Job[];
  /** Newest first. */
  readonly finished: readonly Job[];
}

/** The three parts of the queue. */
export function partQueue(jobs: readonly Job[]): QueueParts {
  return {
    running: jobs.filter((job) => job.state === 'running'),
    waiting: jobs.filter((job) => job.state === 'waiting'),
    finished: jobs
      .filter((job) => job.state !== 'running' && job.state !== 'waiting')
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

/** Seconds until everything that runs or waits is done; null as long as one of them cannot be foreseen. */
export function totalSecondsLeft(jobs: readonly { readonly secondsLeft: number | null }[]): number | null {
  let sum = 0;
  for (const { secondsLeft } of jobs) {
    if (secondsLeft === null) return null;
    sum += secondsLeft;
  }
  return sum;
}
