import { z } from 'zod';
import { type ErrorShape, errorCodes } from './errors.ts';
import { presetIdSchema, stageIdSchema } from './geometry.ts';
import { maskSchema } from './mask.ts';
import { brushRegionSchema, methodIdSchema } from './parameters.ts';

export const idSchema = z.string().regex(/^[a-z0-9]{8,40}$/, 'not an id');
/** Content address of an asset: lower-case hex SHA-256 of its bytes. */
export const assetIdSchema = z.string().regex(/^[0-9a-f]{64}$/, 'not an asset id');
export const seedSchema = z.number().int().min(0).max(4_294_967_295);
export const promptSchema = z.string().max(20_000);
/** What a person writes to a take. */
export const maxNoteLength = 2_000;
export const noteSchema = z.string().max(maxNoteLength);

export const parameterValueSchema = z.union([
  z.number(),
  z.boolean(),
  z.string().max(4_000),
  z.array(brushRegionSchema).max(64),
  maskSchema,
]);
export const parametersRecordSchema = z.record(z.string().max(64), parameterValueSchema);

export const errorShapeSchema: z.ZodType<ErrorShape> = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
}) as z.ZodType<ErrorShape>;

/** Files served as media. `preview` pictures of a running job are replaced as it goes and vanish when it ends. */
export const mediaRefSchema = z
  .string()
  .regex(/^(asset\/[0-9a-f]{64}|preview\/[a-z0-9]{8,40}\/[0-9]{1,9})$/, 'not a media reference');
export type MediaRef = z.infer<typeof mediaRefSchema>;

/** A word or two a person files projects under. Two that differ in case alone are the same. */
export const tagSchema = z.string().trim().min(1).max(40);
export const tagsSchema = z.array(tagSchema).max(32);

/** Largest picture taken in. */
export const maxPictureBytes = 512 * 1024 * 1024;

export const projectSchema = z.object({
  id: idSchema,
  name: z.string(),
  prompt: z.string(),
  favourite: z.boolean(),
  tags: tagsSchema,
  createdAt: z.number(),
  /** Milliseconds since the epoch of the newest take or edit. */
  updatedAt: z.number(),
  deletedAt: z.number().nullable(),
  takeCount: z.number().int(),
  /** Poster of the newest take of the latest stage. */
  poster: mediaRefSchema.nullable(),
  /** Proxy of the newest moving take: played on hover. */
  proxy: mediaRefSchema.nullable(),
  durationSeconds: z.number().nullable(),
});
export type Project = z.infer<typeof projectSchema>;

export const takeSchema = z.object({
  id: idSchema,
  projectId: idSchema,
  parentId: idSchema.nullable(),
  stage: stageIdSchema,
  /** A reference may also be imported, or edited: by hand, or by a model inside a mask. Every other take is generated. */
  origin: z.enum(['generated', 'imported', 'edited']),
  packId: z.string().nullable(),
  packName: z.string().nullable(),
  prompt: z.string(),
  negativePrompt: z.string(),
  /** Complete, resolved parameters: enough to repeat the take. */
  parameters: parametersRecordSchema,
  seed: seedSchema.nullable(),
  preset: presetIdSchema.nullable(),
  width: z.number().int(),
  height: z.number().int(),
  frames: z.number().int(),
  /** Frames per second at which this take is shown. */
  fps: z.number(),
  /** Lossless frames: PNG for one frame, FFV1 in Matroska for many. */
  master: mediaRefSchema,
  /** Short-GOP H.264 for scrubbing; null for a single picture. */
  proxy: mediaRefSchema.nullable(),
  poster: mediaRefSchema,
  /** One WebP strip of `filmstripFrames` thumbnails side by side, evenly spaced over the clip. */
  filmstrip: mediaRefSchema,
  filmstripFrames: z.number().int(),
  sizeBytes: z.number().int(),
  /** Device and precision it was made with, e.g. "CPU · fp32". */
  device: z.string(),
  seconds: z.number(),
  starred: z.boolean(),
  note: z.string(),
  createdAt: z.number(),
});
export type Take = z.infer<typeof takeSchema>;

/** Values of one parameter that are tried one after the other, everything else staying as it is. */
export const maxSweepValues = 16;
/** The sweep over seeds: no parameter is called so. */
export const seedKey = 'seed';
const sweptValueSchema = z.union([z.number(), z.boolean(), z.string().max(200)]);
export type SweptValue = z.infer<typeof sweptValueSchema>;
const sweepSchema = z.object({
  /** A parameter of the stage the request starts `from`, or `seed`. */
  key: z.string().min(1).max(64),
  values: z
    .array(sweptValueSchema)
    .min(2, 'A sweep needs at least two values.')
    .max(maxSweepValues, `A sweep has at most ${maxSweepValues} values.`)
    .refine((values) => new Set(values).size === values.length, 'The values of a sweep must all differ.'),
});
/** The place of a job in the sweep it belongs to. */
export const sweepPlaceSchema = z.object({ sweepId: idSchema, key: z.string().max(64), value: sweptValueSchema });

