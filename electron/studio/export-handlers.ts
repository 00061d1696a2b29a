import type { StudioHandlers } from '../contract/calls.ts';
import type { ExportedFile, ExportRequest, ExportSettings } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import type { FinishedFile } from '../engine/messages.ts';
import { newId } from '../library/ids.ts';
import { assetIdOf } from '../library/library.ts';
import type { TakeRecord } from '../library/takes.ts';
import { framesRepeated } from '../media/export-options.ts';
import { checkInside } from '../queue/run-stage.ts';
import { fileNameOf, recipeOf } from './recipe.ts';
import type { Services } from './services.ts';
import { inWorkFolder } from './work-folder.ts';

type ExportHandlers = Pick<StudioHandlers, Extract<keyof StudioHandlers, `exports.${string}`>>;

interface WritePorts {
  readonly signal: AbortSignal;
  /** Frames written so far. */
  readonly onFrames?: (done: number) => void;
}

/** Takes on their way out as files of other programs. */
export function exportHandlers(services: Services): ExportHandlers {
  const { library, engines, transfers, exports, version } = services;
  /** The trial encoding under way: nobody waits for an older one, and an export does not wait for any. */
  let trial = new AbortController();
  const endTrial = (): AbortSignal => {
    trial.abort();
    trial = new AbortController();
    return trial.signal;
  };

  /** Writes the file and hands it on; what is not kept by then is cleared up. */
  const write = <T>(
    take: TakeRecord,
    settings: ExportSettings,
    { signal, onFrames }: WritePorts,
    keep: (file: FinishedFile) => Promise<T> | T,
  ): Promise<T> =>
    inWorkFolder(library, async (outputDir) => {
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
        { signal, onProgress: ({ step }) => onFrames?.(step) },
      );
      checkInside(outputDir, [file]);
      return keep(file);
    });
  /** Keeps a finished file for a day, under the name of the take's project. */
  const kept = async (take: TakeRecord, file: FinishedFile): Promise<ExportedFile> => {
    const fileName = fileNameOf(library.projects.get(take.projectId).name, file.extension);
    await library.assets.addExport(file, fileName);
    return { media: `asset/${file.sha256}`, fileName, sizeBytes: file.sizeBytes };
  };

  return {
    'exports.start': async ({ takeId, ...settings }) => {
      const { projectId, stage } = takeFor(services, takeId, settings);
      const projectName = library.projects.get(projectId).name;
      return exports.add({ takeId, projectId, projectName, stage, settings }, (ports) => {
        // It may have been deleted while the export waited.
        const take = takeFor(services, takeId, settings);
        endTrial();
        const onFrames = (done: number): void => ports.onFraction(done / framesOf(take, settings));
        return write(take, settings, { signal: ports.signal, onFrames }, (file) => {
          ports.onWritten();
          return kept(take, file);
        });
      });
    },
    'exports.list': async () => ({ exports: exports.list() }),
    'exports.cancel': async ({ exportId }) => ({ outcome: exports.cancel(exportId) }),
    'exports.clearFinished': async () => {
      exports.clearFinished();
      return {};
    },
    'exports.run': async ({ takeId, transferId, ...settings }) => {
      const take = takeFor(services, takeId, settings);
      endTrial();
      return transfers.run(transferId ?? newId(), framesOf(take, settings), ({ signal, onBytes }) => {
        let told = 0;
        const onFrames = (done: number): void => {
          onBytes(done - told);
          told = done;
        };
        return write(take, settings, { signal, onFrames }, (file) => kept(take, file));
      });
    },
    'exports.frame': async ({ takeId, frame, format, transferId }) => {
      const take = takeFor(services, takeId, { range: { first: frame, last: frame } });
      endTrial();
      return transfers.run(transferId ?? newId(), 1, ({ signal }) =>
        inWorkFolder(library, async (outputDir) => {
          const inputPath = masterOf(services, take);
          const task = { kind: 'frame', inputPath, fps: take.fps, frame, format, outputDir } as const;
          const { file } = await engines.media.run(task, { signal });
          checkInside(outputDir, [file]);
          return kept(take, file);
        }),
      );
    },
    'exports.estimate': async ({ takeId, transferId: _transferId, ...settings }) => {
      const take = takeFor(services, takeId, settings);
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

/** @throws StudioError not-found, invalid-input for a range outside the take or a film without end */
function takeFor(
  { library }: Services,
  takeId: string,
  { range, loops, format }: Pick<ExportRequest, 'range'> & Partial<ExportSettings>,
): TakeRecord {
  const take = library.takes.get(takeId);
  if (range && (range.first > range.last || range.last >= take.frames)) {
    throw new StudioError(
      'invalid-input',
      `The range ${range.first}–${range.last} does not lie within the take's frames 0–${take.frames - 1}.`,
    );
  }
  if (loops === 0 && format !== 'gif' && format !== 'webp') {
    throw new StudioError('invalid-input', 'Only a GIF or WebP can play without end. Say how often the film plays.');
  }
  return take;
}

function framesOf(take: TakeRecord, settings: ExportSettings): number {
  const { range } = settings;
  return (range ? range.last - range.first + 1 : take.frames) * framesRepeated(settings);
}

function masterOf({ library }: Services, take: TakeRecord): string {
  const file = library.assets.find(assetIdOf(take.master));
  if (!file) throw new StudioError('not-found', 'The frames of this take are gone. Make the stage again.');
  return file.path;
}
