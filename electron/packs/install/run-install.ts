import { copyFile, link, mkdir, stat } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { Install } from '../../contract/models.ts';
import type { CatalogueItem } from '../catalogue.ts';
import { type ImportedPack, importPack } from '../import/import-pack.ts';
import { freeOn, reserveBytes } from '../import/write-draft.ts';
import { type FetchPorts, fetchFile, matches } from './fetch-file.ts';
import type { Hub } from './http.ts';
import { ChangedError } from './hub.ts';
import { planFiles, sourcesOf, type WantedFile } from './plan-install.ts';
import { writeRecord } from './record.ts';
import { sharedFiles } from './shared-files.ts';

/** What installs need of the world around them. */
export interface InstallWorld {
  /** Folder of the installed packs. */
  readonly packs: string;
  readonly hub: Hub;
  readonly architectureNames: () => Promise<readonly string[]>;
  /** Bytes free on the disk of a folder. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/** Files from this size on take long enough to hash that a person is told. */
const worthTelling = 64 * 1024 * 1024;

/** How far an install is, as it goes. */
export type InstallStep = Partial<Pick<Install, 'state' | 'doneBytes' | 'totalBytes' | 'checkedFraction'>> & {
  /** Bytes that came over the network in this run; less than before when a file starts anew. */
  readonly receivedBytes?: number;
};

/**
 * Downloads what an entry of the catalogue is made of and makes the pack. What came stays in `folder` when it is stopped or fails,
 * and is used the next time.
 * @throws StudioError offline, download-refused, download-damaged, disk-full, conflict, pack-invalid; what the signal was aborted with
 */
export async function runInstall(
  item: CatalogueItem,
  folder: string,
  world: InstallWorld,
  { signal, onStep }: { readonly signal: AbortSignal; readonly onStep: (step: InstallStep) => void },
): Promise<ImportedPack> {
  await download(item, folder, world, { signal, onStep });
  onStep({ state: 'checking', checkedFraction: 0 });
  const licences = item.parts.flatMap((part) =>
    sourcesOf(folder, part).map((source) => [source, { name: part.licence.name, text: part.licence.url }] as const),
  );
  return importPack({
    sources: item.parts.flatMap((part) => sourcesOf(folder, part)),
    name: item.name,
    licences: Object.fromEntries(licences),
    defaults: item.defaults,
    packs: world.packs,
    architectureNames: await world.architectureNames(),
    ...(world.freeBytes ? { freeBytes: world.freeBytes } : {}),
    signal,
    onProgress: (checkedFraction) => onStep({ checkedFraction }),
  });
}

/** When the publisher changes a file in between, or bytes come damaged, the list is asked for once more. */
async function download(
  item: CatalogueItem,
  folder: string,
  world: InstallWorld,
  ports: Parameters<typeof runInstall>[3],
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await downloadOnce(item, folder, world, ports);
    } catch (error) {
      const mayHelp =
        error instanceof ChangedError || (error instanceof StudioError && error.code === 'download-damaged');
      if (mayHelp && attempt < 2) continue;
      throw error instanceof ChangedError ? unsteady(item) : error;
    }
  }
}

async function downloadOnce(
  item: CatalogueItem,
  folder: string,
  world: InstallWorld,
  { signal, onStep }: Parameters<typeof runInstall>[3],
): Promise<void> {
  onStep({ state: 'asking' });
  const { hub, packs } = world;
  const shared = await sharedFiles(packs, await world.architectureNames());
  const wanted = await planFiles(item, folder, { hub, shared, signal });
  const totalBytes = wanted.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  await writeRecord(folder, {
    entryId: item.id,
    name: item.name,
    files: wanted.map(({ file, target }) => ({
      path: relative(folder, target).replaceAll(sep, '/'),
      sizeBytes: file.sizeBytes,
    })),
    error: null,
  });
  let left = wanted.reduce((sum, one) => sum + one.file.sizeBytes - one.presentBytes, 0);
  const checkRoom = async (): Promise<void> => refuseFullDisk(item, left, await (world.freeBytes ?? freeOn)(packs));
  await checkRoom();
  onStep({ state: 'downloading', totalBytes, doneBytes: totalBytes - left });
  let receivedBytes = 0;
  for (const one of wanted) {
    let last = one.presentBytes;
    const ports: FetchPorts = {
      ...{ hub, signal, checkRoom },
      onBytes: (onDisk) => {
        left += last - onDisk;
        receivedBytes += onDisk - last;
        last = onDisk;
        onStep({ doneBytes: totalBytes - left, receivedBytes });
      },
      onChecking: (isChecking) => {
        if (one.file.sizeBytes >= worthTelling) onStep({ state: isChecking ? 'checking' : 'downloading' });
      },
    };
    await checkRoom();
    if (!(await takeShared(one, ports))) {
      await fetchFile({ name: one.part.repository, revision: one.part.revision }, one.file, one.target, ports);
    }
  }
}

/** Takes a file from a pack that has it; false when there is none, or it is not what it should be. */
async function takeShared({ shared, file, target }: WantedFile, { signal, onChecking }: FetchPorts): Promise<boolean> {
  if (shared === null || (await stat(target).catch(() => null))) return false;
  onChecking(true);
  try {
    if (!(await matches(shared, file, signal))) return false;
    await mkdir(dirname(target), { recursive: true });
    await link(shared, target).catch(() => copyFile(shared, target));
    return true;
  } finally {
    onChecking(false);
  }
}

function refuseFullDisk(item: CatalogueItem, neededBytes: number, freeBytes: number): void {
  if (neededBytes + reserveBytes <= freeBytes) return;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new StudioError(
    'disk-full',
    `${item.name} needs another ${gigabytes(neededBytes + reserveBytes)} but ${gigabytes(freeBytes)} are free where the studio keeps its packs. ` +
      'What came so far is kept. Make room, then go on.',
    { details: { neededBytes: neededBytes + reserveBytes, freeBytes } },
  );
}

function unsteady(item: CatalogueItem): StudioError {
  return new StudioError(
    'download-damaged',
    `The server sends other files for ${item.name} than it lists. Its publisher may be changing them: try again later.`,
  );
}
