import { summaryOf } from '../contract/edit.ts';
import type { Recipe } from '../contract/recipe.ts';
import type { TakeRecord } from '../library/takes.ts';

/** The recipe that travels inside an exported file: everything needed to make it again, and nothing about the machine's folders. */
export function recipeOf(chain: readonly TakeRecord[], version: string): string {
  const last = chain.at(-1);
  return JSON.stringify({
    format: 1,
    app: 'Stillmotion',
    version,
    prompt: last?.prompt ?? '',
    negativePrompt: last?.negativePrompt ?? '',
    seed: last?.seed ?? null,
    preset: last?.preset ?? null,
    chain: chain.map((take) => ({
      stage: take.stage,
      origin: take.origin,
      pack: take.packId === null ? null : { id: take.packId, version: take.packVersion },
      prompt: take.prompt,
      negativePrompt: take.negativePrompt,
      seed: take.seed,
      parameters: take.parameters,
      width: take.width,
      height: take.height,
      frames: take.frames,
      fps: take.fps,
      device: take.device,
      edit: take.editRecipe && summaryOf(take.editRecipe),
    })),
  } satisfies Recipe);
}

/** A file name made of a project's name: no separators, nothing a file system could choke on, at most 60 characters. */
export function fileNameOf(projectName: string, extension: string): string {
  const stem = [...projectName.normalize('NFC').replaceAll(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, ' ')]
    .slice(0, 60)
    .join('')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[ .]+|[ .]+$/g, '');
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(stem);
  return `${stem === '' || reserved ? `stillmotion ${stem}`.trim() : stem}.${extension}`;
}
