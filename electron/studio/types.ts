import type { StudioHandlers } from '../contract/calls.ts';
import type { DeviceChoice, MediaRef } from '../contract/domain.ts';
import type { NumberedEvent } from '../contract/events.ts';
import type { StageId } from '../contract/geometry.ts';
import type { Parameters } from '../contract/parameters.ts';

export interface StudioOptions {
  /** Folder of library, assets, packs; made when missing. */
  readonly home: string;
  /** Overrides the setting for this run. */
  readonly device?: DeviceChoice;
  /** Folder with the packs that ship with the studio. */
  readonly builtInPacks?: string;
  /** Where published models are asked for: https, or http on this machine; the Hugging Face Hub by default. */
  readonly modelsUrl?: string;
  /** Node binary and script that start an engine process; default: this checkout's own. */
  readonly engineCommand?: { readonly node: string; readonly script: string };
}

/** What every host serves. Nothing in it knows of Electron, HTTP or terminals. */
export interface Studio {
  readonly handlers: StudioHandlers;
  /** Events from `afterId` on (kept for a while), then live ones. Returns the unsubscribe. `null` = live only. */
  subscribe(afterId: number | null, listener: (event: NumberedEvent) => void): () => void;
  /** The id the next event will have minus one: what a fresh page passes as `afterId` after its first fetch. */
  readonly lastEventId: number;
  /** A media reference → a file inside home, checked; null when it does not exist. The only way hosts reach files. */
  resolveMedia(ref: MediaRef): Promise<{ path: string; mime: string; sizeBytes: number; immutable: boolean } | null>;
  /** Takes an upload (streamed to a temporary file inside home, size limited). @throws StudioError picture-too-large, disk-full */
  acceptUpload(body: AsyncIterable<Uint8Array>, fileName: string): Promise<{ uploadId: string; sizeBytes: number }>;
  /** Takes a file the person chose by path (drop, open-file, CLI): copied or linked into an upload. */
  acceptFile(path: string): Promise<{ uploadId: string; sizeBytes: number }>;
  /** Copies an exported asset to a path of the user's choice (save dialog, --out). */
  saveMediaAs(ref: MediaRef, path: string): Promise<void>;
  /** Runs one stage on files outside any project (CLI stage commands). Output: a video, picture or folder by extension. */
  runStageOnFiles(options: {
    readonly stage: StageId;
    readonly input: string | null;
    readonly output: string;
    readonly prompt: string;
    readonly seed: number;
    readonly packId: string | null;
    readonly parameters: Parameters;
    readonly signal?: AbortSignal;
    readonly onProgress?: (step: number, of: number) => void;
  }): Promise<{ width: number; height: number; frames: number; fps: number }>;
  /** Resolves when no job is running or waiting. */
  idle(): Promise<void>;
  /** True while a job is running: hosts ask before closing. */
  readonly busy: boolean;
  /** True while exports run or wait: they are given up when the studio closes. */
  readonly exporting: boolean;
  /** Stops engines, closes the library, releases the home. A running job resumes at the next start. */
  close(): Promise<void>;
}
