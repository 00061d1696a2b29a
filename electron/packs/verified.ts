import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const fileName = '.verified.json';
const listSchema = z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(1000);
/** Packs come and go; the newest are kept. */
const kept = 200;

/**
 * Which packs were compared with their checksums, by fingerprint: reading gigabytes again at every start would take minutes. A
 * fingerprint holds until a file's size or time changes. Only a memory: when it is lost or cannot be written, packs count as not
 * verified yet.
 * @param folder of the installed packs
 */
export async function isVerified(folder: string, fingerprint: string): Promise<boolean> {
  return (await readList(folder)).includes(fingerprint);
}

export async function setVerified(folder: string, fingerprint: string, isGood: boolean): Promise<void> {
  const before = await readList(folder);
  const others = before.filter((known) => known !== fingerprint);
  if (!isGood && others.length === before.length) return;
  const list = isGood ? [...others, fingerprint].slice(-kept) : others;
  const path = join(folder, fileName);
  const part = `${path}.${process.pid}`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(part, JSON.stringify(list));
    await rename(part, path);
  } catch {
    // The next list says "not verified yet", which is true enough.
  }
}

async function readList(folder: string): Promise<string[]> {
  try {
    return listSchema.parse(JSON.parse(await readFile(join(folder, fileName), 'utf8')));
  } catch {
    return [];
  }
}
