import { z } from 'zod';
import { errorShapeSchema } from '../contract/domain.ts';
import type { EngineMessage } from './messages.ts';

const finishedFile = z.object({
  path: z.string(),
  extension: z.string().regex(/^[a-z0-9]{1,8}$/),
  sizeBytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const takeFiles = z.object({
  master: finishedFile,
  proxy: finishedFile.nullable(),
  poster: finishedFile,
  filmstrip: finishedFile,
  filmstripFrames: z.number().int().min(1),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  frames: z.number().int().min(1),
  fps: z.number().positive(),
});
const result = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('stage'),
    files: takeFiles,
    device: z.string(),
    seconds: z.number(),
    sessionSeconds: z.number(),
    peakBytes: z.number(),
  }),
  z.object({ kind: z.literal('import-picture'), files: takeFiles, notes: z.array(z.string()) }),
  z.object({
    kind: z.literal('keep-picture'),
    file: finishedFile,
    width: z.number().int().min(1),
    height: z.number().int().min(1),
  }),
  z.object({ kind: z.literal('export'), file: finishedFile }),
  z.object({ kind: z.literal('frame'), file: finishedFile }),
  z.object({
    kind: z.literal('probe-input'),
    width: z.number().int(),
    height: z.number().int(),
    frames: z.number().int(),
    fps: z.number(),
  }),
  z.object({
    kind: z.literal('probe-device'),
    device: z.enum(['webgpu', 'cpu']),
    label: z.string(),
    reason: z.string(),
    precision: z.enum(['fp32', 'fp16']),
  }),
  z.object({ kind: z.literal('probe-ffmpeg'), path: z.string(), version: z.string() }),
]);

const taskId = z.string();
const message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), pid: z.number() }),
  z.object({
    type: z.literal('progress'),
    taskId,
    step: z.number(),
    of: z.number(),
    previewPath: z.string().nullable(),
  }),
  z.object({ type: z.literal('done'), taskId, result, residentBytes: z.number() }),
  z.object({ type: z.literal('failed'), taskId, error: errorShapeSchema }),
]) satisfies z.ZodType<EngineMessage>;

/** What an engine says, parsed before it is believed; null for anything else. */
export function parseMessage(raw: unknown): EngineMessage | null {
  const parsed = message.safeParse(raw);
  return parsed.success ? parsed.data : null;
}
