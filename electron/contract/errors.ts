/**
 * Every failure a person can meet has a stable code. Code that needs to react branches on the code, never on the words;
 * the interface maps a code to a sentence and a button. A message is always fact + remedy.
 */
export const errorCodes = [
  'invalid-input', // a value outside its range, an unknown name; details.issues lists all of them
  'not-found', // the thing asked for does not exist (any more)
  'conflict', // the thing is in use, e.g. deleting what is running
  'unsupported-picture', // not an image, or of a kind that cannot be read
  'picture-damaged', // truncated or corrupt
  'picture-too-large', // more pixels than can be decoded safely
  'unsupported-video',
  'file-damaged', // a project file that is cut off, altered or of another kind: nothing of it was kept
  'no-recipe', // a video that was not exported by the studio, or lost its recipe on the way
  'pack-missing', // no installed pack does this
  'pack-invalid', // pack.json or a weight file is not what it should be
  'model-invalid', // tensor missing, wrong shape, hostile header
  'offline', // the server of models cannot be reached; what came so far is kept
  'download-refused', // the server of models has it no more, wants a sign-in, or does what none should
  'download-damaged', // what came is not what the server's list promised
  'device-unavailable', // the GPU asked for cannot be used; details.reason
  'out-of-memory',
  'disk-full',
  'home-not-writable',
  'home-in-use', // another studio has this home open
  'home-too-new', // written by a later version
  'library-damaged', // library.db fails its integrity check and no backup could be used
  'ffmpeg-missing',
  'ffmpeg-failed',
  'bad-output', // a network produced NaN or a black picture: refused rather than kept
  'engine-crashed', // the engine process died; the step is retried or failed
  'cancelled',
  'too-late', // cancel or change asked after the fact
  'forbidden', // token, origin, sender or path check failed
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** Plain form of an error, as it crosses a process or network boundary. */
export interface ErrorShape {
  readonly code: ErrorCode;
  readonly message: string;
  /** Small facts for the interface: names, limits, measured values. Never secrets, never paths outside home. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The one error class of the studio. `message` says what happened, what was kept, what to do. */
export class StudioError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StudioError';
    this.code = code;
    this.details = options.details;
  }

  toShape(): ErrorShape {
    return this.details === undefined
      ? { code: this.code, message: this.message }
      : { code: this.code, message: this.message, details: this.details };
  }

  static fromShape(shape: ErrorShape): StudioError {
    return new StudioError(shape.code, shape.message, shape.details ? { details: shape.details } : {});
  }

  /** Wraps anything thrown; a StudioError passes through unchanged. */
  static from(error: unknown): StudioError {
    if (error instanceof StudioError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new StudioError('internal', message, { cause: error });
  }
}
