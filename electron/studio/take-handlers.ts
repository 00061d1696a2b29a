import { parse } from 'node:path';
import type { StudioHandlers } from '../contract/calls.ts';
import type { Take } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import type { TakeRecord } from '../library/takes.ts';
import { keepPicture, untitled } from './reference-picture.ts';
import type { Services } from './services.ts';

type TakeHandlers = Pick<StudioHandlers, 'takes.update' | 'takes.delete' | 'takes.restore' | 'references.import'>;

export function takeHandlers(services: Services): TakeHandlers {
  const { library, uploads, emit } = services;
  const changed = (projectId: string): void => {
    emit({ type: 'takes.changed', projectId });
    emit({ type: 'projects.changed', projectId });
  };
  return {
    'takes.update': async ({ takeId, starred, note }) => {
      const { projectId } = library.takes.get(takeId);
      library.takes.annotate(takeId, {
        ...(starred === undefined ? {} : { starred }),
        ...(note === undefined ? {} : { note: note.trim() }),
      });
      emit({ type: 'takes.changed', projectId });
      return toTake(library.takes.get(takeId));
    },
    'takes.delete': async ({ takeId }) => {
      const take = library.takes.get(takeId);
      if (library.jobs.activeOfTake(takeId).length > 0) {
        throw new StudioError(
          'conflict',
          'A job that is running or waiting uses this take. Cancel it first, then delete.',
        );
      }
      library.takes.setDeleted(takeId, Date.now());
      changed(take.projectId);
      return {};
    },
    'takes.restore': async ({ takeId }) => {
      const take = library.takes.find(takeId);
      if (!take) throw new StudioError('not-found', 'This take is gone for good: the bin was emptied.');
      library.takes.setDeleted(takeId, null);
      changed(take.projectId);
      return toTake(library.takes.get(takeId));
    },
    'references.import': async ({ projectId, uploadId }) => {
      const project = library.projects.get(projectId);
      const upload = uploads.get(uploadId);
      const take = await keepPicture(services, {
        uploadId,
        projectId,
        parent: null,
        origin: 'imported',
        prompt: project.prompt,
        editRecipe: null,
      });
      const stem = parse(upload.fileName).name.trim();
      if (project.name === untitled && stem !== '') {
        const name = stem.slice(0, 200).replace(/[\ud800-\udbff]$/, ''); // half of a character
        library.projects.update(projectId, { name });
      }
      changed(projectId);
      return toTake(take);
    },
  };
}

/** The contract's part of a take. */
export function toTake({
  packVersion: _packVersion,
  key: _key,
  editRecipe: _recipe,
  deletedAt: _deletedAt,
  ...take
}: TakeRecord): Take {
  return take;
}
