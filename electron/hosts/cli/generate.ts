import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Take } from '../../contract/domain.ts';
import { StudioError } from '../../contract/errors.ts';
import { type StageId, stagesBetween } from '../../contract/geometry.ts';
import type { Studio } from '../../studio/types.ts';
import { followJob } from './follow-jobs.ts';
import { type GenerateOptions, slug } from './generate-options.ts';
import type { Output } from './output.ts';
import { freeName, saveTake } from './save-take.ts';

export interface Generated {
  readonly path: string;
  readonly take: Take;
}

/**
 * Makes a project, runs its stages and saves the last take. With `existing`, a project of that name is gone on with, so that finished
 * stages are reused.
 */
export async function generate(
  studio: Studio,
  options: GenerateOptions,
  output: Output,
  signal: AbortSignal,
): Promise<Generated> {
  const packs = await packsFor(studio, options);
  const projectId = await projectFor(studio, options);
  const parentTakeId = options.image === null ? null : await importPicture(studio, projectId, options.image, output);
  const { jobs } = await studio.handlers['generations.start']({
    projectId,
    prompt: options.prompt,
    negativePrompt: options.negativePrompt,
    preset: options.preset,
    seed: options.seed,
    variations: 1,
    from: options.from,
    to: options.to,
    parentTakeId,
    parameters: options.parameters,
    packs,
  });
  const [started] = jobs;
  if (started === undefined) throw new StudioError('internal', 'The studio started no job.');
  const job = await followJob(studio, started, output, signal);
  const takeId = job.steps.at(-1)?.takeId;
  const { project, takes } = await studio.handlers['projects.get']({ projectId });
  const take = takes.find((candidate) => candidate.id === takeId);
  if (take === undefined) throw new StudioError('not-found', 'The finished take is gone: it was deleted meanwhile.');
  output.note('Saving …');
  const extension = options.outKind.kind === 'picture' ? '.png' : '.mp4';
  const path = await saveTake(studio, take, options.outKind, options.out ?? freeName(slug(project.name), extension));
  return { path, take };
}

/**
 * The chosen packs by stage: those named for one stage, then those named for all they can do, then those of the preset.
 * @throws StudioError pack-missing
 */
async function packsFor(
  studio: Studio,
  { packs: { byStage, everywhere, saved }, from, to }: GenerateOptions,
): Promise<Partial<Record<StageId, string>>> {
  const wanted = stagesBetween(from, to);
  const ofPreset = Object.fromEntries(Object.entries(saved).filter(([stage]) => wanted.includes(stage as StageId)));
  if (everywhere.length === 0) return { ...ofPreset, ...byStage };
  const { packs: installed } = await studio.handlers['packs.list']({});
  const chosen: Partial<Record<StageId, string>> = {};
  for (const id of everywhere) {
    const pack = installed.find((one) => one.id === id);
    if (!pack) throw new StudioError('pack-missing', `There is no pack called ${id}. See: stillmotion packs list`);
    for (const stage of pack.stages) chosen[stage] ??= id;
  }
  return Object.fromEntries(
    Object.entries({ ...saved, ...chosen, ...byStage }).filter(([stage]) => wanted.includes(stage as StageId)),
  );
}

/** A text-only command that is repeated finds its project, so that stages which were finished before a Ctrl-C are reused. */
async function projectFor(studio: Studio, options: GenerateOptions): Promise<string> {
  if (options.image === null && options.seed !== null) {
    const { projects } = await studio.handlers['projects.list']({
      search: '',
      favouritesOnly: false,
      tags: [],
      deleted: false,
      sort: 'newest',
      offset: 0,
      limit: 500,
    });
    const same = projects.find((project) => project.prompt === options.prompt);
    if (same) return same.id;
  }
  return (await studio.handlers['projects.create']({ name: '', prompt: options.prompt })).id;
}

/** Makes a reference take of a picture file; a picture that cannot be read leaves no empty project behind. */
async function importPicture(studio: Studio, projectId: string, file: string, output: Output): Promise<string> {
  try {
    const path = resolve(file);
    if (!existsSync(path)) {
      throw new StudioError('not-found', `There is no file ${path}. Check the name after --image.`);
    }
    const { uploadId } = await studio.acceptFile(path);
    const take = await studio.handlers['references.import']({ projectId, uploadId });
    output.event({ type: 'reference', takeId: take.id, width: take.width, height: take.height });
    return take.id;
  } catch (error) {
    await studio.handlers['projects.delete']({ projectId });
    throw error;
  }
}

/** What every command that makes a video says at its end. */
export function describe({ path, take }: Generated): { value: Record<string, unknown>; summary: string } {
  const value = {
    out: path,
    projectId: take.projectId,
    takeId: take.id,
    stage: take.stage,
    width: take.width,
    height: take.height,
    frames: take.frames,
    fps: take.fps,
    seed: take.seed,
    device: take.device,
  };
  const seed = take.seed === null ? '' : `, seed ${take.seed}`;
  return {
    value,
    summary:
      take.frames === 1
        ? `${take.width}×${take.height}${seed}, ${take.device}`
        : `${take.frames} frames, ${take.width}×${take.height}, ${take.fps} fps${seed}, ${take.device}`,
  };
}
