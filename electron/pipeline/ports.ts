import type { StageId } from '../contract/geometry.ts';
import type { Parameters } from '../contract/parameters.ts';

/** One picture: RGB bytes, row by row, `width * height * 3` of them, sRGB. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A tensor as sessions take and give it; row-major. */
export type Tensor =
  | { readonly type: 'float32'; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'uint8'; readonly dims: readonly number[]; readonly data: Uint8Array }
  | { readonly type: 'int64'; readonly dims: readonly number[]; readonly data: BigInt64Array };

/** One network, loaded and ready. `run` resolves to its outputs by name. */
export interface Network {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
  /** Gives its memory back. Idempotent. */
  release(): Promise<void>;
}

/** Architecture-specific build input. */
export type NetworkVariant = Readonly<Record<string, number | string | boolean>>;

/** A component of a pack, as the studio resolved and verified it: absolute paths inside the pack's folder. */
export interface ComponentFiles {
  readonly architecture: string;
  /** Null for what is published without one: a LoRA, an IP-Adapter. */
  readonly configPath: string | null;
  readonly weightPaths: readonly string[];
  /** How strongly a LoRA changes the network it is attached to; 1 when absent. */
  readonly scale?: number;
}

/** What the engine needs to know of a pack to run one stage with it. */
export interface PackFiles {
  readonly id: string;
  readonly components: Readonly<Record<string, ComponentFiles>>;
  /** A tokenizer.json, or a folder with one or with the older vocab.json and merges.txt. */
  readonly tokenizerPath: string | null;
  /** The second text encoder's, where there are two. */
  readonly tokenizer2Path?: string | null;
  readonly schedulerPath: string | null;
  /** preprocessor_config.json of the image encoder. */
  readonly featureExtractorPath?: string | null;
  readonly defaults: Readonly<Record<string, unknown>>;
}

/** Where a stage's frames come from. Reading is sequential; `frames()` may be called again to start over. */
export interface FrameSource {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly fps: number;
  frames(): AsyncIterable<Frame>;
}

/** Where a stage's frames go. Resolves when the frame is taken over (back-pressure). */
export interface FrameSink {
  write(frame: Frame): Promise<void>;
}

/** Everything a stage may touch. Stages are pure but for these. */
export interface StagePorts {
  readonly pack: PackFiles;
  /**
   * Builds (when needed) and loads one network. `variant` is architecture-specific build input: fixed sizes, which half of a
   * network (`encoder`/`decoder`) … see the architecture's own doc comment.
   * @param components name of a component; or several: the network, then the parts that are attached to it
   * @throws StudioError `pack-invalid` for a name the pack lacks, `model-invalid`, `out-of-memory`
   */
  open(components: string | readonly string[], variant?: NetworkVariant): Promise<Network>;
  /** Parsed JSON of a small file of the pack (scheduler config, component config). */
  readJson(path: string): Promise<unknown>;
  /** A small text file of the pack; null when there is none. */
  readText(path: string): Promise<string | null>;
  /** Resamples with Lanczos (photographic quality, antialiased). */
  resize(frame: Frame, width: number, height: number): Promise<Frame>;
  readonly input: FrameSource | null;
  readonly output: FrameSink;
  /**
   * Reports `step` of `of` done and, when given, the newest picture. Yields to the event loop and throws StudioError
   * `cancelled` when the job was cancelled: call it at least once a session run.
   */
  progress(step: number, of: number, preview?: Frame): Promise<void>;
}

/** What to make, fully resolved: every parameter present, checked against its spec. */
export interface StageRequest {
  readonly stage: StageId;
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly seed: number;
  readonly parameters: Parameters;
  /** Size of the frames to write. */
  readonly width: number;
  readonly height: number;
  /** Frames to write. */
  readonly frames: number;
  /** Frames per second at which the result is shown. */
  readonly fps: number;
}

/** A stage driven by one method. Writes exactly `request.frames` frames of `request.width × request.height`. */
export type StageRunner = (request: StageRequest, ports: StagePorts) => Promise<void>;
