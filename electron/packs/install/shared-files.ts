import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readPack } from '../read-pack.ts';

/** Files of installed packs by their SHA-256: what one pack has, another need not download. */
export type SharedFiles = ReadonlyMap<string, string>;

/** Smaller ones are fetched as quickly as they are found. */
const leastBytes = 64 * 1024;

export async function sharedFiles(packs: string, architectureNames: readonly string[]): Promise<SharedFiles> {
  const shared = new Map<string, string>();
  for (const name of await readdir(packs).catch(() => [])) {
    if (name.startsWith('.')) continue;
    // What cannot be read as a pack has nothing to share.
    const pack = await readPack(join(packs, name), architectureNames).catch(() => null);
    for (const [path, { bytes, sha256 }] of Object.entries(pack?.manifest.files ?? {})) {
      if (pack && bytes >= leastBytes) shared.set(sha256, join(pack.folder, path));
    }
  }
  return shared;
}
