import { isUnfinished, type Job } from '../../contract/domain.ts';
import { StudioError } from '../../contract/errors.ts';
import { stageLabels } from '../../contract/geometry.ts';
import type { Studio } from '../../studio/types.ts';
import type { Output } from './output.ts';

/**
 * Waits until a job has ended, showing its progress. Aborting cancels it within one step.
 * @throws StudioError what the job failed with; `cancelled` with what was kept
 */
export async function followJob(studio: Studio, started: Job, output: Output, signal: AbortSignal): Promise<Job> {
  const ended = Promise.withResolvers<Job>();
  const onAbort = (): void => {
    output.note('Cancelling; finished stages are kept …');
    studio.handlers['jobs.cancel']({ jobId: started.id }).catch(ended.reject);
  };
  const look = (job: Job): void => {
    if (!isUnfinished(job)) ended.resolve(job);
  };
  let announced = '';
  const announce = (job: Job): void => {
    for (const step of job.steps) {
      const words = `${step.stage} ${step.state}`;
      if (step.state === 'reused' && !announced.includes(words)) {
        announced += `${words};`;
        output.note(`${stageLabels[step.stage].lane}: reused, nothing that it depends on has changed`);
      }
    }
  };

  let toldOfOthers = false;
  const unsubscribe = studio.subscribe(null, ({ event }) => {
    if (event.type === 'job.changed' && event.job.id === started.id) {
      output.event(event);
      announce(event.job);
      look(event.job);
    } else if (event.type === 'job.progress' && event.jobId === started.id) {
      output.event(event);
      output.progress(stageLabels[event.stage].lane, event.fraction, event.secondsLeft);
    } else if (event.type === 'job.progress' && !toldOfOthers) {
      toldOfOthers = true;
      output.note('A job that was left unfinished goes first.');
    }
  });
  signal.addEventListener('abort', onAbort);
  try {
    if (signal.aborted) onAbort();
    // The job may have ended before anyone listened.
    const { jobs } = await studio.handlers['jobs.list']({});
    const current = jobs.find((job) => job.id === started.id);
    if (current) look(current);
    const job = await ended.promise;
    if (job.state === 'cancelled') throw cancelled(job);
    if (job.state === 'failed') {
      throw job.error
        ? StudioError.fromShape(job.error)
        : new StudioError('internal', 'The job failed without saying why. Try it again.');
    }
    return job;
  } finally {
    signal.removeEventListener('abort', onAbort);
    unsubscribe();
  }
}

function cancelled(job: Job): StudioError {
  const kept = job.steps.filter((step) => step.state === 'done' || step.state === 'reused');
  const words =
    kept.length === 0
      ? 'No stage was finished yet.'
      : `Kept: ${kept.map((step) => stageLabels[step.stage].lane).join(', ')}. Retry it in the studio's queue to go on from there.`;
  return new StudioError('cancelled', `Cancelled. ${words}`, { details: { jobId: job.id } });
}
