import type { Settings } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import type { PackUse } from '../contract/models.ts';
import type { Preset } from '../contract/presets.ts';
import type { Vote } from '../contract/votes.ts';
import { assetPath, emptyFolder, type IncomingFile } from './asset-files.ts';
import { keepFiles } from './asset-store.ts';
import { takeBackup } from './backups.ts';
import { insertBundle, type ProjectBundle, readBundle } from './bundles.ts';
import { createFileWork } from './file-work.ts';
import { openSqlite, ReadHandle, WriteHandle } from './handles.ts';
import { claimHome, type HomePaths, homePaths, prepareHome } from './home.ts';
import { type JobReads, type JobWrites, jobReads, jobWrites } from './jobs.ts';
import { openDatabase } from './open-database.ts';
import { readPackUse } from './pack-use.ts';
import { readPresets, removePreset, writePreset } from './presets.ts';
import { type ProjectReads, type ProjectWrites, projectReads, projectWrites } from './projects.ts';
import { assetRow } from './rows.ts';
import { readSettings, writeSettings } from './settings.ts';
import { type TakeWrites, takeWrites } from './take-writes.ts';
import { type TakeReads, takeReads } from './takes.ts';
import { addTiming, readTimings, type Timing, type TimingSubject } from './timings.ts';
import { createUpkeep, type Upkeep } from './upkeep.ts';
import { addVote, readVotes, removeVotes } from './votes.ts';

/** A file of the library. */
interface AssetFile {
  readonly path: string;
  readonly extension: string;
  readonly sizeBytes: number;
}

/** The open library: every row and file of one home. The only door of this folder. */
export interface Library extends Pick<Upkeep, 'emptyBin' | 'diskUse' | 'backup'> {
  readonly paths: HomePaths;
  /** What had to be repaired at opening, in sentences for the person. */
  readonly notes: readonly string[];
  readonly projects: ProjectReads & Omit<ProjectWrites, 'remove'> & Pick<Upkeep, 'discard'>;
  readonly bundles: {
    /** Everything of a project but its files. @throws StudioError not-found */
    read(projectId: string): ProjectBundle;
    /** Files first, then project and takes under new ids in one transaction; returns the project's id. @throws StudioError file-damaged */
    add(bundle: ProjectBundle, files: readonly IncomingFile[]): Promise<string>;
  };
  readonly takes: TakeReads & TakeWrites;
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
  packUse(): PackUse[];
  /** Resolves when everything that follows a row (sidecars, removed files) is on disk. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

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
  const work = createFileWork(write, paths);
  const upkeep = createUpkeep(paths, read, write, work, file.takeBackup);
  const projects = projectWrites(write);
  const takes = takeReads(read);
  const jobs = jobWrites(write);
  const { changing, exclusive } = work;
  let closing = false;
  return {
    paths,
    notes,
    projects: {
      ...projectReads(read),
      create: changing(projects.create),
      update: changing(projects.update),
      duplicate: changing(projects.duplicate),
      setDeleted: changing(projects.setDeleted),
      discard: upkeep.discard,
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
        work.followUp();
        return projectId;
      },
    },
    takes: { ...takes, ...takeWrites(write, paths, takes, jobs, work) },
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
    packUse: () => readPackUse(read),
    emptyBin: upkeep.emptyBin,
    diskUse: upkeep.diskUse,
    settled: work.settled,
    backup: upkeep.backup,
    tidy: upkeep.tidy,
    async close() {
      if (closing) return;
      closing = true;
      await upkeep.finish();
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
