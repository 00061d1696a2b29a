import type { CallInput } from '../../../electron/contract/calls.ts';
import type { Recipe } from '../../../electron/contract/recipe.ts';

export interface RecipeRequest {
  /** It began with a picture that was imported or edited by hand; such a picture is not in the file. */
  readonly needsPicture: boolean;
  /** What makes it again; null when there is nothing to make but that picture. */
  readonly generation: NonNullable<CallInput<'projects.create'>['generation']> | null;
}

/** How a recipe is asked for again: same words, seed, models and parameters, from the last step that a person did by hand. */
export function requestOf(recipe: Recipe): RecipeRequest {
  const byHand = recipe.chain.findLastIndex(({ origin }) => origin !== 'generated');
  const steps = recipe.chain.slice(byHand + 1);
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return { needsPicture: byHand >= 0, generation: null };
  return {
    needsPicture: first.stage !== 't2i',
    generation: {
      prompt: last.prompt || recipe.prompt,
      negativePrompt: last.negativePrompt,
      preset: recipe.preset ?? 'standard',
      seed: first.seed ?? recipe.seed,
      from: first.stage,
      to: last.stage,
      parameters: Object.fromEntries(steps.map(({ stage, parameters }) => [stage, parameters])),
      packs: Object.fromEntries(steps.flatMap(({ stage, pack }) => (pack ? [[stage, pack.id]] : []))),
    },
  };
}