/** A paused job keeps its place in the line and its finished stages; it goes on when the person says so. */
export const jobStates = ['waiting', 'running', 'paused', 'done', 'failed', 'cancelled'] as const;
export const stepStates = ['waiting', 'running', 'reused', 'done', 'failed', 'cancelled'] as const;

const jobStepSchema = z.object({
  stage: stageIdSchema,
  packId: z.string(),
  state: z.enum(stepStates),
  takeId: idSchema.nullable(),
});
export const jobSchema = z.object({
  id: idSchema,
  projectId: idSchema,
  projectName: z.string(),
  prompt: z.string(),
  negativePrompt: z.string(),
  /** The take it starts from. */
  parentTakeId: idSchema.nullable(),
  seed: seedSchema,
  preset: presetIdSchema,
  sweep: sweepPlaceSchema.nullable(),
  state: z.enum(jobStates),
  steps: z.array(jobStepSchema),
  /** Whole job, 0..1, constant denominator: only 1 when everything is on disk. */
  fraction: z.number(),
  /** Of the running job by its own pace; of one that waits, what it will take. Null while it cannot honestly be said. */
  secondsLeft: z.number().nullable(),
  error: errorShapeSchema.nullable(),
  /** Times the engine died on it; quarantined (failed) at two. */
  crashes: z.number().int(),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
});
export type Job = z.infer<typeof jobSchema>;
export type JobStep = z.infer<typeof jobStepSchema>;

/** Whether a job still has work to do, now or later. */
export function isUnfinished({ state }: Pick<Job, 'state'>): boolean {
  return state === 'waiting' || state === 'running' || state === 'paused';
}

/** What to make. Stages `from`…`to` are planned; those whose key is known are reused. */
export const generationRequestSchema = z.object({
  projectId: idSchema,
  prompt: promptSchema,
  negativePrompt: promptSchema.default(''),
  preset: presetIdSchema,
  /** null picks a random seed. */
  seed: seedSchema.nullable(),
  variations: z.number().int().min(1).max(8).default(1),
  /** One job a value instead of one a variation. */
  sweep: sweepSchema.optional(),
  from: stageIdSchema,
  to: stageIdSchema,
  /**
   * The take the first stage starts from: its stage is the one before `from`. For t2i null, or the reference in which what is
   * under the parameter `mask` is drawn anew.
   */
  parentTakeId: idSchema.nullable(),
  /** Only what the user set; the rest comes from preset, pack and spec. */
  parameters: z.partialRecord(stageIdSchema, parametersRecordSchema).default({}),
  packs: z.partialRecord(stageIdSchema, z.string().max(100)).default({}),
});
export type GenerationRequest = z.infer<typeof generationRequestSchema>;

/** What a request will do. `steps` are those of one job; with a sweep those of all its jobs, in the order of the values. */
export const planSchema = z.object({
  steps: z.array(
    z.object({
      stage: stageIdSchema,
      packId: z.string(),
      reusedTakeId: idSchema.nullable(),
      width: z.number().int(),
      height: z.number().int(),
      frames: z.number().int(),
      /** From earlier runs on this machine; null when there is none yet. */
      estimatedSeconds: z.number().nullable(),
      /** The most memory the engine will hold, likewise. */
      estimatedMemoryBytes: z.number().nullable(),
    }),
  ),
  /** What Settings allow. */
  allowedMemoryBytes: z.number(),
});
export type Plan = z.infer<typeof planSchema>;

export const packSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  summary: z.string(),
  licence: z.object({ name: z.string(), text: z.string() }),
  source: z.string(),
  stages: z.array(stageIdSchema),
  method: methodIdSchema,
  /** Roles of its networks: `unet`, `ipAdapter` … Some parameters are there only with some of them. */
  components: z.array(z.string()),
  sizeBytes: z.number().int(),
  health: z.enum(['ok', 'unverified', 'damaged']),
  /** What is wrong, naming file and key; null when healthy. */
  problem: z.string().nullable(),
  builtIn: z.boolean(),
});
export type PackSummary = z.infer<typeof packSummarySchema>;

