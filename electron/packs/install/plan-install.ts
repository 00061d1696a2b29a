import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { alwaysWelcome, type CatalogueItem, type CataloguePart } from '../catalogue.ts';
import { partOf, patiently, sizeOf } from './fetch-file.ts';
import type { Hub } from './http.ts';
import { type HubFile, listFiles } from './hub.ts';
import type { SharedFiles } from './shared-files.ts';

/** One file that an install needs. */
export interface WantedFile {
  readonly part: CataloguePart;
  readonly file: HubFile;
  /** Absolute path that it comes to lie at. */
  readonly target: string;
  /** The same file in a pack that is installed; null when there is none. */
  readonly shared: string | null;
  /** Bytes of it that lie at `target` already, whole or in part. */
  readonly presentBytes: number;
}

/**
 * Asks the server which files there are, chooses those of the catalogue's entry, and looks what lies here already.
 * @param folder of this install
 * @throws StudioError offline, download-refused when a file is not there (any more)
 */
export async function planFiles(
  item: CatalogueItem,
  folder: string,
  ports: {
    readonly hub: Hub;
    readonly shared: SharedFiles;
    readonly signal: AbortSignal;
  },
): Promise<WantedFile[]> {
  const wanted: WantedFile[] = [];
  for (const part of item.parts) {
    const repository = { name: part.repository, revision: part.revision };
    const listed = await patiently(ports, () => listFiles(ports.hub, repository, ports.signal));
    for (const file of chosenOf(part, listed)) {
      const target = join(snapshotOf(folder, part), file.path);
      const whole = await sizeOf(target);
      const begun = Math.min(file.sizeBytes, await sizeOf(partOf(target)));
      const shared = file.checksum.kind === 'sha256' ? (ports.shared.get(file.checksum.hex) ?? null) : null;
      const presentBytes = whole === file.sizeBytes || shared ? file.sizeBytes : begun;
      wanted.push({ part, file, target, shared, presentBytes });
    }
  }
  return wanted;
}

/** Files lie as in a Hugging Face cache, by which an import knows where they are from. */
function snapshotOf(folder: string, { repository, revision }: CataloguePart): string {
  return join(folder, `models--${repository.replace('/', '--')}`, 'snapshots', revision);
}

/** What an import is given of a part: folders and files. */
export function sourcesOf(folder: string, part: CataloguePart): string[] {
  return (part.give ?? ['']).map((path) => join(snapshotOf(folder, part), path));
}

function chosenOf(part: CataloguePart, listed: ReadonlyMap<string, HubFile>): HubFile[] {
  const files: HubFile[] = [];
  for (const paths of part.files) {
    const found = [paths]
      .flat()
      .map((path) => listed.get(path))
      .find((file) => file !== undefined);
    if (found) files.push(found);
    else {
      throw new StudioError(
        'download-refused',
        `${part.repository} does not have the file ${[paths].flat().join(' or ')} (any more): its publisher has changed it. Nothing was downloaded.`,
      );
    }
  }
  return [...files, ...alwaysWelcome.flatMap((path) => listed.get(path) ?? [])];
}
