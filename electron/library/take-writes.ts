import { type KeptEdit, picturesOf } from '../contract/edit.ts';
import { stageIds } from '../contract/geometry.ts';
import { keepFiles } from './asset-store.ts';
import type { FileWork } from './file-work.ts';
import type { ReadHandle, WriteHandle } from './handles.ts';
import type { HomePaths } from './home.ts';
import { newId } from './ids.ts';
import type { JobWrites } from './jobs.ts';
import { bytesRow } from './rows.ts';
import type { NewTake, NewTakeFiles, TakeReads, TakeRecord } from './takes.ts';

/** The place of a take in the job that makes it, marked in the same transaction. */
interface StepOfJob {
  readonly jobId: string;
  readonly ordinal: number;
}

export interface TakeWrites {
  /** Files first, then the row (and the job's step) in one transaction. */
  commit(take: NewTake, files: NewTakeFiles, step?: StepOfJob): Promise<TakeRecord>;
  /** A new take in another place of the tree that shares the files of an existing one. */
  adopt(source: TakeRecord, take: NewTake, step?: StepOfJob): TakeRecord;
  /** What a person says of a take: only what is given changes. What made it never does. */
  annotate(takeId: string, change: { readonly starred?: boolean; readonly note?: string }): void;
  setDeleted(takeId: string, deletedAt: number | null): void;
}

export function takeWrites(
  write: WriteHandle,
  paths: HomePaths,
  takes: TakeReads,
  jobs: JobWrites,
  { exclusive, changing, followUp }: FileWork,
): TakeWrites {
  const markStep = (step: StepOfJob | undefined, takeId: string, state: 'done' | 'reused'): void => {
    if (step) jobs.setStep(step.jobId, step.ordinal, state, takeId);
  };
  return {
    async commit(take, files, step) {
      const id = newId();
      const incoming = [files.master, files.poster, files.filmstrip, ...(files.proxy ? [files.proxy] : [])];
      const named = {
        ...files,
        master: files.master.sha256,
        proxy: files.proxy?.sha256 ?? null,
        poster: files.poster.sha256,
        filmstrip: files.filmstrip.sha256,
        sizeBytes: incoming.reduce((sum, one) => sum + one.sizeBytes, 0) + editBytes(write, take.editRecipe),
      };
      await exclusive(() =>
        keepFiles(write, paths, incoming, () => {
          insertTake(write, { ...take, id, createdAt: Date.now(), files: named });
          markStep(step, id, 'done');
        }),
      );
      followUp();
      return takes.get(id);
    },
    adopt: changing((source: TakeRecord, take: NewTake, step?: StepOfJob) => {
      const id = newId();
      const bare = (ref: string): string => ref.slice('asset/'.length);
      const files = {
        ...source,
        master: bare(source.master),
        proxy: source.proxy === null ? null : bare(source.proxy),
        poster: bare(source.poster),
        filmstrip: bare(source.filmstrip),
      };
      write.transaction(() => {
        insertTake(write, { ...take, id, createdAt: Date.now(), files });
        markStep(step, id, 'reused');
      });
      return takes.get(id);
    }),
    annotate: changing((takeId: string, { starred, note }: { starred?: boolean; note?: string }) => {
      write.run(
        'UPDATE takes SET starred = coalesce($starred, starred), note = coalesce($note, note) WHERE id = $takeId',
        {
          takeId,
          starred: starred === undefined ? null : Number(starred),
          note: note ?? null,
        },
      );
    }),
    setDeleted: changing((takeId: string, deletedAt: number | null) => {
      write.run('UPDATE takes SET deleted_at = $deletedAt WHERE id = $takeId', { takeId, deletedAt });
    }),
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

/** The row of a take whose files are already in place; inside a transaction. */
function insertTake(
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
