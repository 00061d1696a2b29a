import type { DeviceChoice, ExportSettings, FrameFormat } from '../contract/domain.ts';
import type { ErrorShape } from '../contract/errors.ts';
import type { PackFiles, StageRequest } from '../pipeline/ports.ts';

/**
 * Messages between the studio and an engine process, over Node's IPC channel (JSON). Frames are files: a message carries
 * their paths, never their bytes. The engine trusts the studio; the studio parses what the engine says before it keeps it.
 */

/** A file the engine has finished writing and fsynced inside the task's output folder. */
export interface FinishedFile {
  readonly path: string;
  readonly extension: string;
  readonly sizeBytes: number;
  /** Lower-case hex SHA-256: becomes the asset's id. */
  readonly sha256: string;
}

/** All the files of one finished take. */
export interface TakeFiles {
  readonly master: FinishedFile;
  readonly proxy: FinishedFile | null;
  readonly poster: FinishedFile;
  readonly filmstrip: FinishedFile;
  readonly filmstripFrames: number;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly fps: number;
}

export type EngineTask =
  | {
      readonly kind: 'stage';
      readonly request: StageRequest;
      readonly method: string;
      readonly pack: PackFiles;
      /** Master of the parent take, or any picture, video or folder of PNGs; null for t2i. */
      readonly inputPath: string | null;
      /** Frames per second to assume for a folder or picture. */
      readonly inputFps: number;
      readonly outputDir: string;
      /** Where to keep the newest preview picture; null for none. */
      readonly previewPath: string | null;
      readonly device: DeviceChoice;
      /** What the process may take; a task that takes more fails with `out-of-memory`. */
      readonly memoryBytes: number;
    }
  /** Decodes a stranger's picture safely and makes a reference take of it (upright, RGB, 8 bits, flattened, ≤ maxPixels). */
  | {
      readonly kind: 'import-picture';
      readonly inputPath: string;
      readonly outputDir: string;
    }
  /** Decodes a stranger's picture just as safely, and keeps what is transparent: one PNG. */
  | { readonly kind: 'keep-picture'; readonly inputPath: string; readonly outputDir: string }
  | {
      readonly kind: 'export';
      readonly inputPath: string;
      readonly settings: ExportSettings;
      /** Frames per second of the take. */
      readonly fps: number;
      /** Metadata written into the file: title and the recipe as JSON. */
      readonly title: string;
      readonly recipe: string;
      readonly outputDir: string;
    }
  /** Writes one frame of a take as a picture. */
  | {
      readonly kind: 'frame';
      readonly inputPath: string;
      readonly fps: number;
      readonly frame: number;
      readonly format: FrameFormat;
      readonly outputDir: string;
    }
  /** Says what a picture, video or folder of PNGs holds, without keeping anything of it. */
  | { readonly kind: 'probe-input'; readonly inputPath: string; readonly inputFps: number }
  /** Says which device `auto` means on this machine, and why. Runs its trial in a throw-away process. */
  | { readonly kind: 'probe-device'; readonly device: DeviceChoice }
  | { readonly kind: 'probe-ffmpeg' };

export type EngineResult =
  | {
      readonly kind: 'stage';
      readonly files: TakeFiles;
      readonly device: string;
      readonly seconds: number;
      readonly sessionSeconds: number;
      /** The most memory the process held. */
      readonly peakBytes: number;
    }
  | { readonly kind: 'import-picture'; readonly files: TakeFiles; readonly notes: readonly string[] }
  | { readonly kind: 'keep-picture'; readonly file: FinishedFile; readonly width: number; readonly height: number }
  | { readonly kind: 'export'; readonly file: FinishedFile }
  | { readonly kind: 'frame'; readonly file: FinishedFile }
  | {
      readonly kind: 'probe-input';
      readonly width: number;
      readonly height: number;
      readonly frames: number;
      readonly fps: number;
    }
  | {
      readonly kind: 'probe-device';
      readonly device: 'webgpu' | 'cpu';
      readonly label: string;
      readonly reason: string;
      readonly precision: 'fp32' | 'fp16';
    }
  | { readonly kind: 'probe-ffmpeg'; readonly path: string; readonly version: string };

/** Studio → engine. */
export type EngineCommand =
  | { readonly type: 'run'; readonly taskId: string; readonly task: EngineTask }
  | { readonly type: 'cancel'; readonly taskId: string }
  | { readonly type: 'stop' };

/** Engine → studio. */
export type EngineMessage =
  | { readonly type: 'ready'; readonly pid: number }
  | {
      readonly type: 'progress';
      readonly taskId: string;
      readonly step: number;
      readonly of: number;
      readonly previewPath: string | null;
    }
  | { readonly type: 'done'; readonly taskId: string; readonly result: EngineResult; readonly residentBytes: number }
  | { readonly type: 'failed'; readonly taskId: string; readonly error: ErrorShape };

export type ResultOf<K extends EngineTask['kind']> = Extract<EngineResult, { kind: K }>;

/** One supervised engine process as the queue and the studio see it. Tasks run one at a time, in order. */
export interface Engine {
  /**
   * Runs one task. Rejects with StudioError: `cancelled`, `engine-crashed` (the process died; a new one starts for the next
   * task), or what the task failed with. Aborting `signal` asks the engine to stop within one step and kills it after a grace period.
   */
  run<T extends EngineTask>(
    task: T,
    options?: {
      signal?: AbortSignal;
      onProgress?: (progress: { step: number; of: number; previewPath: string | null }) => void;
    },
  ): Promise<ResultOf<T['kind']>>;
  readonly state: 'stopped' | 'starting' | 'ready' | 'busy';
  onStateChange(listener: (state: Engine['state']) => void): () => void;
  /** The next task gets a fresh process (which reads changed settings); the running one finishes first. */
  renew(): void;
  /** Ends the process for good: politely, then by force. */
  stop(): Promise<void>;
}
