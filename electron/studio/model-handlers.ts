import { isAbsolute } from 'node:path';
import type { StudioHandlers } from '../contract/calls.ts';
import { StudioError } from '../contract/errors.ts';
import type { Install } from '../contract/models.ts';
import { parameterSpecs } from '../contract/parameters.ts';
import { specsWithDefaults } from '../queue/resolve.ts';
import type { Services } from './services.ts';

type ModelHandlers = Pick<
  StudioHandlers,
  Extract<keyof StudioHandlers, `packs.${string}` | `catalogue.${string}` | `installs.${string}`>
>;

/** Models: those installed, those on their way, those that could be. */
export function modelHandlers({ library, packs, installs, transfers, emit }: Services): ModelHandlers {
  const find = async (entryId: string): Promise<Install> => {
    const found = (await installs.list()).find((install) => install.entryId === entryId);
    if (!found) throw new StudioError('not-found', 'This install has ended already. Reload Models.');
    return found;
  };
  return {
    'packs.list': async () => ({ packs: await packs.list() }),
    'packs.verify': async ({ packId, transferId }) => {
      if (transferId === undefined) return packs.verify(packId);
      const { sizeBytes } = (await packs.list()).find(({ id }) => id === packId) ?? { sizeBytes: 0 };
      return transfers.run(transferId, sizeBytes, (ports) => packs.verify(packId, ports));
    },
    'packs.use': async () => ({ use: library.packUse() }),
    'packs.remove': async ({ packId }) => {
      if (library.jobs.activeOfPack(packId).length > 0) {
        throw new StudioError(
          'conflict',
          'A job in the queue needs this model. Wait for it or cancel it, then remove the model.',
        );
      }
      await packs.remove(packId);
      emit({ type: 'packs.changed' });
      return {};
    },
    'packs.planImport': async ({ paths, name }) =>
      packs.planImport({ sources: absolute(paths), name: name || undefined }),
    'packs.import': async ({ paths, name, transferId }) => {
      const request = { sources: absolute(paths), name: name || undefined };
      const { sizeBytes } = await packs.planImport(request);
      const pack = await transfers.run(transferId, sizeBytes, ({ signal, onBytes }) => {
        let told = 0;
        return packs.import(request, {
          signal,
          onProgress: (fraction) => {
            onBytes(fraction * sizeBytes - told);
            told = fraction * sizeBytes;
          },
        });
      });
      emit({ type: 'packs.changed' });
      return { packId: pack.id };
    },
    'packs.parameters': async ({ packId, stage, preset }) => {
      const { manifest } = await packs.forStage(stage, packId);
      if (!parameterSpecs(stage, manifest.method)) {
        throw new StudioError('invalid-input', `${manifest.method} cannot drive ${stage}.`);
      }
      const specs = specsWithDefaults({
        stage,
        method: manifest.method,
        components: Object.keys(manifest.components),
        preset,
        packDefaults: manifest.defaults,
        packLimits: manifest.limits,
      });
      return { method: manifest.method, specs };
    },
    'catalogue.list': async () => ({ entries: await installs.catalogue(), freeBytes: await installs.freeBytes() }),
    'catalogue.plan': async ({ entryId }) => installs.plan(entryId),
    'installs.list': async () => ({ installs: await installs.list() }),
    'installs.start': async ({ entryId }) => {
      // It goes on by itself; how it ends is told by events, and by the list.
      await installs.begin(entryId);
      return {};
    },
    'installs.pause': async ({ entryId }) => {
      await find(entryId);
      await installs.pause(entryId);
      return {};
    },
    'installs.cancel': async ({ entryId }) => {
      await installs.cancel(entryId);
      return {};
    },
  };
}

/** A path that a person named: whole, so that it means the same wherever the studio was started. */
function absolute(paths: readonly string[]): readonly string[] {
  const relative = paths.filter((path) => !isAbsolute(path));
  if (relative.length === 0) return paths;
  throw new StudioError('invalid-input', `Give the whole path, from the top of the disk on: ${relative.join(', ')}`, {
    details: { issues: relative },
  });
}
