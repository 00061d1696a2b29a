import type { StudioHandlers } from '../contract/calls.ts';
import { StudioError } from '../contract/errors.ts';
import { nameFromPrompt } from '../library/projects.ts';
import { keepPicture, untitled } from './reference-picture.ts';
import type { Services } from './services.ts';

type ProjectHandlers = Pick<
  StudioHandlers,
  Exclude<Extract<keyof StudioHandlers, `projects.${string}`>, 'projects.export' | 'projects.import'>
>;

export function projectHandlers(services: Services): ProjectHandlers {
  const { library, queue, emit } = services;
  const { projects } = library;
  const changed = (projectId: string | null): void => emit({ type: 'projects.changed', projectId });
  return {
    'projects.list': async (query) => projects.list(query),
    'projects.create': async ({ name, prompt, uploadId, generation }) => {
      const words = prompt || (generation?.prompt ?? '');
      const id = projects.create({ name: name.trim() || nameFromPrompt(words), prompt: words });
      try {
        const picture = { projectId: id, parent: null, origin: 'imported', prompt: words, editRecipe: null } as const;
        const reference = uploadId === undefined ? null : await keepPicture(services, { ...picture, uploadId });
        if (generation) await queue.start({ ...generation, projectId: id, parentTakeId: reference?.id ?? null });
      } catch (error) {
        await projects.discard(id);
        throw error;
      }
      changed(id);
      return projects.get(id);
    },
    'projects.get': async ({ projectId }) => ({
      project: projects.get(projectId),
      takes: library.takes.ofProject(projectId),
      jobs: queue.ofProject(projectId),
    }),
    'projects.update': async ({ projectId, name, prompt, favourite, tags }) => {
      projects.get(projectId);
      const newName = name === undefined ? undefined : name.trim() || untitled;
      projects.update(projectId, {
        ...(newName === undefined ? {} : { name: newName }),
        ...(prompt === undefined ? {} : { prompt }),
        ...(favourite === undefined ? {} : { favourite }),
        ...(tags === undefined ? {} : { tags: withoutRepeats(tags) }),
      });
      changed(projectId);
      return projects.get(projectId);
    },
    'projects.tags': async () => ({ tags: projects.tags() }),
    'projects.duplicate': async ({ projectId }) => {
      const { name } = projects.get(projectId);
      const copy = projects.duplicate(projectId, `${name} copy`);
      changed(copy);
      return projects.get(copy);
    },
    'projects.delete': async ({ projectId }) => {
      projects.get(projectId);
      if (library.jobs.activeOfProject(projectId).length > 0) {
        throw new StudioError('conflict', 'A job of this project is running or waiting. Cancel it first, then delete.');
      }
      projects.setDeleted(projectId, Date.now());
      changed(projectId);
      return {};
    },
    'projects.restore': async ({ projectId }) => {
      projects.get(projectId);
      projects.setDeleted(projectId, null);
      changed(projectId);
      return projects.get(projectId);
    },
    'projects.emptyBin': async () => {
      const freedBytes = await library.emptyBin();
      changed(null);
      return { freedBytes };
    },
  };
}

/** Tags in their order, each once whatever its case. */
function withoutRepeats(tags: readonly string[]): string[] {
  return [...new Map(tags.toReversed().map((tag) => [tag.toLowerCase(), tag])).values()].toReversed();
}
