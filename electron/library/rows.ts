import { z } from 'zod';
import {
  assetIdSchema,
  generationRequestSchema,
  idSchema,
  type Job,
  jobStates,
  type Project,
  parametersRecordSchema,
  seedSchema,
  stepStates,
  sweepPlaceSchema,
  type Take,
  tagsSchema,
} from '../contract/domain.ts';
import { keptEditSchema } from '../contract/edit.ts';
import { presetIdSchema, stageIdSchema } from '../contract/geometry.ts';

/** JSON kept in a column, parsed and checked when read. */
export const jsonColumn = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
export const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);

export const countRow = z.object({ count: z.number() });
export const bytesRow = z.object({ bytes: z.number() });
export const idRow = z.object({ id: z.string() });

export const assetRow = z.object({ id: assetIdSchema, extension: z.string(), size_bytes: z.number().int() });
export type AssetRow = z.infer<typeof assetRow>;

/** A project's own columns: what its sidecar keeps. */
export const projectRow = z.object({
  id: idSchema,
  name: z.string(),
  prompt: z.string(),
  favourite: flag,
  created_at: z.number(),
  updated_at: z.number(),
  deleted_at: z.number().nullable(),
  /** JSON; missing in sidecars of before there were tags. */
  tags: jsonColumn(tagsSchema).default([]),
});

const projectWithFactsRow = projectRow.extend({
  take_count: z.number().int(),
  poster: assetIdSchema.nullable(),
  proxy: assetIdSchema.nullable(),
  duration: z.number().nullable(),
});
export const projectFromRow = projectWithFactsRow.transform(
  (row): Project => ({
    id: row.id,
    name: row.name,
    prompt: row.prompt,
    favourite: row.favourite,
    tags: row.tags,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
    takeCount: row.take_count,
    poster: row.poster === null ? null : `asset/${row.poster}`,
    proxy: row.proxy === null ? null : `asset/${row.proxy}`,
    durationSeconds: row.duration,
  }),
);

/** All columns of a take: what the library keeps and its sidecar repeats. */
export const takeRow = z.object({
  id: idSchema,
  project_id: idSchema,
  parent_id: idSchema.nullable(),
  stage: stageIdSchema,
  origin: z.enum(['generated', 'imported', 'edited']),
  pack_id: z.string().nullable(),
  pack_name: z.string().nullable(),
  pack_version: z.string().nullable(),
  prompt: z.string(),
  negative_prompt: z.string(),
  parameters: jsonColumn(parametersRecordSchema),
  seed: seedSchema.nullable(),
  preset: presetIdSchema.nullable(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  frames: z.number().int().positive(),
  fps: z.number().positive(),
  master: assetIdSchema,
  proxy: assetIdSchema.nullable(),
  poster: assetIdSchema,
  filmstrip: assetIdSchema,
  filmstrip_frames: z.number().int(),
  size_bytes: z.number().int(),
  device: z.string(),
  seconds: z.number(),
  /** Missing, as is the note, in sidecars and project files of before there were any. */
  starred: flag.default(false),
  note: z.string().default(''),
  key: z.string().nullable(),
  edit_recipe: jsonColumn(keptEditSchema).nullable(),
  created_at: z.number(),
  deleted_at: z.number().nullable(),
});
export type TakeRow = z.infer<typeof takeRow>;

export function takeFromRow(row: TakeRow): Take {
  return {
    id: row.id,
    projectId: row.project_id,
    parentId: row.parent_id,
    stage: row.stage,
    origin: row.origin,
    packId: row.pack_id,
    packName: row.pack_name,
    prompt: row.prompt,
    negativePrompt: row.negative_prompt,
    parameters: row.parameters,
    seed: row.seed,
    preset: row.preset,
    width: row.width,
    height: row.height,
    frames: row.frames,
    fps: row.fps,
    master: `asset/${row.master}`,
    proxy: row.proxy === null ? null : `asset/${row.proxy}`,
    poster: `asset/${row.poster}`,
    filmstrip: `asset/${row.filmstrip}`,
    filmstripFrames: row.filmstrip_frames,
    sizeBytes: row.size_bytes,
    device: row.device,
    seconds: row.seconds,
    starred: row.starred,
    note: row.note,
    createdAt: row.created_at,
  };
}

/** The request of one job: variations and values of a sweep are jobs of their own by then, and the seed is drawn. */
const jobRequestSchema = generationRequestSchema.extend({
  seed: seedSchema,
  sweep: sweepPlaceSchema.optional(),
});
export type JobRequest = z.infer<typeof jobRequestSchema>;

const storedErrorSchema = z.custom<NonNullable<Job['error']>>(
  (value) => typeof value === 'object' && value !== null && 'code' in value && 'message' in value,
);
export const jobRow = z.object({
  id: idSchema,
  project_id: idSchema,
  project_name: z.string(),
  request: jsonColumn(jobRequestSchema),
  state: z.enum(jobStates),
  crashes: z.number().int(),
  error: jsonColumn(storedErrorSchema).nullable(),
  created_at: z.number(),
  started_at: z.number().nullable(),
  finished_at: z.number().nullable(),
});

export const jobStepRow = z.object({
  job_id: idSchema,
  ordinal: z.number().int(),
  stage: stageIdSchema,
  pack_id: z.string(),
  parameters: jsonColumn(parametersRecordSchema),
  state: z.enum(stepStates),
  take_id: idSchema.nullable(),
  work: z.number().nullable(),
});

export const timingRow = z.object({
  work: z.number().positive(),
  seconds: z.number().positive(),
  held: z.number().positive().nullable(),
  peakBytes: z.number().positive().nullable(),
});
export const takeLinkRow = z.object({ id: idSchema, parent_id: idSchema.nullable() });
