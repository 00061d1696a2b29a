import { z } from 'zod';
import { stageIdSchema } from '../contract/geometry.ts';
import { methodIdSchema, parameterSpecs } from '../contract/parameters.ts';

/** A path inside a pack: relative, forward slashes, no part that climbs. Checked again against the disk when it is used. */
export const packPathSchema = z
  .string()
  .min(1)
  .max(500)
  .refine((path) => isInnerPath(path), 'must be a relative path inside the pack (no "..", no drive, no backslash)');

function isInnerPath(path: string): boolean {
  if (/[\\:\0]/.test(path) || path.startsWith('/')) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

const componentSchema = z.object({
  architecture: z.string().min(1).max(100),
  config: packPathSchema,
  weights: z.array(packPathSchema).max(64),
});

/** Largest edge and frame count a pack was made for; asking for more is an error before anything runs. */
const limitsSchema = z.looseObject({
  maxSize: z.number().int().positive().optional(),
  maxFrames: z.number().int().positive().optional(),
});

/** `pack.json`. Format 1. */
export const manifestSchema = z
  .object({
    format: z.literal(1),
    id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'must be lower-case letters, digits, ".", "_" or "-"'),
    name: z.string().min(1).max(200),
    version: z.string().min(1).max(50),
    licence: z.object({ name: z.string().min(1).max(200), text: z.string().max(200_000) }),
    source: z.string().max(2_000),
    summary: z.string().max(4_000),
    stages: z.array(stageIdSchema).min(1),
    method: methodIdSchema,
    components: z.record(z.string().max(100), componentSchema),
    tokenizer: packPathSchema.optional(),
    scheduler: packPathSchema.optional(),
    defaults: z.record(z.string(), z.unknown()).default({}),
    limits: limitsSchema.default({}),
    files: z.record(
      packPathSchema,
      z.object({ bytes: z.number().int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256') }),
    ),
  })
  .superRefine((manifest, context) => {
    for (const stage of manifest.stages) {
      if (!parameterSpecs(stage, manifest.method)) {
        context.addIssue({ code: 'custom', path: ['stages'], message: `${manifest.method} cannot drive ${stage}` });
      }
    }
    for (const { key, path } of namedFiles(manifest)) {
      if (!isListed(manifest.files, path)) {
        context.addIssue({ code: 'custom', path: [key], message: `${path} is not in the table of files` });
      }
    }
  });
export type Manifest = z.infer<typeof manifestSchema>;

/** A tokenizer may be named by its folder, as upstream lays it out. */
function isListed(files: Readonly<Record<string, unknown>>, path: string): boolean {
  return Object.hasOwn(files, path) || Object.keys(files).some((file) => file.startsWith(`${path}/`));
}

function namedFiles(manifest: {
  readonly components: Readonly<Record<string, { config: string; weights: readonly string[] }>>;
  readonly tokenizer?: string | undefined;
  readonly scheduler?: string | undefined;
}): { key: string; path: string }[] {
  const named = Object.entries(manifest.components).flatMap(([name, component]) =>
    [component.config, ...component.weights].map((path) => ({ key: `components.${name}`, path })),
  );
  if (manifest.tokenizer) named.push({ key: 'tokenizer', path: manifest.tokenizer });
  if (manifest.scheduler) named.push({ key: 'scheduler', path: manifest.scheduler });
  return named;
}
