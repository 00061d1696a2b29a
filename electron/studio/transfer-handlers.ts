import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudioHandlers } from '../contract/calls.ts';
import { StudioError } from '../contract/errors.ts';
import { type Recipe, recipeSchema } from '../contract/recipe.ts';
import { bytesOf, projectFileExtension, readProjectFile, writeProjectFile } from './project-file.ts';
import { fileNameOf } from './recipe.ts';
import { headBytes, recipeTextIn } from './recipe-in-file.ts';
import type { Services } from './services.ts';
import { inWorkFolder } from './work-folder.ts';

type TransferHandlers = Pick<
  StudioHandlers,
  'projects.export' | 'projects.import' | 'transfers.cancel' | 'recipes.read'
>;

/** Projects and recipes on their way out of the studio and back in. */
export function transferHandlers({ library, packs, uploads, transfers, emit, version }: Services): TransferHandlers {
  const missingOf = async (packIds: Iterable<string | null>): Promise<string[]> => {
    const installed = new Set((await packs.list()).flatMap(({ id, problem }) => (problem === null ? [id] : [])));
    return [...new Set(packIds)].filter((id) => id !== null).filter((id) => !installed.has(id));
  };
  return {
    'projects.export': async ({ projectId, transferId }) => {
      const { name } = library.projects.get(projectId);
      const bundle = library.bundles.read(projectId);
      const pathOf = (assetId: string): string => {
        const file = library.assets.find(assetId);
        if (!file) throw new StudioError('not-found', 'A file of this project is gone. Nothing was exported.');
        return file.path;
      };
      return inWorkFolder(library, (folder) =>
        transfers.run(transferId, bytesOf(bundle), async (ports) => {
          const file = await writeProjectFile(join(folder, 'project.tar'), bundle, { ...ports, version, pathOf });
          const fileName = fileNameOf(name, projectFileExtension);
          await library.assets.addExport(file, fileName);
          return { media: `asset/${file.sha256}` as const, fileName, sizeBytes: file.sizeBytes };
        }),
      );
    },
    'projects.import': async ({ uploadId, transferId }) => {
      const { path } = uploads.get(uploadId);
      try {
        const projectId = await inWorkFolder(library, async (folder) =>
          transfers.run(transferId, (await stat(path)).size, async (ports) => {
            const { bundle, files } = await readProjectFile(path, folder, ports);
            return library.bundles.add(bundle, files);
          }),
        );
        emit({ type: 'projects.changed', projectId });
        return {
          project: library.projects.get(projectId),
          missingPacks: await missingOf(library.takes.ofProject(projectId).map(({ packId }) => packId)),
        };
      } finally {
        await uploads.remove(uploadId);
      }
    },
    'transfers.cancel': async ({ transferId }) => ({ outcome: transfers.cancel(transferId) }),
    'recipes.read': async ({ uploadId }) => {
      const { path, fileName } = uploads.get(uploadId);
      const text = recipeTextIn(await headOf(path));
      await uploads.remove(uploadId);
      const recipe = text === null ? null : parseRecipe(text);
      if (!recipe) throw new StudioError('no-recipe', noRecipe(fileName));
      return { recipe, missingPacks: await missingOf(recipe.chain.map(({ pack }) => pack?.id ?? null)) };
    },
  };
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const length = Math.min(headBytes, (await file.stat()).size);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function parseRecipe(text: string): Recipe | null {
  try {
    return recipeSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null; // not JSON: somebody else's comment
  }
}

const noRecipe = (fileName: string): string =>
  `“${fileName.slice(0, 80)}” carries no recipe. Files exported by Stillmotion do, unless another program has changed them since.`;
