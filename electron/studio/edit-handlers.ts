import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudioHandlers } from '../contract/calls.ts';
import { picturesOf } from '../contract/edit.ts';
import { StudioError } from '../contract/errors.ts';
import { newId } from '../library/ids.ts';
import { checkInside } from '../queue/run-stage.ts';
import { keepPicture } from './reference-picture.ts';
import type { Services } from './services.ts';
import { toTake } from './take-handlers.ts';

type EditHandlers = Pick<StudioHandlers, 'references.saveEdit' | 'references.readEdit' | 'references.addPicture'>;

/** What the reference editor asks for. */
export function editHandlers(services: Services): EditHandlers {
  const { library, uploads, engines, emit } = services;
  return {
    'references.saveEdit': async ({ takeId, uploadId, recipe }) => {
      const original = library.takes.get(takeId);
      if (original.stage !== 't2i') {
        throw new StudioError(
          'invalid-input',
          'Only a reference picture can be edited. Choose one in the Reference lane.',
        );
      }
      if (picturesOf(recipe).some((id) => !library.assets.find(id))) {
        throw new StudioError(
          'not-found',
          'A picture of this edit is no longer kept: it was added more than a day ago. Add it again, then save.',
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
      emit({ type: 'takes.changed', projectId: original.projectId });
      emit({ type: 'projects.changed', projectId: original.projectId });
      return toTake(take);
    },
    'references.readEdit': async ({ takeId }) => {
      const { editRecipe } = library.takes.get(takeId);
      return { recipe: editRecipe && 'format' in editRecipe ? editRecipe : null };
    },
    'references.addPicture': async ({ uploadId }) => {
      const outputDir = join(library.paths.temporary, `picture-${newId()}`);
      await mkdir(outputDir, { recursive: true });
      try {
        const { path: inputPath } = uploads.get(uploadId);
        const { file, width, height } = await engines.media.run({ kind: 'keep-picture', inputPath, outputDir });
        checkInside(outputDir, [file]);
        await library.assets.addPicture(file);
        return { picture: file.sha256, width, height };
      } finally {
        await Promise.all([uploads.remove(uploadId), rm(outputDir, { recursive: true, force: true })]);
      }
    },
  };
}
