import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { assetPath } from './asset-files.ts';
import type { ReadHandle, SqlValue, WriteHandle } from './handles.ts';
import type { HomePaths } from './home.ts';
import { type AssetRow, assetRow, projectRow, takeRow } from './rows.ts';

/**
 * Every project and take has a small JSON file beside the assets, so that the library can be rebuilt from the files alone.
 * Triggers note what changed in `sidecar_outbox`; this module writes what is noted, after the rows are safe.
 */
const rawRow = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
type RawRow = z.infer<typeof rawRow>;
const outboxRow = z.object({ change: z.number(), kind: z.enum(['project', 'take']), id: z.string() });

const projectSidecar = z.object({ format: z.literal(1), project: rawRow.pipe(z.custom<RawRow>(isRow(projectRow))) });
const takeSidecar = z.object({
  format: z.literal(1),
  take: rawRow.pipe(z.custom<RawRow>(isRow(takeRow))),
  /** Files of the take first, then the pictures its edit is made of. */
  assets: z.array(assetRow).min(1).max(32_768),
});
type TakeSidecar = z.infer<typeof takeSidecar>;

function isRow(schema: z.ZodType): (value: unknown) => boolean {
  return (value) => schema.safeParse(value).success;
}

/** Writes the sidecars that are behind their rows; returns how many. Interrupted, it goes on at the next call. */
export async function writeSidecars(write: WriteHandle, paths: HomePaths): Promise<number> {
  let written = 0;
  for (;;) {
    const batch = write.all(
      outboxRow,
      'SELECT max(change) AS change, kind, id FROM sidecar_outbox GROUP BY kind, id ORDER BY change LIMIT 64',
    );
    if (batch.length === 0) return written;
    for (const { change, kind, id } of batch) {
      await writeSidecar(write, paths, kind, id);
      // Off the list only now, and only what the file shows: a change made while it was being written stays on.
      write.run('DELETE FROM sidecar_outbox WHERE kind = $kind AND id = $id AND change <= $change', {
        kind,
        id,
        change,
      });
      written += 1;
    }
  }
}

async function writeSidecar(read: ReadHandle, paths: HomePaths, kind: 'project' | 'take', id: string): Promise<void> {
  const folder = kind === 'project' ? paths.projectSidecars : paths.takeSidecars;
  const path = join(folder, `${id}.json`);
  const table = kind === 'project' ? 'projects' : 'takes';
  const row = read.one(rawRow, `SELECT * FROM ${table} WHERE id = $id`, { id });
  if (!row) return rm(path, { force: true });
  const content =
    kind === 'project'
      ? { format: 1, project: row }
      : {
          format: 1,
          take: row,
          assets: read.all(
            assetRow,
            `SELECT id, extension, size_bytes FROM assets WHERE id IN ($master, $proxy, $poster, $filmstrip)
               OR id IN (SELECT asset_id FROM edit_pictures WHERE take_id = $id)`,
            {
              id,
              master: text(row.master),
              proxy: text(row.proxy),
              poster: text(row.poster),
              filmstrip: text(row.filmstrip),
            },
          ),
        };
  await writeFileAtomically(folder, path, `${JSON.stringify(content)}\n`);
}

const text = (value: SqlValue | undefined): SqlValue => value ?? null;

async function writeFileAtomically(folder: string, path: string, content: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const partial = `${path}.part`;
  const file = await open(partial, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partial, path);
}

export async function hasSidecars(paths: HomePaths): Promise<boolean> {
  for (const folder of [paths.projectSidecars, paths.takeSidecars]) {
    const names = await readdir(folder).catch(() => []);
    if (names.some((name) => name.endsWith('.json'))) return true;
  }
  return false;
}

/**
 * Brings rows to what the sidecars say: projects and takes that are missing are inserted, those that are older are
 * replaced, takes whose files are gone are left out (or removed).
 */
