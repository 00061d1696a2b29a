import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudioHandlers } from '../contract/calls.ts';
import type { ExportRequest, ExportSettings } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import type { FinishedFile } from '../engine/messages.ts';
import { newId } from '../library/ids.ts';
import { assetIdOf } from '../library/library.ts';
import type { TakeRecord } from '../library/takes.ts';
import { checkInside } from '../queue/run-stage.ts';
import { fileNameOf, recipeOf } from './recipe.ts';
import type { Services } from './services.ts';
import type { TransferPorts } from './transfers.ts';

type ExportHandlers = Pick<StudioHandlers, 'exports.run' | 'exports.estimate'>;

/** Takes on their way out as files of other programs. */
export function exportHandlers(services: Services): ExportHandlers {
  const { library, engines, transfers, version } = services;
  /** The trial encoding under way: nobody waits for an older one, and an export does not wait for any. */
  let trial = new AbortController();
  const endTrial = (): AbortSignal => {
    trial.abort();
    trial = new AbortController();
    return trial.signal;
  };

  /** Writes the file into a folder of its own, hands it on, and clears up. */
  const write = async <T>(
    take: TakeRecord,
    settings: ExportSettings,
    { signal, onBytes }: Partial<TransferPorts>,
    keep: (file: FinishedFile) => Promise<T> | T,
  ): Promise<T> => {
    const outputDir = join(library.paths.temporary, `export-${newId()}`);
    await mkdir(outputDir, { recursive: true });
    try {
      let told = 0;
      const { file } = await engines.media.run(
        {
          kind: 'export',
          inputPath: masterOf(services, take),
          settings,
          fps: take.fps,
          title: library.projects.get(take.projectId).name,
          recipe: recipeOf(library.takes.chain(take.id), version),
          outputDir,
        },
        {
          ...(signal ? { signal } : {}),
          onProgress: ({ step }) => {
            onBytes?.(step - told);
            told = step;
          },
        },
      );
      checkInside(outputDir, [file]);
      return await keep(file);
    } finally {
      await rm(outputDir, { recursive: true, force: true });
    }
  };

  return {
    'exports.run': async ({ takeId, transferId, ...settings }) => {
      const take = takeFor(services, { takeId, ...settings });
      const { name } = library.projects.get(take.projectId);
      endTrial();
      return transfers.run(transferId ?? newId(), framesOf(take, settings), (ports) =>
        write(take, settings, ports, async (file) => {
          const fileName = fileNameOf(name, file.extension);
          await library.assets.addExport(file, fileName);
          return { media: `asset/${file.sha256}` as const, fileName, sizeBytes: file.sizeBytes };
        }),
      );
    },
    'exports.estimate': async ({ takeId, transferId: _transferId, ...settings }) => {
      const take = takeFor(services, { takeId, ...settings });
      const { first, last } = settings.range ?? { first: 0, last: take.frames - 1 };
      const sampled = Math.min(last - first + 1, Math.max(2, Math.round(take.fps)));
      const from = first + Math.floor((last - first + 1 - sampled) / 2);
      const sample = { ...settings, loops: 1, range: { first: from, last: from + sampled - 1 } };
      const recipeBytes = Buffer.byteLength(recipeOf(library.takes.chain(takeId), version));
      return write(take, sample, { signal: endTrial() }, ({ sizeBytes }) => {
        const pictures = Math.max(0, sizeBytes - recipeBytes);
        return { sizeBytes: Math.round(recipeBytes + (pictures * framesOf(take, settings)) / sampled) };
      });
    },
  };
}

/** @throws StudioError not-found, invalid-input for a range outside the take */
function takeFor({ library }: Services, { takeId, range }: Pick<ExportRequest, 'takeId' | 'range'>): TakeRecord {
  const take = library.takes.get(takeId);
  if (range && (range.first > range.last || range.last >= take.frames)) {
    throw new StudioError(
      'invalid-input',
      `The range ${range.first}–${range.last} does not lie within the take's frames 0–${take.frames - 1}.`,
    );
  }
  return take;
}

function framesOf(take: TakeRecord, { range, loops }: ExportSettings): number {
  return (range ? range.last - range.first + 1 : take.frames) * loops;
}

function masterOf({ library }: Services, take: TakeRecord): string {
  const file = library.assets.find(assetIdOf(take.master));
  if (!file) throw new StudioError('not-found', 'The frames of this take are gone. Make the stage again.');
  return file.path;
}
