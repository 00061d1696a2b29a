import { z } from 'zod';
import { errorShapeSchema } from './domain.ts';
import { stageIdSchema } from './geometry.ts';

/** Name of an entry of the catalogue; the pack that becomes of it has the same. */
export const catalogueIdSchema = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,79}$/, 'not a name in the catalogue');

/** A licence by its name, and where its text can be read. Shown as text: the studio follows no link. */
const licenceLinkSchema = z.object({
  name: z.string().min(1).max(200),
  url: z.url({ protocol: /^https$/ }),
});
export type LicenceLink = z.infer<typeof licenceLinkSchema>;

/** A published model that the studio can fetch and use as it is. */
export const catalogueEntrySchema = z.object({
  id: catalogueIdSchema,
  name: z.string().min(1).max(200),
  /** What it is for, in a sentence or two. */
  purpose: z.string().min(1).max(600),
  stages: z.array(stageIdSchema).min(1),
  licences: z.array(licenceLinkSchema).min(1),
  /** Pages of the repositories it is made of. */
  sources: z.array(z.url({ protocol: /^https$/ })).min(1),
  /** By the number of its weights; what it really is, the server says before anything is downloaded. */
  approximateBytes: z.number().int().positive(),
  /** Memory the machine should have to compute in single precision; about half is enough on a GPU. */
  memoryBytes: z.number().int().positive(),
  isInstalled: z.boolean(),
});
export type CatalogueEntry = z.infer<typeof catalogueEntrySchema>;

/** What an install will download, asked of the server: shown before it starts. */
export const installPlanSchema = z.object({
  entryId: catalogueIdSchema,
  files: z.array(z.object({ source: z.string(), path: z.string(), sizeBytes: z.number() })),
  totalBytes: z.number(),
  /** Of these, what lies here already: from a former attempt, or in a pack that shares the file. */
  presentBytes: z.number(),
  /** Room the rest needs. */
  neededBytes: z.number(),
  freeBytes: z.number(),
});
export type InstallPlan = z.infer<typeof installPlanSchema>;

/** `asking` the server what there is, `downloading`, `checking` what came and making the pack of it. */
const installStates = ['asking', 'downloading', 'checking', 'paused', 'failed'] as const;

/** An install that is not finished. It survives the end of the studio, however that comes, as a paused one. */
export const installSchema = z.object({
  entryId: catalogueIdSchema,
  name: z.string(),
  state: z.enum(installStates),
  doneBytes: z.number(),
  /** Null until the server has been asked. */
  totalBytes: z.number().nullable(),
  /** Of the state `checking`: 0..1. */
  checkedFraction: z.number(),
  /** Over the last seconds; null while nothing can be said. */
  bytesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** Why it failed, or what paused it. */
  error: errorShapeSchema.nullable(),
});
export type Install = z.infer<typeof installSchema>;

/** What an import of files on this machine would make: shown before it starts. */
export const importPlanSchema = z.object({
  packId: z.string(),
  name: z.string(),
  stages: z.array(stageIdSchema),
  /** Its networks: the role each plays, and the folder or file it comes from. */
  components: z.array(z.object({ role: z.string(), from: z.string() })),
  licence: z.string(),
  sizeBytes: z.number(),
  /** Room it takes beside the originals: large files on the same disk are shared, not copied. */
  newBytes: z.number(),
  /** Room that must be free for it. */
  neededBytes: z.number(),
  freeBytes: z.number(),
  /** What is left out, and why. */
  notes: z.array(z.string()),
});
export type ImportPlan = z.infer<typeof importPlanSchema>;

/** What would miss a pack. */
export const packUseSchema = z.object({
  packId: z.string(),
  takes: z.number().int(),
  projects: z.number().int(),
  /** Jobs that wait, run or are paused. */
  jobs: z.number().int(),
});
export type PackUse = z.infer<typeof packUseSchema>;
