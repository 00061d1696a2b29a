import { z } from 'zod';
import {
  assetIdSchema,
  exportRequestSchema,
  exportResultSchema,
  frameRequestSchema,
  generationRequestSchema,
  idSchema,
  jobSchema,
  mediaRefSchema,
  noteSchema,
  packSummarySchema,
  planSchema,
  projectSchema,
  promptSchema,
  queuedExportSchema,
  settingsSchema,
  systemInfoSchema,
  tagsSchema,
  takeSchema,
} from './domain.ts';
import { editRecipeSchema } from './edit.ts';
import type { ErrorShape } from './errors.ts';
import { presetIdSchema, stageIdSchema } from './geometry.ts';
import {
  catalogueEntrySchema,
  catalogueIdSchema,
  importPlanSchema,
  installPlanSchema,
  installSchema,
  packUseSchema,
} from './models.ts';
import type { MethodId, ParameterSpec } from './parameters.ts';
import { presetNameSchema, presetSchema, presetSettingsSchema } from './presets.ts';
import { recipeSchema } from './recipe.ts';
import { newVoteSchema, voteSchema } from './votes.ts';

const nothing = z.object({});
const packId = z.string().max(100);
const entryOnly = z.object({ entryId: catalogueIdSchema });
const importInput = z.object({
  /** Whole paths on the machine where the studio runs. */
  paths: z.array(z.string().min(1).max(4_000)).min(1).max(16),
  name: z.string().trim().max(100).default(''),
});
const projectIdOnly = z.object({ projectId: idSchema });

/**
 * THE contract: every call of the studio, its input and its answer. Handlers, preload bridge, HTTP routes and the renderer's
 * client all derive from this table. Inputs are parsed at the boundary: the caller is not trusted.
 */