/** `h265` and `av1` are MP4 files too; `mov` is ProRes; `png` is a zip of pictures. */
export const exportFormats = ['mp4', 'h265', 'av1', 'webm', 'mov', 'gif', 'webp', 'png'] as const;
const exportQualities = ['small', 'balanced', 'best'] as const;
export type ExportQuality = (typeof exportQualities)[number];
export const maxLoops = 20;
const exportSettingsSchema = z.object({
  format: z.enum(exportFormats),
  /** First and last frame, both included; null exports the whole take. */
  range: z
    .object({ first: z.number().int().min(0), last: z.number().int().min(0) })
    .nullable()
    .default(null),
  /**
   * How often the clip plays. 0 is without end, which GIF and WebP alone can say; they note it in the file, films hold the frames as
   * often. null is what each does by itself: GIF and WebP play without end, films once.
   */
  loops: z.number().int().min(0).max(maxLoops).nullable().default(null),
  /** Longest edge in pixels, never enlarged; null keeps the take's size. */
  edge: z.number().int().min(16).max(8192).nullable().default(null),
  /** Frames per second; null keeps the take's. */
  fps: z.number().min(1).max(120).nullable().default(null),
  quality: z.enum(exportQualities).default('best'),
});
export type ExportSettings = z.infer<typeof exportSettingsSchema>;
/** The whole take as it is, at its best. */
export const exportDefaults: Omit<ExportSettings, 'format'> = {
  range: null,
  loops: null,
  edge: null,
  fps: null,
  quality: 'best',
};
export const exportRequestSchema = exportSettingsSchema.extend({
  takeId: idSchema,
  /** Names the export for `transfer.progress` and `transfers.cancel`. */
  transferId: idSchema.optional(),
});
export type ExportRequest = z.infer<typeof exportRequestSchema>;
export const exportResultSchema = z.object({
  /** The finished file as media, to download or to drag out. PNG sequences come as one .zip. */
  media: mediaRefSchema,
  fileName: z.string(),
  sizeBytes: z.number().int(),
});
export type ExportedFile = z.infer<typeof exportResultSchema>;

/** One frame of a take as a picture. */
export const frameRequestSchema = z.object({
  takeId: idSchema,
  /** Of the take, from 0. */
  frame: z.number().int().min(0),
  format: z.enum(['png', 'jpeg']),
  /** Names it for `transfers.cancel`. */
  transferId: idSchema.optional(),
});
export type FrameFormat = z.infer<typeof frameRequestSchema>['format'];

/** An export in the queue of exports. It lives as long as the studio runs. */
export const queuedExportSchema = z.object({
  id: idSchema,
  takeId: idSchema,
  projectId: idSchema,
  projectName: z.string(),
  stage: stageIdSchema,
  settings: exportSettingsSchema,
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  /** 0..1; 1 only when the file is whole and kept. */
  fraction: z.number(),
  file: exportResultSchema.nullable(),
  error: errorShapeSchema.nullable(),
  createdAt: z.number(),
  finishedAt: z.number().nullable(),
});
export type QueuedExport = z.infer<typeof queuedExportSchema>;

export const deviceChoiceSchema = z.enum(['auto', 'webgpu', 'cpu']);
export type DeviceChoice = z.infer<typeof deviceChoiceSchema>;
export const settingsSchema = z.object({
  device: deviceChoiceSchema,
  theme: z.enum(['system', 'dark', 'light']),
  /** Of the interface; `system` is what the browser or the computer is set to. */
  language: z.enum(['system', 'en', 'de']),
  ffmpegPath: z.string().max(4_000).nullable(),
  /** What an engine may take; null: most of the machine's. */
  memoryBytes: z.number().int().min(1e8).max(1e14).nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const systemInfoSchema = z.object({
  version: z.string(),
  home: z.string(),
  device: z
    .object({
      kind: z.enum(['webgpu', 'cpu']),
      label: z.string(),
      reason: z.string(),
      precision: z.enum(['fp32', 'fp16']),
    })
    .nullable(),
  /** The machine's, and what of it an engine may take where nobody chose. */
  memory: z.object({ totalBytes: z.number(), automaticBytes: z.number() }),
  ffmpeg: z.object({ path: z.string(), version: z.string() }).nullable(),
  disk: z.object({ freeBytes: z.number(), libraryBytes: z.number() }),
  projects: z.array(z.object({ projectId: idSchema, name: z.string(), bytes: z.number() })),
  /** What the library had to repair when it was opened, in sentences for the person. */
  notices: z.array(z.string()),
});
export type SystemInfo = z.infer<typeof systemInfoSchema>;
