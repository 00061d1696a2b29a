import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { CatalogueEntry, Install, InstallPlan } from '../../contract/models.ts';
import { type CatalogueItem, catalogue, licencesOf, pagesOf } from '../catalogue.ts';
import type { ImportedPack } from '../import/import-pack.ts';
import { freeOn, reserveBytes } from '../import/write-draft.ts';
import { planFiles } from './plan-install.ts';
import { Rate } from './rate.ts';
import { bytesOnDisk, installFolder, readRecord, readRecords, writeRecord } from './record.ts';
import { type InstallStep, type InstallWorld, runInstall } from './run-install.ts';
import { sharedFiles } from './shared-files.ts';

export interface InstallsOptions extends InstallWorld {
  /** Claims a file for this process; returns the release, or null when another process has it. */
  readonly claim: (path: string) => (() => void) | null;
  /** Tells how an install stands, at most some ten times a second; null when there is none any more: installed, or cancelled. */
  readonly onChange: (entryId: string, install: Install | null) => void;
}

/** Models of the catalogue on their way here. Nothing but `plan` and `run` opens a connection. */
export interface Installs {
  catalogue(): Promise<CatalogueEntry[]>;
  /** Room for more of them. */
  freeBytes(): Promise<number>;
  /** Those under way, and those that wait to go on. */
  list(): Promise<Install[]>;
  /** Asks the server what an install will download. @throws StudioError not-found, offline, download-refused */
  plan(entryId: string): Promise<InstallPlan>;
  /** Installs, going on from what is here. Asked again while it runs, it is the same run. @throws StudioError see runInstall */
  run(entryId: string): Promise<ImportedPack>;
  /** Starts such a run and leaves it to itself. @throws StudioError not-found, conflict */
  begin(entryId: string): Promise<void>;
  /** Stops and keeps what came. Nothing happens to one that does not run. */
  pause(entryId: string): Promise<void>;
  /** Stops and removes what came. */
  cancel(entryId: string): Promise<void>;
  /** Pauses all. */
  close(): Promise<void>;
}

interface Active {
  install: Install;
  readonly abort: AbortController;
  readonly done: Promise<ImportedPack>;
}

/** Least time between two reports of progress, milliseconds. */
const interval = 200;
/** Failures after which going on may simply work: shown as a pause. */
const passing: ReadonlySet<string> = new Set(['offline', 'disk-full', 'cancelled']);

