import type { Take } from '../contract/domain.ts';
import { type KeptEdit, picturesOf } from '../contract/edit.ts';
import { StudioError } from '../contract/errors.ts';
import { stageIds } from '../contract/geometry.ts';
import type { IncomingFile } from './asset-files.ts';
import type { ReadHandle, WriteHandle } from './handles.ts';
import { bytesRow, type TakeRow, takeFromRow, takeRow } from './rows.ts';

/** Facts of a take that are not in the contract: what reuse, export recipes and files need. */
export interface TakeRecord extends Take {
  readonly packVersion: string | null;
  /** Key of the stage that made it (see queue/keys.ts); null for imported and edited pictures. */
  readonly key: string | null;
  readonly editRecipe: KeptEdit | null;
  readonly deletedAt: number | null;
}

/** Finished files of a take, waiting in a temporary folder of the home. */
export interface NewTakeFiles {
  readonly master: IncomingFile;
  readonly proxy: IncomingFile | null;
  readonly poster: IncomingFile;
  readonly filmstrip: IncomingFile;
  readonly filmstripFrames: number;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly fps: number;
}

/** How a new take came to be. */
export type NewTake = Pick<
  TakeRecord,
  | 'projectId'
  | 'parentId'
  | 'stage'
  | 'origin'
  | 'packId'
  | 'packName'
  | 'packVersion'
  | 'prompt'
  | 'negativePrompt'
  | 'parameters'
  | 'seed'
  | 'preset'
  | 'device'
  | 'seconds'
  | 'key'
  | 'editRecipe'
>;

export interface TakeReads {
  find(takeId: string): TakeRecord | undefined;
  /** A take that is not in the bin. @throws StudioError not-found */
  get(takeId: string): TakeRecord;
  /** Takes of a project that are not in the bin, oldest first. */
  ofProject(projectId: string): Take[];
  /**
   * The take to reuse for a key: one of this project under this parent when there is one, else any other (also in the bin:
   * its files are still there).
   */
  findByKey(key: string, projectId: string, parentId: string | null): TakeRecord | undefined;
  /** From the reference down to this take. */
  chain(takeId: string): TakeRecord[];
}

function toRecord(row: TakeRow): TakeRecord {
  return {
    ...takeFromRow(row),
    packVersion: row.pack_version,
    key: row.key,
    editRecipe: row.edit_recipe,
    deletedAt: row.deleted_at,
  };
}

export function takeReads(read: ReadHandle): TakeReads {
  const find = (takeId: string): TakeRecord | undefined => {
    const row = read.one(takeRow, 'SELECT * FROM takes WHERE id = $takeId', { takeId });
    return row && toRecord(row);
  };
  return {
    find,
    get(takeId) {
      const take = find(takeId);
      if (!take || take.deletedAt !== null) {
        throw new StudioError('not-found', 'This take does not exist any more. Choose another one of the project.');
      }
      return take;
    },
    ofProject: (projectId) =>
      read
        .all(
          takeRow,
          'SELECT * FROM takes WHERE project_id = $projectId AND deleted_at IS NULL ORDER BY created_at, rowid',
          { projectId },
        )
        .map(takeFromRow),
    findByKey(key, projectId, parentId) {
      const row = read.one(
        takeRow,
        `SELECT * FROM takes WHERE key = $key ORDER BY
           project_id = $projectId AND parent_id IS $parentId AND deleted_at IS NULL DESC, created_at DESC LIMIT 1`,
        { key, projectId, parentId },
      );
      return row && toRecord(row);
    },
    chain(takeId) {
      const chain: TakeRecord[] = [];
      const seen = new Set<string>();
      for (let take = find(takeId); take && !seen.has(take.id); take = find(take.parentId ?? '')) {
        seen.add(take.id);
        chain.unshift(take);
      }
      return chain;
    },
  };
}

/** Bytes of what an edit brought in; the picture it was done to belongs to another take. */
export function editBytes(read: ReadHandle, edit: KeptEdit | null): number {
  const pictures = edit && 'format' in edit ? picturesOf(edit).filter((id) => id !== edit.picture) : [];
  return (
    read.one(
      bytesRow,
      'SELECT coalesce(sum(size_bytes), 0) AS bytes FROM assets WHERE id IN (SELECT value FROM json_each($pictures))',
      { pictures: JSON.stringify(pictures) },
    )?.bytes ?? 0
  );
}

/** Inserts the row of a take whose files are already in place; call inside a transaction. */
export function insertTake(
  write: WriteHandle,
  take: NewTake & {
    id: string;
    createdAt: number;
    files: Omit<NewTakeFiles, 'master' | 'proxy' | 'poster' | 'filmstrip'> & {
      master: string;
      proxy: string | null;
      poster: string;
      filmstrip: string;
      sizeBytes: number;
    };
  },
): void {
  const { files } = take;
  write.run(
    `INSERT INTO takes (id, project_id, parent_id, stage, stage_order, origin, pack_id, pack_name, pack_version, prompt,
       negative_prompt, parameters, seed, preset, width, height, frames, fps, master, proxy, poster, filmstrip,
       filmstrip_frames, size_bytes, device, seconds, key, edit_recipe, created_at)
     VALUES ($id, $projectId, $parentId, $stage, $stageOrder, $origin, $packId, $packName, $packVersion, $prompt,
       $negativePrompt, $parameters, $seed, $preset, $width, $height, $frames, $fps, $master, $proxy, $poster, $filmstrip,
       $filmstripFrames, $sizeBytes, $device, $seconds, $key, $editRecipe, $createdAt)`,
    {
      id: take.id,
      projectId: take.projectId,
      parentId: take.parentId,
      stage: take.stage,
      stageOrder: stageIds.indexOf(take.stage),
      origin: take.origin,
      packId: take.packId,
      packName: take.packName,
      packVersion: take.packVersion,
      prompt: take.prompt,
      negativePrompt: take.negativePrompt,
      parameters: JSON.stringify(take.parameters),
      seed: take.seed,
      preset: take.preset,
      width: files.width,
      height: files.height,
      frames: files.frames,
      fps: files.fps,
      master: files.master,
      proxy: files.proxy,
      poster: files.poster,
      filmstrip: files.filmstrip,
      filmstripFrames: files.filmstripFrames,
      sizeBytes: files.sizeBytes,
      device: take.device,
      seconds: take.seconds,
      key: take.key,
      editRecipe: take.editRecipe === null ? null : JSON.stringify(take.editRecipe),
      createdAt: take.createdAt,
    },
  );
  write.run('UPDATE projects SET updated_at = $now WHERE id = $id', { now: take.createdAt, id: take.projectId });
}

export function setTakeDeleted(write: WriteHandle, takeId: string, deletedAt: number | null): void {
  write.run('UPDATE takes SET deleted_at = $deletedAt WHERE id = $takeId', { takeId, deletedAt });
}
