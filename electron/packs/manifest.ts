import { z } from 'zod';
import { type StageId, stageIdSchema } from '../contract/geometry.ts';
import { methodIdSchema, parameterSpecs } from '../contract/parameters.ts';
import { missingRoles } from './roles.ts';

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
  /** Absent for what is published without one: a LoRA, an IP-Adapter. */
  config: packPathSchema.optional(),
  weights: z.array(packPathSchema).max(64),
  /** How strongly a LoRA changes the networks it is attached to; 1 when absent. */
  scale: z.number().min(-10).max(10).optional(),
});

/** Largest edge and frame count a pack was made for; asking for more is an error before anything runs. */
const limitsSchema = z.looseObject({
  maxSize: z.number().int().positive().optional(),
  maxFrames: z.number().int().positive().optional(),
});

/** `pack.json`. Format 1. The names of the components are their roles: see roles.ts. */
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
    /** A tokenizer.json, or a folder with one or with vocab.json and merges.txt. */
    tokenizer: packPathSchema.optional(),
    /** Of the second text encoder. */
    tokenizer2: packPathSchema.optional(),
    scheduler: packPathSchema.optional(),
    /** Stages whose noise schedule is not the pack's usual one, as motion modules trained on another need. */
    schedulers: z.partialRecord(stageIdSchema, packPathSchema).optional(),
    /** preprocessor_config.json of the image encoder. */
    featureExtractor: packPathSchema.optional(),
    /** Its UNet was made for inpainting: where whole pictures are asked for, other packs come before it. */
    inpainting: z.boolean().default(false),
    defaults: z.record(z.string(), z.unknown()).default({}),
    /** Where a stage differs: one backbone may have motion modules for image to video, and others for video to video. */
    stageOverrides: z
      .partialRecord(
        stageIdSchema,
        z.object({
          components: z.record(z.string().max(100), componentSchema).default({}),
          defaults: z.record(z.string(), z.unknown()).default({}),
        }),
      )
      .default({}),
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
      for (const message of missingRoles(stage, forStage(manifest, stage))) {
        context.addIssue({ code: 'custom', path: ['components'], message });
      }
    }
    const overrides = Object.values(manifest.stageOverrides);
    for (const { key, path } of [...namedFiles(manifest), ...overrides.flatMap(componentFiles)]) {
      if (!isListed(manifest.files, path)) {
        context.addIssue({ code: 'custom', path: [key], message: `${path} is not in the table of files` });
      }
    }
  });
export type Manifest = z.infer<typeof manifestSchema>;

/** The manifest as one stage sees it: what the stage overrides takes the place of the pack's own. */
export function forStage<T extends Pick<Manifest, 'components' | 'defaults' | 'stageOverrides'>>(
  manifest: T,
  stage: StageId,
): T {
  const { components = {}, defaults = {} } = manifest.stageOverrides[stage] ?? {};
  return {
    ...manifest,
    components: { ...manifest.components, ...components },
    defaults: { ...manifest.defaults, ...defaults },
  };
}

/** The roles of all its networks, whichever stages they serve. */
export function rolesOf({ components, stageOverrides }: Pick<Manifest, 'components' | 'stageOverrides'>): string[] {
  const own = Object.values(stageOverrides).flatMap((override) => Object.keys(override.components));
  return [...new Set([...Object.keys(components), ...own])];
}

/** A tokenizer may be named by its folder, as upstream lays it out. */
function isListed(files: Readonly<Record<string, unknown>>, path: string): boolean {
  return Object.hasOwn(files, path) || Object.keys(files).some((file) => file.startsWith(`${path}/`));
}

interface Components {
  readonly components: Readonly<Record<string, { config?: string | undefined; weights: readonly string[] }>>;
}

function componentFiles({ components }: Components): { key: string; path: string }[] {
  return Object.entries(components).flatMap(([name, { config, weights }]) =>
    [...(config === undefined ? [] : [config]), ...weights].map((path) => ({ key: `components.${name}`, path })),
  );
}

interface NamedFiles extends Components {
  readonly schedulers?: Readonly<Partial<Record<string, string>>> | undefined;
  readonly tokenizer?: string | undefined;
  readonly tokenizer2?: string | undefined;
  readonly scheduler?: string | undefined;
  readonly featureExtractor?: string | undefined;
}

function namedFiles(manifest: NamedFiles): { key: string; path: string }[] {
  const named = componentFiles(manifest);
  for (const key of ['tokenizer', 'tokenizer2', 'scheduler', 'featureExtractor'] as const) {
    const path = manifest[key];
    if (path !== undefined) named.push({ key, path });
  }
  for (const [stage, path] of Object.entries(manifest.schedulers ?? {})) {
    if (path !== undefined) named.push({ key: `schedulers.${stage}`, path });
  }
  return named;
}
