import type { StudioHandlers } from '../contract/calls.ts';
import { nameFromPrompt } from '../library/projects.ts';
import { untitled } from './reference-picture.ts';
import type { Services } from './services.ts';

type QueueHandlers = Pick<StudioHandlers, Extract<keyof StudioHandlers, `generations.${string}` | `jobs.${string}`>>;

export function queueHandlers({ queue, library }: Services): QueueHandlers {
  return {
    'generations.plan': (request) => queue.plan(request),
    'generations.start': async (request) => {
      const jobs = await queue.start(request);
      const project = library.projects.get(request.projectId);
      if (project.name === untitled && request.prompt.trim() !== '') {
        library.projects.update(project.id, { name: nameFromPrompt(request.prompt) });
      }
      return { jobs };
    },
    'jobs.list': async () => ({ jobs: queue.list() }),
    'jobs.cancel': async ({ jobId }) => ({ outcome: await queue.cancel(jobId) }),
    'jobs.cancelSweep': async ({ sweepId }) => ({ cancelled: await queue.cancelSweep(sweepId) }),
    'jobs.pause': async ({ jobId }) => {
      await queue.pause(jobId);
      return {};
    },
    'jobs.resume': async ({ jobId }) => {
      await queue.unpause(jobId);
      return {};
    },
    'jobs.retry': async ({ jobId }) => queue.retry(jobId),
    'jobs.move': async ({ jobId, beforeJobId }) => {
      queue.move(jobId, beforeJobId);
      return {};
    },
    'jobs.clearFinished': async () => {
      queue.clearFinished();
      return {};
    },
  };
}
