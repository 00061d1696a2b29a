import type { Job, MediaRef, QueuedExport, Settings } from './domain.ts';
import type { StageId } from './geometry.ts';
import type { Install } from './models.ts';

/** Everything the studio tells without being asked. Events say what changed; the truth is fetched by a call. */
export type StudioEvent =
  | { readonly type: 'projects.changed'; readonly projectId: string | null }
  | { readonly type: 'takes.changed'; readonly projectId: string }
  | { readonly type: 'job.changed'; readonly job: Job }
  | JobProgress
  /** At most ten a second for one export; null when the list of exports has become shorter. */
  | { readonly type: 'export.changed'; readonly export: QueuedExport | null }
  | { readonly type: 'votes.changed' }
  | { readonly type: 'presets.changed' }
  /** A pack came or went. */
  | { readonly type: 'packs.changed' }
  /** How an install stands, at most five times a second; null when it is over: installed, or cancelled. */
  | { readonly type: 'install.changed'; readonly entryId: string; readonly install: Install | null }
  | { readonly type: 'settings.changed'; readonly settings: Settings }
  /** Bytes of a project written or read, at most ten times a second. */
  | { readonly type: 'transfer.progress'; readonly transferId: string; readonly done: number; readonly of: number }
  | { readonly type: 'menu.command'; readonly command: MenuCommand }
  /** A picture, a project or an exported video was opened with the app (double click, dock drop): it waits as an upload. */
  | { readonly type: 'file.opened'; readonly uploadId: string; readonly fileName: string }
  | {
      readonly type: 'engine.changed';
      readonly state: 'starting' | 'ready' | 'busy' | 'stopped' | 'crashed';
      readonly device: string | null;
    };

/** Commands of the native menu, sent to the page by the Electron host. */
export type MenuCommand = 'new-project' | 'export' | 'settings' | 'shortcuts';

/** At most ten a second for one job. */
export interface JobProgress {
  readonly type: 'job.progress';
  readonly jobId: string;
  readonly projectId: string;
  readonly stage: StageId;
  /** Steps of this stage done, of its constant total. */
  readonly step: number;
  readonly of: number;
  /** The stage, 0..1. */
  readonly stageFraction: number;
  /** The job, 0..1. */
  readonly fraction: number;
  readonly secondsLeft: number | null;
  /** Newest picture of the running stage, when there is one. */
  readonly preview: MediaRef | null;
}

/** An event with its place in the stream, so that a reconnecting listener misses nothing (or learns that it must refetch). */
export interface NumberedEvent {
  readonly id: number;
  readonly event: StudioEvent;
}
