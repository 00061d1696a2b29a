import { stat } from 'node:fs/promises';
import { z } from 'zod';
import type { Settings } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import type { Preset } from '../contract/presets.ts';
import type { Vote } from '../contract/votes.ts';
import { assetPath, emptyFolder, type IncomingFile } from './asset-files.ts';
import { forgetFiles, journalTakeFiles, keepFiles, sweepJournal } from './asset-store.ts';
import { listBackups, takeBackup } from './backups.ts';
import { insertBundle, type ProjectBundle, readBundle } from './bundles.ts';
import { openSqlite, ReadHandle, WriteHandle } from './handles.ts';
import { claimHome, type HomePaths, homePaths, prepareHome } from './home.ts';
import { newId } from './ids.ts';
import { type JobReads, type JobWrites, jobReads, jobWrites } from './jobs.ts';
import { openDatabase } from './open-database.ts';
import { readPresets, removePreset, writePreset } from './presets.ts';
import { type ProjectReads, type ProjectWrites, projectReads, projectWrites } from './projects.ts';
import { assetRow, bytesRow, idRow } from './rows.ts';
import { readSettings, writeSettings } from './settings.ts';
import { writeSidecars } from './sidecars.ts';
import {
  editBytes,
  insertTake,
  type NewTake,
  type NewTakeFiles,
  setTakeDeleted,
  type TakeReads,
  type TakeRecord,
  takeReads,
} from './takes.ts';
import { addTiming, readTimings, type Timing, type TimingSubject } from './timings.ts';
import { addVote, readVotes, removeVotes } from './votes.ts';

/** A file of the library. */
interface AssetFile {
  readonly path: string;
  readonly extension: string;
  readonly sizeBytes: number;
}

/** The place of a take in the job that makes it, marked in the same transaction. */
interface StepOfJob {
  readonly jobId: string;
  readonly ordinal: number;
}

/** The open library: every row and file of one home. The only door of this folder. */
export interface Library {
  readonly paths: HomePaths;
  /** What had to be repaired at opening, in sentences for the person. */
  readonly notes: readonly string[];
  readonly projects: ProjectReads &
    Omit<ProjectWrites, 'remove'> & {
      /** Ends a project that should never have been: one whose start failed. Not by way of the bin. */
      discard(projectId: string): Promise<void>;
    };
  readonly bundles: {
    /** Everything of a project but its files. @throws StudioError not-found */
    read(projectId: string): ProjectBundle;
    /** Files first, then project and takes under new ids in one transaction; returns the project's id. @throws StudioError file-damaged */
    add(bundle: ProjectBundle, files: readonly IncomingFile[]): Promise<string>;
  };
  readonly takes: TakeReads & {
    /** Files first, then the row (and the job's step) in one transaction. */
    commit(take: NewTake, files: NewTakeFiles, step?: StepOfJob): Promise<TakeRecord>;
    /** A new take in another place of the tree that shares the files of an existing one. */
    adopt(source: TakeRecord, take: NewTake, step?: StepOfJob): TakeRecord;
    setDeleted(takeId: string, deletedAt: number | null): void;
  };
  readonly jobs: JobReads & JobWrites;
  readonly assets: {
    /** Where an asset lies; undefined when there is none. */
    find(assetId: string): AssetFile | undefined;
    /** Keeps an exported file for a day. */
    addExport(file: IncomingFile, fileName: string): Promise<void>;
    /** Keeps a picture for an edit: a day, and as long as a take's recipe names it. */
    addPicture(file: IncomingFile): Promise<void>;
  };
  readonly settings: { read(): Settings; write(settings: Settings): void };
  readonly votes: {
    /** Oldest first. */
    list(): Vote[];
    add(vote: Omit<Vote, 'id' | 'createdAt'>): Vote;
    /** One, or with null all of them. */
    remove(voteId: string | null): void;
  };
  readonly presets: {
    /** By name. */
    list(): Preset[];
    /** Adds one, or puts it in the place of the one with its id. */
    write(preset: Preset): void;
    remove(presetId: string): void;
  };
  readonly timings: { read(subject: TimingSubject): Timing[]; add(subject: TimingSubject, timing: Timing): void };
  /** Ends what is in the bin; returns the bytes freed on disk. */
  emptyBin(): Promise<number>;
  /** Bytes on disk, altogether and by project. */
  diskUse(): { totalBytes: number; projects: { projectId: string; name: string; bytes: number }[] };
  /** Resolves when everything that follows a row (sidecars, removed files) is on disk. */
  settled(): Promise<void>;
  backup(): Promise<void>;
  close(): Promise<void>;
}

