import type { Take } from '../contract/domain.ts';
import type { KeptEdit } from '../contract/edit.ts';
import { StudioError } from '../contract/errors.ts';
import type { IncomingFile } from './asset-files.ts';
import type { ReadHandle } from './handles.ts';
import { type TakeRow, takeFromRow, takeRow } from './rows.ts';

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
