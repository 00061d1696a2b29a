import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { errorShapeSchema } from '../../contract/domain.ts';
import { catalogueIdSchema } from '../../contract/models.ts';
import { packPathSchema } from '../manifest.ts';
import { partOf, sizeOf } from './fetch-file.ts';

/** Folder of the installs under way, inside that of the packs: on one disk with them, so that files can be linked. */
const folderName = '.downloads';
const recordName = 'install.json';

/** What is kept of an install beside its files: enough to show it after any end of the studio. */
const recordSchema = z.object({
  entryId: catalogueIdSchema,
  name: z.string().max(200),
  files: z.array(z.object({ path: packPathSchema, sizeBytes: z.number().int().min(0) })).max(500),
  error: errorShapeSchema.nullable(),
});
export type InstallRecord = z.infer<typeof recordSchema>;

export function installFolder(packs: string, entryId: string): string {
  return join(packs, folderName, entryId);
}

export async function writeRecord(folder: string, record: InstallRecord): Promise<void> {
  await mkdir(folder, { recursive: true });
  const part = join(folder, `${recordName}.new`);
  const file = await open(part, 'w');
  try {
    await file.writeFile(JSON.stringify(record));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, join(folder, recordName));
}

/** Null for a folder that holds none, or one that cannot be read. */
export async function readRecord(folder: string): Promise<InstallRecord | null> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(join(folder, recordName), 'utf8')));
  } catch {
    return null;
  }
}

/** The records of all installs that are not finished. */
export async function readRecords(packs: string): Promise<InstallRecord[]> {
  const names = await readdir(join(packs, folderName)).catch(() => []);
  const records = await Promise.all(
    names.sort().map(async (name) => {
      const record = await readRecord(installFolder(packs, name));
      return record?.entryId === name ? record : null;
    }),
  );
  return records.filter((record) => record !== null);
}

/** Bytes of an install that are on disk, whole files and parts. */
export async function bytesOnDisk(folder: string, { files }: InstallRecord): Promise<number> {
  let sum = 0;
  for (const { path, sizeBytes } of files) {
    const target = join(folder, path);
    const whole = await sizeOf(target);
    sum += Math.min(sizeBytes, whole > 0 ? whole : await sizeOf(partOf(target)));
  }
  return sum;
}
