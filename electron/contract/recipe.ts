import { z } from 'zod';
import { parametersRecordSchema, promptSchema, seedSchema } from './domain.ts';
import { presetIdSchema, stageIdSchema } from './geometry.ts';

/** How one take of an exported clip came to be. */
const recipeStepSchema = z.object({
  stage: stageIdSchema,
  origin: z.enum(['generated', 'imported', 'edited']),
  pack: z.object({ id: z.string().max(100), version: z.string().max(100).nullable() }).nullable(),
  prompt: promptSchema,
  negativePrompt: promptSchema,
  seed: seedSchema.nullable(),
  parameters: parametersRecordSchema,
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  frames: z.number().int().positive(),
  fps: z.number().positive(),
  device: z.string().max(200),
  /** What the reference editor did; kept for people and later versions to read. */
  edit: z.unknown().optional(),
});

/** The recipe that travels inside an exported file: what made it, from the reference down, and nothing about the machine's folders. */
export const recipeSchema = z.object({
  format: z.literal(1),
  app: z.literal('Stillmotion'),
  version: z.string().max(40),
  prompt: promptSchema,
  negativePrompt: promptSchema,
  seed: seedSchema.nullable(),
  preset: presetIdSchema.nullable(),
  chain: z.array(recipeStepSchema).min(1).max(16),
});
export type Recipe = z.infer<typeof recipeSchema>;