const hour = 3_600_000;
const projectBytesRow = z.object({ projectId: z.string(), name: z.string(), bytes: z.number() });

/**
 * Opens a home: claims it, repairs and migrates its database, cleans up after whatever happened before.
 * @throws StudioError home-in-use, home-not-writable, home-too-new, library-damaged, disk-full
 */
export async function openLibrary(home: string): Promise<Library> {
  const paths = homePaths(home);
  prepareHome(paths);
  const release = claimHome(paths);
  try {
    const { file, notes } = await openDatabase(paths);
    const readFile = openSqlite(paths.database, { readonly: true });
    const library = build(paths, notes, new ReadHandle(readFile), new WriteHandle(file), {
      takeBackup: () => takeBackup(file, paths),
      end: () => {
        readFile.close();
        file.close();
        release();
      },
    });
    await emptyFolder(paths.temporary);
    library.tidy();
    return library;
  } catch (error) {
    release();
    throw error;
  }
}

function build(
  paths: HomePaths,
  notes: readonly string[],
  read: ReadHandle,
  write: WriteHandle,
  file: { takeBackup(): Promise<void>; end(): void },
): Library & { tidy(): void } {
  let fileWork: Promise<unknown> = Promise.resolve();
  let closing = false;
  /** Work on asset files, one at a time: a file on its way in must not meet its own removal. */
  const exclusive = <T>(work: () => Promise<T>): Promise<T> => {
    const result = fileWork.then(work, work);
    fileWork = result.catch(() => undefined);
    return result;
  };
  let sidecarsDue = false;
  const followUp = (): void => {
    if (sidecarsDue || closing) return;
    sidecarsDue = true;
    // A sidecar that cannot be written stays on the list and is tried again after the next change.
    void exclusive(() => {
      sidecarsDue = false;
      return writeSidecars(write, paths);
    }).catch(() => undefined);
  };
  /** Runs a change and writes the sidecars after it. */
  const changing =
    <A extends unknown[], R>(change: (...args: A) => R) =>
    (...args: A): R => {
      const result = change(...args);
      followUp();
      return result;
    };

  const projects = projectWrites(write);
  const takes = takeReads(read);
  const jobs = jobWrites(write);
  const markStep = (step: StepOfJob | undefined, takeId: string, state: 'done' | 'reused'): void => {
    if (step) jobs.setStep(step.jobId, step.ordinal, state, takeId);
  };
  const endProject = (id: string): void =>
    write.transaction(() => {
      journalTakeFiles(write, 't.project_id = $id', { id });
      projects.remove(id);
    });
  const takenBackup = async (olderThan: number): Promise<void> => {
    const newest = (await listBackups(paths))[0];
    const modified = async (path: string): Promise<number> => (await stat(path).catch(() => null))?.mtimeMs ?? 0;
    const changedAt = Math.max(await modified(paths.database), await modified(`${paths.database}-wal`));
    if (newest && (Date.now() - newest.takenAt < olderThan || newest.takenAt > changedAt)) return;
    await file.takeBackup();
  };

  return {
    paths,
    notes,
    projects: {
      ...projectReads(read),
      create: changing(projects.create),
      update: changing(projects.update),
      duplicate: changing(projects.duplicate),
      setDeleted: changing(projects.setDeleted),
      async discard(projectId) {
        await exclusive(async () => {
          endProject(projectId);
          await sweepJournal(write, paths);
        });
        followUp();
      },
    },
    bundles: {
      read: (projectId) => readBundle(read, projectId),
      async add(bundle, files) {
        let projectId = '';
        await exclusive(() =>
          keepFiles(write, paths, files, () => {
            projectId = insertBundle(write, bundle);
          }),
        );
        followUp();
        return projectId;
      },
    },
    takes: {
      ...takes,
      async commit(take, files, step) {
        const id = newId();
        const incoming = [files.master, files.poster, files.filmstrip, ...(files.proxy ? [files.proxy] : [])];
        const named = {
          ...files,
          master: files.master.sha256,
          proxy: files.proxy?.sha256 ?? null,
          poster: files.poster.sha256,
          filmstrip: files.filmstrip.sha256,
          sizeBytes: incoming.reduce((sum, one) => sum + one.sizeBytes, 0) + editBytes(read, take.editRecipe),
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
      setDeleted: changing((takeId: string, deletedAt: number | null) => setTakeDeleted(write, takeId, deletedAt)),
    },
    jobs: { ...jobReads(read), ...jobs },
    assets: {
      find(assetId) {
        const row = read.one(assetRow, 'SELECT id, extension, size_bytes FROM assets WHERE id = $assetId', { assetId });
        return (
          row && {
            path: assetPath(paths.assets, row.id, row.extension),
            extension: row.extension,
            sizeBytes: row.size_bytes,
          }
        );
      },
      addExport: (incoming, fileName) =>
        exclusive(() =>
          keepFiles(write, paths, [incoming], () => {
            write.run(
              `INSERT INTO exports VALUES ($id, $fileName, $now)
               ON CONFLICT (asset_id) DO UPDATE SET created_at = excluded.created_at, file_name = excluded.file_name`,
              { id: incoming.sha256, fileName, now: Date.now() },
            );
          }),
        ),
      addPicture: (incoming) =>
        exclusive(() =>
          keepFiles(write, paths, [incoming], () => {
            write.run(
              `INSERT INTO loose_pictures VALUES ($id, $now)
               ON CONFLICT (asset_id) DO UPDATE SET created_at = excluded.created_at`,
              { id: incoming.sha256, now: Date.now() },
            );
          }),
        ),
    },
    settings: { read: () => readSettings(read), write: (settings) => writeSettings(write, settings) },
    votes: {
      list: () => readVotes(read),
      add: (vote) => addVote(write, vote),
      remove: (voteId) => removeVotes(write, voteId),
    },
    presets: {
      list: () => readPresets(read),
      write: (preset) => writePreset(write, preset),
      remove: (presetId) => removePreset(write, presetId),
    },
    timings: {
      read: (subject) => readTimings(read, subject),
      add: (subject, timing) => addTiming(write, subject, timing),
    },
    async emptyBin() {
      const freedBytes = await exclusive(async () => {
        for (const { id } of write.all(idRow, 'SELECT id FROM projects WHERE deleted_at IS NOT NULL')) {
          endProject(id);
          await new Promise(setImmediate);
        }
        for (const { id } of write.all(idRow, 'SELECT id FROM takes WHERE deleted_at IS NOT NULL')) {
          write.transaction(() => {
            journalTakeFiles(write, 't.id = $id', { id });
            write.run('DELETE FROM takes WHERE id = $id', { id });
          });
        }
        forgetFiles(write, 'exports', Number.MAX_SAFE_INTEGER);
        return sweepJournal(write, paths);
      });
      followUp();
      return freedBytes;
    },
    diskUse() {
      return {
        totalBytes: read.one(bytesRow, 'SELECT coalesce(sum(size_bytes), 0) AS bytes FROM assets')?.bytes ?? 0,
        projects: read.all(
          projectBytesRow,
          `SELECT p.id AS projectId, p.name, coalesce(sum(t.size_bytes), 0) AS bytes
           FROM projects p LEFT JOIN takes t ON t.project_id = p.id GROUP BY p.id ORDER BY bytes DESC LIMIT 500`,
        ),
      };
    },
    async settled() {
      followUp();
      for (let seen: unknown; seen !== fileWork; ) {
        seen = fileWork;
        await fileWork;
      }
    },
    backup: () => exclusive(file.takeBackup),
    tidy() {
      followUp();
      void exclusive(async () => {
        for (const table of ['exports', 'loose_pictures'] as const) forgetFiles(write, table, Date.now() - 24 * hour);
        await sweepJournal(write, paths);
        await takenBackup(12 * hour);
      }).catch(() => undefined);
    },
    async close() {
      if (closing) return;
      followUp();
      closing = true;
      await exclusive(() => takenBackup(hour)).catch(() => undefined);
      file.end();
    },
  };
}

/** Parses an asset's media reference. @throws StudioError not-found */
export function assetIdOf(ref: string): string {
  const id = /^asset\/([0-9a-f]{64})$/.exec(ref)?.[1];
  if (id === undefined) throw new StudioError('not-found', 'This file does not exist any more.');
  return id;
}
