import { create } from 'zustand';
import type { JobProgress, StudioEvent } from '../../../electron/contract/events.ts';
import type { Connection } from './transport.ts';

/** Live state that comes by events alone: never fetched, never saved. */
interface LiveState {
  readonly connection: Connection;
  /** Newest progress by job id; a job that ended is dropped. */
  readonly progress: Readonly<Record<string, JobProgress>>;
  readonly engine: Extract<StudioEvent, { type: 'engine.changed' }> | null;
}

export const useLive = create<LiveState>()(() => ({ connection: 'open', progress: {}, engine: null }));

/** Progress of one job; undefined until its first report. */
export function useJobProgress(jobId: string | undefined): JobProgress | undefined {
  return useLive((state) => (jobId === undefined ? undefined : state.progress[jobId]));
}

export interface ProgressBuffer {
  add(progress: JobProgress): void;
  drop(jobId: string): void;
}

/**
 * Hands on the newest progress of each job at most once in `intervalMilliseconds`, so that a fast stage cannot make the page
 * draw more than it can show. The first report goes through at once.
 */
export function createProgressBuffer(
  apply: (change: (old: LiveState['progress']) => LiveState['progress']) => void,
  intervalMilliseconds = 100,
): ProgressBuffer {
  const pending = new Map<string, JobProgress>();
  let resting = false;

  const flush = (): void => {
    if (pending.size === 0) {
      resting = false;
      return;
    }
    const fresh = Object.fromEntries(pending);
    pending.clear();
    apply((old) => ({ ...old, ...fresh }));
    resting = true;
    setTimeout(flush, intervalMilliseconds);
  };

  return {
    add(progress) {
      pending.set(progress.jobId, progress);
      if (!resting) flush();
    },
    drop(jobId) {
      pending.delete(jobId);
      apply((old) => {
        if (!Object.hasOwn(old, jobId)) return old;
        const { [jobId]: _ended, ...rest } = old;
        return rest;
      });
    },
  };
}