export const calls = {
  'projects.list': {
    input: z.object({
      search: z.string().max(500).default(''),
      favouritesOnly: z.boolean().default(false),
      /** Projects that have all of these. */
      tags: tagsSchema.default([]),
      deleted: z.boolean().default(false),
      sort: z.enum(['newest', 'oldest', 'name']).default('newest'),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(500).default(200),
    }),
    output: z.object({ projects: z.array(projectSchema), total: z.number().int() }),
  },
  /** All of it or nothing: a picture that cannot be read or a generation that is refused leaves no project behind. */
  'projects.create': {
    input: z.object({
      name: z.string().max(200).default(''),
      prompt: promptSchema.default(''),
      /** A picture sent before: it becomes the first reference. */
      uploadId: idSchema.optional(),
      /** Queued at once, from that reference where there is one. */
      generation: generationRequestSchema.omit({ projectId: true, parentTakeId: true }).optional(),
    }),
    output: projectSchema,
  },
  'projects.get': {
    input: projectIdOnly,
    output: z.object({ project: projectSchema, takes: z.array(takeSchema), jobs: z.array(jobSchema) }),
  },
  'projects.update': {
    input: z.object({
      projectId: idSchema,
      name: z.string().max(200).optional(),
      prompt: promptSchema.optional(),
      favourite: z.boolean().optional(),
      /** The whole new set. */
      tags: tagsSchema.optional(),
    }),
    output: projectSchema,
  },
  /** Every tag in use, most used first. */
  'projects.tags': {
    input: nothing,
    output: z.object({ tags: z.array(z.object({ tag: z.string(), count: z.number().int() })) }),
  },
  'projects.duplicate': { input: projectIdOnly, output: projectSchema },
  /** To the bin; `projects.restore` brings it back, `projects.emptyBin` ends it. */
  'projects.delete': { input: projectIdOnly, output: nothing },
  'projects.restore': { input: projectIdOnly, output: projectSchema },
  'projects.emptyBin': { input: nothing, output: z.object({ freedBytes: z.number() }) },
  /** Writes a project with all its takes and their recipes as one file (docs/ARCHITECTURE.md, “A project as one file”). */
  'projects.export': { input: z.object({ projectId: idSchema, transferId: idSchema }), output: exportResultSchema },
  /** Takes in such a file, sent before as an upload, as a new project. */
  'projects.import': {
    input: z.object({ uploadId: idSchema, transferId: idSchema }),
    output: z.object({ project: projectSchema, missingPacks: z.array(z.string()) }),
  },
  /** Stops an export or import of a project under way; the call itself then fails as `cancelled`. */
  'transfers.cancel': {
    input: z.object({ transferId: idSchema }),
    output: z.object({ outcome: z.enum(['cancelled', 'too-late']) }),
  },
  /** What made an exported file: the first 16 MB of it are enough of an upload. */
  'recipes.read': {
    input: z.object({ uploadId: idSchema }),
    output: z.object({ recipe: recipeSchema, missingPacks: z.array(z.string()) }),
  },
  /** What a person says of a take; what made it never changes. Only what is given is written. */
  'takes.update': {
    input: z.object({ takeId: idSchema, starred: z.boolean().optional(), note: noteSchema.optional() }),
    output: takeSchema,
  },
  /** To the bin, until it is emptied. What was made from it stays. */
  'takes.delete': { input: z.object({ takeId: idSchema }), output: nothing },
  'takes.restore': { input: z.object({ takeId: idSchema }), output: takeSchema },
  /** Makes a reference take of an uploaded picture. */
  'references.import': { input: z.object({ projectId: idSchema, uploadId: idSchema }), output: takeSchema },
  /** Makes an edited reference take beside the one it was made from; the old one stays. */
  'references.saveEdit': {
    input: z.object({ takeId: idSchema, uploadId: idSchema, recipe: editRecipeSchema }),
    output: takeSchema,
  },
  /** How an edited reference was made, to go on with it; null when that is not known, or it was not edited by hand. */
  'references.readEdit': {
    input: z.object({ takeId: idSchema }),
    output: z.object({ recipe: editRecipeSchema.nullable() }),
  },
  /**
   * Decodes an uploaded picture that an edit is going to need (a second picture, a filled region) and keeps it, transparency and
   * all: for a day, and for as long as a take's recipe names it.
   */
  'references.addPicture': {
    input: z.object({ uploadId: idSchema }),
    output: z.object({ picture: assetIdSchema, width: z.number().int(), height: z.number().int() }),
  },
  'generations.plan': { input: generationRequestSchema, output: planSchema },
  'generations.start': { input: generationRequestSchema, output: z.object({ jobs: z.array(jobSchema) }) },
  'jobs.list': { input: nothing, output: z.object({ jobs: z.array(jobSchema) }) },
  'jobs.cancel': {
    input: z.object({ jobId: idSchema }),
    output: z.object({ outcome: z.enum(['cancelled', 'killed', 'too-late']) }),
  },
  /** Everything of a sweep that runs or waits; what is finished stays. */
  'jobs.cancelSweep': {
    input: z.object({ sweepId: idSchema }),
    output: z.object({ cancelled: z.number().int() }),
  },
  /**
   * Stops a job within a step and keeps its place and its finished stages; null pauses all that wait or run. The stage under way
   * begins again later: its memory is given back.
   */
  'jobs.pause': { input: z.object({ jobId: idSchema.nullable() }), output: nothing },
  /** Lets a paused job wait for its turn again; null all of them. */
  'jobs.resume': { input: z.object({ jobId: idSchema.nullable() }), output: nothing },
  'jobs.retry': { input: z.object({ jobId: idSchema }), output: jobSchema },
  'jobs.move': { input: z.object({ jobId: idSchema, beforeJobId: idSchema.nullable() }), output: nothing },
  'jobs.clearFinished': { input: nothing, output: nothing },
  /** Puts an export in the queue; one runs at a time, and `export.changed` tells how far it is. @see exports.run */
  'exports.start': { input: exportRequestSchema.omit({ transferId: true }), output: queuedExportSchema },
  /** The exports of this run of the studio: what waits and runs in its order, then what ended, newest first. */
  'exports.list': { input: nothing, output: z.object({ exports: z.array(queuedExportSchema) }) },
  'exports.cancel': {
    input: z.object({ exportId: idSchema }),
    output: z.object({ outcome: z.enum(['cancelled', 'too-late']) }),
  },
  /** Takes exports that ended off the list. Their files are kept for a day. */
  'exports.clearFinished': { input: nothing, output: nothing },
  /** Writes a frame of a take as a picture. */
  'exports.frame': { input: frameRequestSchema, output: exportResultSchema },
  /** Writes an export at once, and answers when it is done: for programs. */
  'exports.run': { input: exportRequestSchema, output: exportResultSchema },
  /** About how large such an export becomes, by encoding at most a second from its middle. */
  'exports.estimate': { input: exportRequestSchema, output: z.object({ sizeBytes: z.number().int() }) },
  /** Presets the person has saved, by name. The built-in ones are `presets` of contract/geometry.ts. */
  'presets.list': { input: nothing, output: z.object({ presets: z.array(presetSchema) }) },
  /** A name that is taken gets a number behind it. */
  'presets.add': { input: z.object({ name: presetNameSchema, settings: presetSettingsSchema }), output: presetSchema },
  'presets.update': {
    input: z.object({
      presetId: idSchema,
      name: presetNameSchema.optional(),
      settings: presetSettingsSchema.optional(),
    }),
    output: presetSchema,
  },
  'presets.delete': { input: z.object({ presetId: idSchema }), output: nothing },
  'presets.export': { input: z.object({ presetId: idSchema }), output: exportResultSchema },
  /** Adds what is in a preset file, sent before as an upload. */
  'presets.import': { input: z.object({ uploadId: idSchema }), output: presetSchema },
  /** Blind votes, oldest first. */
  'votes.list': { input: nothing, output: z.object({ votes: z.array(voteSchema) }) },
  'votes.add': { input: newVoteSchema, output: voteSchema },
  /** Takes one vote back; null takes back all. */
  'votes.remove': { input: z.object({ voteId: idSchema.nullable() }), output: nothing },
  'packs.list': { input: nothing, output: z.object({ packs: z.array(packSummarySchema) }) },
  /** Compares every byte with its checksum; `transferId` names it for `transfer.progress` and `transfers.cancel`. */
  'packs.verify': { input: z.object({ packId, transferId: idSchema.optional() }), output: packSummarySchema },
  /** What was made, or is to be made, with each pack. */
  'packs.use': { input: nothing, output: z.object({ use: z.array(packUseSchema) }) },
  /** For good: takes made with it stay, but cannot be made again. Refused for those that ship with the studio or that a job needs. */
  'packs.remove': { input: z.object({ packId }), output: nothing },
  /** What a pack of these published folders and files would be. Nothing is written. */
  'packs.planImport': { input: importInput, output: importPlanSchema },
  'packs.import': {
    input: importInput.extend({ transferId: idSchema }),
    output: z.object({ packId: z.string() }),
  },
  /** Published models that can be installed. Opens no connection. */
  'catalogue.list': {
    input: nothing,
    output: z.object({ entries: z.array(catalogueEntrySchema), freeBytes: z.number() }),
  },
  /** Asks the server of models what an install will download. */
  'catalogue.plan': { input: entryOnly, output: installPlanSchema },
  /** Installs that are not finished. */
  'installs.list': { input: nothing, output: z.object({ installs: z.array(installSchema) }) },
  /** Starts an install, or goes on with one from what is here. */
  'installs.start': { input: entryOnly, output: nothing },
  'installs.pause': { input: entryOnly, output: nothing },
  /** Ends an install and removes what came. */
  'installs.cancel': { input: entryOnly, output: nothing },
  'settings.get': { input: nothing, output: settingsSchema },
  'settings.update': { input: settingsSchema.partial(), output: settingsSchema },
  'system.info': { input: nothing, output: systemInfoSchema },
  /** Parameters the inspector shows for a stage and pack, with the defaults of preset and pack filled in. */
  'packs.parameters': {
    input: z.object({
      packId: z.string().max(100),
      stage: stageIdSchema,
      preset: presetIdSchema.default('standard'),
    }),
    output: z.object({ method: z.custom<MethodId>(), specs: z.custom<readonly ParameterSpec[]>() }),
  },
  /** What the host around the page can do. */
  'host.info': {
    input: nothing,
    output: z.object({
      kind: z.enum(['electron', 'server']),
      canDragOut: z.boolean(),
      canSaveAs: z.boolean(),
      /** Has a dialog for folders and files; else a person types where they are. */
      canChoosePaths: z.boolean(),
      /** Can show a saved file in its folder. */
      canReveal: z.boolean(),
    }),
  },
  /** Asks for a folder or files (Electron); none when the person changed their mind. */
  'host.choosePaths': {
    input: z.object({ kind: z.enum(['folder', 'files']) }),
    output: z.object({ paths: z.array(z.string()) }),
  },
  /** Starts dragging a finished file out of the window (Electron). */
  'host.startDrag': { input: z.object({ media: mediaRefSchema, fileName: z.string().max(200) }), output: nothing },
  /** Asks where to save a finished file and copies it there (Electron); null when the person changed their mind. */
  'host.saveAs': {
    input: z.object({ media: mediaRefSchema, fileName: z.string().max(200) }),
    output: z.object({ savedTo: z.string().nullable() }),
  },
  /** Shows a file in its folder (Electron): one that was saved through `host.saveAs` since the app started, and no other. */
  'host.revealInFolder': { input: z.object({ path: z.string().max(4_000) }), output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type CallName = keyof typeof calls;
/** What a caller sends (defaults may be left out). */
export type CallInput<N extends CallName> = z.input<(typeof calls)[N]['input']>;
/** What a handler receives, parsed. */
export type ParsedInput<N extends CallName> = z.output<(typeof calls)[N]['input']>;
export type CallOutput<N extends CallName> = z.output<(typeof calls)[N]['output']>;

/** Calls answered by the host (window, server) rather than by the studio. */
type HostCallName = Extract<CallName, `host.${string}`>;

type HandlersOf<Names extends CallName> = {
  readonly [N in Names]: (input: ParsedInput<N>) => Promise<CallOutput<N>>;
};
/** One handler a call; a missing one does not compile. A host joins the studio's handlers with its own. */
export type Handlers = HandlersOf<CallName>;
export type HostHandlers = HandlersOf<HostCallName>;
export type StudioHandlers = HandlersOf<Exclude<CallName, HostCallName>>;

/** Answers cross boundaries as values: Electron keeps nothing of a thrown error but its message. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorShape };

export function isCallName(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}