export function createInstalls(options: InstallsOptions): Installs {
  const active = new Map<string, Active>();
  /** Installs whose files are being removed. */
  const leaving = new Set<string>();

  const isInstalled = async (entryId: string): Promise<boolean> =>
    (await stat(join(options.packs, entryId)).catch(() => null)) !== null;

  const freeBytes = async (): Promise<number> => {
    await mkdir(options.packs, { recursive: true });
    return (options.freeBytes ?? freeOn)(options.packs);
  };

  const idle = async (entryId: string): Promise<Install | null> => {
    const folder = installFolder(options.packs, entryId);
    const record = await readRecord(folder);
    if (!record) return null;
    if (await isInstalled(entryId)) {
      // The end came after the pack was made and before its downloads were gone.
      await rm(folder, { recursive: true, force: true });
      return null;
    }
    const { name, error, files } = record;
    return {
      ...{ entryId, name, error },
      state: error === null || passing.has(error.code) ? 'paused' : 'failed',
      doneBytes: await bytesOnDisk(folder, record),
      totalBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      ...{ checkedFraction: 0, bytesPerSecond: null, secondsLeft: null },
    };
  };

  /** @throws StudioError conflict when another process is at it */
  const claim = async (entryId: string): Promise<() => void> => {
    const folder = installFolder(options.packs, entryId);
    await mkdir(folder, { recursive: true });
    const release = options.claim(join(folder, 'claim'));
    if (release) return release;
    throw new StudioError('conflict', 'Another Stillmotion on this machine is installing this model. Wait for it.');
  };

  const work = async (
    item: CatalogueItem,
    abort: AbortController,
    report: (step: InstallStep) => void,
  ): Promise<ImportedPack> => {
    const folder = installFolder(options.packs, item.id);
    const release = await claim(item.id);
    let pack: ImportedPack;
    try {
      const resting = await idle(item.id);
      if (resting) report({ doneBytes: resting.doneBytes, totalBytes: resting.totalBytes });
      else await writeRecord(folder, { entryId: item.id, name: item.name, files: [], error: null });
      pack = await runInstall(item, folder, options, { signal: abort.signal, onStep: report });
    } catch (thrown) {
      const error = abort.signal.aborted ? stopped() : diskError(thrown);
      const record = await readRecord(folder);
      // A person's own pause is no fault to be shown.
      if (record) await writeRecord(folder, { ...record, error: abort.signal.aborted ? null : error.toShape() });
      throw error;
    } finally {
      release();
    }
    // The pack has links of its own to the large files.
    await rm(folder, { recursive: true, force: true });
    return pack;
  };

  const start = (item: CatalogueItem): Active => {
    const abort = new AbortController();
    const rate = new Rate();
    let told = 0;
    const report = ({ receivedBytes, ...step }: InstallStep): void => {
      const { state, totalBytes } = one.install;
      one.install = { ...one.install, ...step };
      const now = performance.now();
      if (receivedBytes !== undefined) rate.add(receivedBytes, now / 1000);
      const isNew = one.install.state !== state || one.install.totalBytes !== totalBytes;
      if (!isNew && now - told < interval) return;
      told = now;
      const left = (one.install.totalBytes ?? 0) - one.install.doneBytes;
      one.install = {
        ...one.install,
        bytesPerSecond: rate.bytesPerSecond(now / 1000),
        secondsLeft: one.install.totalBytes === null ? null : rate.secondsLeft(left, now / 1000),
      };
      options.onChange(item.id, one.install);
    };
    const one: Active = {
      install: {
        ...{ entryId: item.id, name: item.name, state: 'asking', doneBytes: 0, totalBytes: null, checkedFraction: 0 },
        ...{ bytesPerSecond: null, secondsLeft: null, error: null },
      },
      abort,
      // After this call, so that `one` is there when the first report comes.
      done: Promise.resolve()
        .then(() => work(item, abort, report))
        .finally(async () => {
          clearInterval(ticking);
          active.delete(item.id);
          options.onChange(item.id, await idle(item.id));
        }),
    };
    // Also while nothing comes, so that speed and time left do not stand still.
    const ticking = setInterval(() => report({}), 1_000);
    active.set(item.id, one);
    one.done.catch(() => undefined); // who asked for it hears of it; the record keeps it
    options.onChange(item.id, one.install);
    return one;
  };

  const begin = async (entryId: string): Promise<Active> => {
    const item = itemOf(entryId);
    if (await isInstalled(item.id)) throw new StudioError('conflict', `${item.name} is installed already.`);
    if (leaving.has(entryId)) throw new StudioError('conflict', 'It is just being cancelled. Try again in a moment.');
    return active.get(entryId) ?? start(item);
  };

  const pause = async (entryId: string): Promise<void> => {
    const one = active.get(entryId);
    one?.abort.abort();
    await one?.done.catch(() => undefined);
  };

  return {
    async catalogue() {
      return Promise.all(
        catalogue.map(async (item) => ({
          ...{ id: item.id, name: item.name, purpose: item.purpose, stages: [...item.stages] },
          ...{ approximateBytes: item.approximateBytes, memoryBytes: item.memoryBytes },
          licences: licencesOf(item),
          sources: pagesOf(item),
          isInstalled: await isInstalled(item.id),
        })),
      );
    },
    freeBytes,
    async list() {
      const resting = await Promise.all(
        (await readRecords(options.packs)).map(({ entryId }) => (active.has(entryId) ? null : idle(entryId))),
      );
      return [...[...active.values()].map(({ install }) => install), ...resting.filter((one) => one !== null)];
    },
    async plan(entryId) {
      const item = itemOf(entryId);
      const { hub, packs } = options;
      const folder = installFolder(packs, entryId);
      const shared = await sharedFiles(packs, await options.architectureNames());
      // A person waits for the answer: one attempt.
      const signal = AbortSignal.timeout(2 * hub.stallMilliseconds);
      const wanted = await planFiles(item, folder, { hub: { ...hub, backoffMilliseconds: [] }, shared, signal }).catch(
        (error: unknown) => {
          throw signal.aborted ? tooSlow(hub.baseUrl.host) : error;
        },
      );
      const totalBytes = wanted.reduce((sum, { file }) => sum + file.sizeBytes, 0);
      const presentBytes = wanted.reduce((sum, one) => sum + one.presentBytes, 0);
      return {
        entryId,
        files: wanted.map(({ part, file }) => ({
          source: part.repository,
          path: file.path,
          sizeBytes: file.sizeBytes,
        })),
        ...{ totalBytes, presentBytes, neededBytes: totalBytes - presentBytes + reserveBytes },
        freeBytes: await freeBytes(),
      };
    },
    run: async (entryId) => (await begin(entryId)).done,
    async begin(entryId) {
      await begin(entryId);
    },
    pause,
    async cancel(entryId) {
      await pause(entryId);
      const folder = installFolder(options.packs, entryId);
      if (!(await stat(folder).catch(() => null))) return;
      leaving.add(entryId);
      try {
        (await claim(entryId))();
        await rm(folder, { recursive: true, force: true });
      } finally {
        leaving.delete(entryId);
      }
      options.onChange(entryId, null);
    },
    async close() {
      await Promise.all([...active.keys()].map(pause));
    },
  };
}

/** @throws StudioError not-found */
function itemOf(entryId: string): CatalogueItem {
  const item = catalogue.find(({ id }) => id === entryId);
  if (item) return item;
  throw new StudioError('not-found', `The catalogue has no model called ${entryId}. See Models for what there is.`);
}

function tooSlow(host: string): StudioError {
  return new StudioError('offline', `${host} does not answer. Try again when the connection is back.`);
}

function stopped(): StudioError {
  return new StudioError('cancelled', 'Paused. What came so far is kept.');
}

function diskError(error: unknown): StudioError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return StudioError.from(error);
  return new StudioError('disk-full', 'The disk is full. What came so far is kept; make room, then go on.', {
    cause: error,
  });
}
