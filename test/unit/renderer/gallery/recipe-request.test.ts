import { expect, test } from 'vitest';
import type { Recipe } from '../../../../electron/contract/recipe.ts';
import { requestOf } from '../../../../renderer/src/gallery/recipe-request.ts';

type Step = Recipe['chain'][number];
const step = (stage: Step['stage'], origin: Step['origin'] = 'generated'): Step => ({
  stage,
  origin,
  pack: origin === 'generated' ? { id: `pack-${stage}`, version: '1' } : null,
  prompt: 'a mill',
  negativePrompt: 'blur',
  seed: origin === 'generated' ? 7 : null,
  parameters: origin === 'generated' ? { size: 64 } : {},
  width: 64,
  height: 64,
  frames: 1,
  fps: 8,
  device: 'CPU',
});
const recipe = (...chain: Step[]): Recipe => ({
  ...{ format: 1, app: 'Stillmotion', version: '1', prompt: 'a mill', negativePrompt: '', seed: 7, preset: 'draft' },
  chain,
});

test('a clip drawn from words is asked for whole, with its seed, models and parameters', () => {
  expect(requestOf(recipe(step('t2i'), step('i2v')))).toEqual({
    needsPicture: false,
    generation: {
      ...{ prompt: 'a mill', negativePrompt: 'blur', preset: 'draft', seed: 7, from: 't2i', to: 'i2v' },
      parameters: { t2i: { size: 64 }, i2v: { size: 64 } },
      packs: { t2i: 'pack-t2i', i2v: 'pack-i2v' },
    },
  });
});

test('what a person did by hand is not drawn anew (would catch an edit that is lost)', () => {
  const edited = requestOf(recipe(step('t2i'), step('t2i', 'edited'), step('i2v'), step('v2v')));
  expect(edited).toMatchObject({ needsPicture: true, generation: { from: 'i2v', to: 'v2v' } });
  expect(requestOf(recipe(step('t2i', 'imported')))).toEqual({ needsPicture: true, generation: null });
});
