import type { DeviceChoice } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import { allowedMemory } from '../engine/memory.ts';
import { claimFile } from '../library/claim.ts';
import { openLibrary } from '../library/library.ts';
import { hubAt } from '../packs/install/hub.ts';
import { createInstalls } from '../packs/install/installs.ts';
import { createPacks } from '../packs/packs.ts';
import { createQueue } from '../queue/queue.ts';
import { appVersion, builtInPacksFolder } from './app-files.ts';
import { editHandlers } from './edit-handlers.ts';
import { startEngines } from './engines.ts';
import { EventStream } from './event-stream.ts';
import { exportHandlers } from './export-handlers.ts';
import { ExportQueue } from './export-queue.ts';
import { resolveMedia, saveMediaAs } from './media-files.ts';
import { modelHandlers } from './model-handlers.ts';
import { presetHandlers } from './preset-handlers.ts';
import { projectHandlers } from './project-handlers.ts';
import { queueHandlers } from './queue-handlers.ts';
import type { Engines, Services } from './services.ts';
import { runStageOnFiles } from './stage-on-files.ts';
import { systemHandlers } from './system-handlers.ts';
import { takeHandlers } from './take-handlers.ts';
import { transferHandlers } from './transfer-handlers.ts';
import { Transfers } from './transfers.ts';
import type { Studio, StudioOptions } from './types.ts';
import { Uploads } from './uploads.ts';
import { voteHandlers } from './vote-handlers.ts';

export type { Studio, StudioOptions } from './types.ts';

/** Loaded when first needed: reading the registry loads every architecture. */
const architectureNames = async (): Promise<readonly string[]> =>
  (await import('../../native-models/architectures/registry.ts')).architectureNames;

/**
 * Opens a home and wires library, packs, queue and engines: the one place that does. Engines start when first needed; jobs
 * that a former run left are taken up at once. `given` engines replace the two real processes.
 * @throws StudioError home-in-use, home-not-writable, home-too-new, library-damaged, disk-full
 */
export async function createStudio(options: StudioOptions, given?: Engines): Promise<Studio> {
  const library = await openLibrary(options.home);
  const events = new EventStream();
  const device = (): DeviceChoice => options.device ?? library.settings.read().device;
  const memory = (): number => allowedMemory(library.settings.read().memoryBytes);
  const engines =
    given ?? startEngines(options, { ffmpegPath: () => library.settings.read().ffmpegPath, memoryBytes: memory });
  const packs = createPacks({
    builtIn: options.builtInPacks ?? builtInPacksFolder(),
    installed: library.paths.packs,
    architectureNames,
  });
  const installs = createInstalls({
    packs: library.paths.packs,
    hub: hubAt(options.modelsUrl),
    architectureNames,
    claim: claimFile,
    onChange: (entryId, install) => {
      events.emit({ type: 'install.changed', entryId, install });
      if (install === null) events.emit({ type: 'packs.changed' });
    },
  });
  const queue = createQueue({ library, packs, engine: engines.compute, device, memory, emit: events.emit });
  const services: Services = {
    library,
    packs,
    installs,
    queue,
    engines,
    uploads: new Uploads(library.paths.temporary, library.paths.root),
    transfers: new Transfers(events.emit),
    exports: new ExportQueue(events.emit),
    emit: events.emit,
    device,
    memory,
    version: appVersion(),
  };
  const stopListening = engines.compute.onStateChange((state) =>
    events.emit({ type: 'engine.changed', state, device: null }),
  );
  library.jobs.requeueRunning();
  queue.resume();

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    services.transfers.stop();
    const exported = services.exports.close();
    const stopped = queue.close();
    await Promise.all([installs.close(), engines.compute.stop(), engines.media.stop()]);
    await Promise.all([stopped, exported]);
    stopListening();
    await library.close();
  };
  return {
    handlers: {
      ...projectHandlers(services),
      ...transferHandlers(services),
      ...takeHandlers(services),
      ...editHandlers(services),
      ...queueHandlers(services),
      ...systemHandlers(services),
      ...modelHandlers(services),
      ...voteHandlers(services),
      ...presetHandlers(services),
      ...exportHandlers(services),
    },
    subscribe: (afterId, listener) => events.subscribe(afterId, listener),
    get lastEventId() {
      return events.lastId;
    },
    resolveMedia: (ref) => resolveMedia(ref, library, queue),
    acceptUpload: (body, fileName) => services.uploads.accept(body, fileName),
    acceptFile: (path) => services.uploads.acceptFile(path),
    async saveMediaAs(ref, path) {
      const file = await resolveMedia(ref, library, queue);
      if (!file) throw new StudioError('not-found', 'This file does not exist any more. Export it again.');
      await saveMediaAs(file.path, path);
    },
    runStageOnFiles: (run) => runStageOnFiles(services, run),
    idle: () => queue.idle(),
    get busy() {
      return queue.busy;
    },
    get exporting() {
      return services.exports.busy;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
