import Database from 'better-sqlite3';
import { z } from 'zod';
import { noteSchema } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import { stageIds } from '../contract/geometry.ts';
import type { ReadHandle, SqlValue, WriteHandle } from './handles.ts';
import { newId } from './ids.ts';
import { type AssetRow, assetRow, projectRow, takeRow } from './rows.ts';
import { editBytes } from './take-writes.ts';

/** A row as it stands in the database; what it must hold is checked, what it holds besides is left alone. */
const rawRow = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
type RawRow = z.infer<typeof rawRow>;
const rowOf = (schema: z.ZodType) => rawRow.refine((row) => schema.safeParse(row).success, 'a row that cannot be read');

const instant = z.number().int().min(0).max(8_640_000_000_000_000);
/** Within what the studio itself would make, so that no file can ask for a timeline of a billion frames. */
const soundProject = projectRow.extend({
  name: z.string().min(1).max(200),
  prompt: z.string().max(20_000),
  created_at: instant,
});
const soundTake = takeRow.extend({
  prompt: z.string().max(20_000),
  negative_prompt: z.string().max(20_000),
  width: z.number().int().min(1).max(16_384),
  height: z.number().int().min(1).max(16_384),
  frames: z.number().int().min(1).max(100_000),
  fps: z.number().min(0.1).max(1_000),
  filmstrip_frames: z.number().int().min(1).max(1_000),
  note: noteSchema.default(''),
  device: z.string().max(200),
  seconds: z.number().min(0).max(1e9),
  created_at: instant,
});
const extensions = ['png', 'mkv', 'mp4', 'webp'] as const;

/** A project, its takes and the files these point at, as rows. Parsed anew when it comes from outside. */
export const projectBundleSchema = z.object({
  project: rowOf(soundProject),
  takes: z.array(rowOf(soundTake)).max(20_000),
  assets: z
    .array(
      assetRow.extend({
        extension: z.enum(extensions),
        size_bytes: z
          .number()
          .int()
          .min(1)
          .max(8 * 1024 ** 3 - 1),
      }),
    )
    .max(80_000),
});
export type ProjectBundle = z.infer<typeof projectBundleSchema>;

/** The files a take points at, and of which kind each must be. */
const roles: Readonly<Record<'master' | 'proxy' | 'poster' | 'filmstrip', readonly string[]>> = {
  master: ['png', 'mkv'],
  proxy: ['mp4'],
  poster: ['webp'],
  filmstrip: ['webp'],
};

/** Everything of a project that is not in the bin, but its files. @throws StudioError not-found */
export function readBundle(read: ReadHandle, projectId: string): ProjectBundle {
  const project = read.one(rawRow, 'SELECT * FROM projects WHERE id = $projectId', { projectId });
  if (!project) throw new StudioError('not-found', 'This project does not exist any more. Reload the gallery.');
  const ofProject = 'project_id = $projectId AND deleted_at IS NULL';
  return {
    project,
    takes: read.all(rawRow, `SELECT * FROM takes WHERE ${ofProject} ORDER BY created_at, rowid`, { projectId }),
    assets: read.all(
      projectBundleSchema.shape.assets.element,
      `SELECT id, extension, size_bytes FROM assets WHERE id IN (
         SELECT master FROM takes WHERE ${ofProject} UNION SELECT proxy FROM takes WHERE ${ofProject}
         UNION SELECT poster FROM takes WHERE ${ofProject} UNION SELECT filmstrip FROM takes WHERE ${ofProject}
         UNION SELECT asset_id FROM edit_pictures JOIN takes ON takes.id = take_id WHERE ${ofProject}) ORDER BY id`,
      { projectId },
    ),
  };
}

/**
 * Inserts a bundle's rows under new ids; call in the transaction that adds its assets. Keys stay behind: a key says that a take
 * may stand for any other made the same way, which only this studio can know of its own.
 * @throws StudioError file-damaged when the rows do not belong together
 */
export function insertBundle(write: WriteHandle, { project, takes, assets }: ProjectBundle): string {
  const projectId = newId();
  const ids = new Map(takes.map((take) => [take.id, newId()]));
  const known = new Map(assets.map((asset) => [asset.id, asset]));
  if (ids.size !== takes.length) throw damaged('two takes have the same id');
  try {
    insertRow(write, 'projects', { ...project, id: projectId, updated_at: Date.now(), deleted_at: null });
    for (const take of takes) {
      insertRow(write, 'takes', {
        ...take,
        id: ids.get(take.id) ?? newId(),
        project_id: projectId,
        parent_id: null,
        stage_order: (stageIds as readonly SqlValue[]).indexOf(take.stage ?? null),
        size_bytes: filesOf(take, known) + editBytes(write, takeRow.parse(take).edit_recipe),
        key: null,
        deleted_at: null,
      });
    }
    for (const take of takes) {
      const [id, parent] = [ids.get(take.id), ids.get(take.parent_id ?? '')];
      if (id && parent) write.run('UPDATE takes SET parent_id = $parent WHERE id = $id', { id, parent });
    }
  } catch (error) {
    const isRefused = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT');
    throw isRefused ? damaged(error.message) : error;
  }
  return projectId;
}

/** Bytes of a take's files together. @throws StudioError file-damaged */
function filesOf(take: RawRow, assets: ReadonlyMap<string, AssetRow>): number {
  const found = Object.entries(roles).flatMap(([role, kinds]) => {
    const id = take[role];
    if (id === null || id === undefined) return [];
    const asset = assets.get(String(id));
    if (!asset || !kinds.includes(asset.extension)) throw damaged(`a take has no proper ${role}`);
    return [asset];
  });
  return found.reduce((sum, asset) => sum + asset.size_bytes, 0);
}

/** Columns a later studio may have added are left out. */
function insertRow(write: WriteHandle, table: 'projects' | 'takes', row: RawRow): void {
  const columns = write
    .all(z.object({ name: z.string() }), `SELECT name FROM pragma_table_info('${table}')`)
    .map(({ name }) => name)
    .filter((name) => Object.hasOwn(row, name));
  const values = Object.fromEntries(columns.map((name): [string, SqlValue] => [name, row[name] ?? null]));
  write.run(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `$${name}`).join(', ')})`,
    values,
  );
}

function damaged(reason: string): StudioError {
  return new StudioError(
    'file-damaged',
    `The project file does not hold together (${reason}). Nothing was imported. Export the project again.`,
  );
}
