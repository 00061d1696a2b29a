import { mkdir, rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { StudioHandlers } from '../contract/calls.ts';
import type { Take } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import { newId } from '../library/ids.ts';
import { assetIdOf } from '../library/library.ts';
import type { TakeRecord } from '../library/takes.ts';
import { checkInside } from '../queue/run-stage.ts';
import { fileNameOf, recipeOf } from './recipe.ts';
import { keepPicture, untitled } from './reference-picture.ts';
import type { Services } from './services.ts';

type TakeHandlers = Pick<
  StudioHandlers,
  'takes.delete' | 'takes.restore' | 'references.import' | 'references.saveEdit' | 'exports.run'
>;

export function takeHandlers(services: Services): TakeHandlers {
  const { library, uploads, emit } = services;
  const changed = (projectId: string): void => {
    emit({ type: 'takes.changed', projectId });
    emit({ type: 'projects.changed', projectId });
  };
  return {
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
      if (project.name === untitled && stem !== '') library.projects.update(projectId, { name: stem.slice(0, 200) });
      changed(projectId);
      return toTake(take);
    },
    'references.saveEdit': async ({ takeId, uploadId, recipe }) => {
      const original = library.takes.get(takeId);
      if (original.stage !== 't2i') {
        throw new StudioError(
          'invalid-input',
          'Only a reference picture can be edited. Choose one in the Reference lane.',
        );
      }
      const take = await keepPicture(services, {
        uploadId,
        projectId: original.projectId,
        parent: original,
        origin: 'edited',
        prompt: original.prompt,
        editRecipe: recipe,
      });
      changed(original.projectId);
      return toTake(take);
    },
    'exports.run': async ({ takeId, format, range, loops }) => {
      const take = library.takes.get(takeId);
      const project = library.projects.get(take.projectId);
      if (range && (range.first > range.last || range.last >= take.frames)) {
        throw new StudioError(
          'invalid-input',
          `The range ${range.first}–${range.last} does not lie within the take's frames 0–${take.frames - 1}.`,
        );
      }
      const outputDir = join(library.paths.temporary, `export-${newId()}`);
      await mkdir(outputDir, { recursive: true });
      try {
        const { file } = await services.engines.media.run({
          kind: 'export',
          inputPath: masterOf(services, take),
          format,
          range,
          loops,
          fps: take.fps,
          title: project.name,
          recipe: recipeOf(library.takes.chain(takeId), services.version),
          outputDir,
        });
        checkInside(outputDir, [file]);
        const fileName = fileNameOf(project.name, file.extension);
        await library.assets.addExport(file, fileName);
        return { media: `asset/${file.sha256}`, fileName, sizeBytes: file.sizeBytes };
      } finally {
        await rm(outputDir, { recursive: true, force: true });
      }
    },
  };
}

function masterOf({ library }: Services, take: TakeRecord): string {
  const file = library.assets.find(assetIdOf(take.master));
  if (!file) throw new StudioError('not-found', 'The frames of this take are gone. Make the stage again.');
  return file.path;
}

/** The contract's part of a take. */
function toTake({
  packVersion: _packVersion,
  key: _key,
  editRecipe: _recipe,
  deletedAt: _deletedAt,
  ...take
}: TakeRecord): Take {
  return take;
}