export async function restoreFromSidecars(
  write: WriteHandle,
  paths: HomePaths,
): Promise<{ projects: number; takes: number; unreadable: number }> {
  const projects = await readSidecars(paths.projectSidecars, projectSidecar);
  const takes = await readSidecars(paths.takeSidecars, takeSidecar);
  const whole: TakeSidecar[] = [];
  for (const sidecar of takes.found) {
    const { master, proxy, poster, filmstrip } = sidecar.take;
    const assets = await presentOf(paths, sidecar.assets);
    const isThere = (id: unknown): boolean => id === null || assets.some((asset) => asset.id === id);
    // A picture of an edit that is gone costs the layers; the take itself is still there.
    if ([master, proxy, poster, filmstrip].every(isThere)) whole.push({ ...sidecar, assets });
  }

  const known = new Set(projects.found.map(({ project }) => project.id));
  const createdAt = (sidecar: TakeSidecar): number => Number(sidecar.take.created_at);
  whole.sort((a, b) => createdAt(a) - createdAt(b));
  write.transaction(() => {
    for (const { project } of projects.found) upsert(write, 'projects', project);
    for (const sidecar of whole) {
      const projectId = String(sidecar.take.project_id);
      if (!known.has(projectId)) addLostProject(write, projectId, sidecar);
      known.add(projectId);
      for (const asset of sidecar.assets) addAssetRow(write, asset);
      upsert(write, 'takes', { ...sidecar.take, parent_id: null });
    }
    // Parents last: a parent may be younger on disk than its child, or missing altogether.
    for (const { take } of whole) {
      write.run(
        `UPDATE takes SET parent_id = $parent WHERE id = $id AND EXISTS (SELECT 1 FROM takes WHERE id = $parent)`,
        { id: text(take.id), parent: text(take.parent_id) },
      );
    }
    write.run('DELETE FROM sidecar_outbox');
  });
  await removeTakesWithoutFiles(write, paths);
  return { projects: known.size, takes: whole.length, unreadable: projects.unreadable + takes.unreadable };
}

async function removeTakesWithoutFiles(write: WriteHandle, paths: HomePaths): Promise<void> {
  const rows = write.all(
    z.object({ take: z.string(), id: z.string(), extension: z.string(), size_bytes: z.number() }),
    'SELECT t.id AS take, a.id, a.extension, a.size_bytes FROM takes t JOIN assets a ON a.id = t.master',
  );
  for (const row of rows) {
    if ((await presentOf(paths, [row])).length === 0)
      write.run('DELETE FROM takes WHERE id = $take', { take: row.take });
  }
}

export function addAssetRow(write: WriteHandle, asset: AssetRow): void {
  write.run(
    'INSERT OR IGNORE INTO assets (id, extension, size_bytes, created_at) VALUES ($id, $extension, $size, $now)',
    { id: asset.id, extension: asset.extension, size: asset.size_bytes, now: Date.now() },
  );
}

/** A take whose project's file is lost still has its frames: it comes back under a project named after its prompt. */
function addLostProject(write: WriteHandle, projectId: string, { take }: TakeSidecar): void {
  write.run(
    `INSERT OR IGNORE INTO projects (id, name, prompt, created_at, updated_at)
     VALUES ($id, 'Recovered project', $prompt, $at, $at)`,
    { id: projectId, prompt: text(take.prompt), at: text(take.created_at) },
  );
}

function upsert(write: WriteHandle, table: 'projects' | 'takes', row: RawRow): void {
  const columns = Object.keys(row).filter((column) => /^[a-z_]+$/.test(column));
  const updates = columns.filter((column) => column !== 'id').map((column) => `${column} = excluded.${column}`);
  write.run(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((column) => `$${column}`).join(', ')})
     ON CONFLICT (id) DO UPDATE SET ${updates.join(', ')}`,
    row,
  );
}

async function readSidecars<T>(folder: string, schema: z.ZodType<T>): Promise<{ found: T[]; unreadable: number }> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const found: T[] = [];
  for (const name of names) {
    const content = await readFile(join(folder, name), 'utf8')
      .then(JSON.parse)
      .catch(() => null);
    const parsed = schema.safeParse(content);
    if (parsed.success) found.push(parsed.data);
  }
  return { found, unreadable: names.length - found.length };
}

/** Those whose file is there and whole. */
async function presentOf(paths: HomePaths, assets: readonly AssetRow[]): Promise<AssetRow[]> {
  const present: AssetRow[] = [];
  for (const asset of assets) {
    const found = await stat(assetPath(paths.assets, asset.id, asset.extension)).catch(() => null);
    if (found?.isFile() && found.size === asset.size_bytes) present.push(asset);
  }
  return present;
}
