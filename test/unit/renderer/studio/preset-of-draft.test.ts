import { expect, test } from 'vitest';
import type { Draft } from '../../../../renderer/src/studio/draft.ts';
import { firstDraft } from '../../../../renderer/src/studio/draft.ts';
import { presetOfDraft, withPreset } from '../../../../renderer/src/studio/preset-of-draft.ts';

const project = { id: 'project01', name: 'Sea', prompt: 'waves', favourite: false, tags: [] } as never;
const brush = [{ points: [{ x: 0.5, y: 0.5 }], radius: 0.1, arrow: { x: 0, y: 0 }, motion: 'move' as const }];
const draft: Draft = {
  ...firstDraft(project, [], [], 'draft'),
  negativePrompt: 'people',
  seed: 9,
  parameters: { i2v: { pan: 0.4, brush }, v2v: { strength: 0.5 } },
};
const motion = {
  ...{ id: 'starter-motion', name: 'Motion', version: '1', summary: '', licence: { name: '', text: '' }, source: '' },
  ...{ stages: ['i2v' as const], method: 'motion-field' as const, components: [], sizeBytes: 1, health: 'ok' as const },
  ...{ problem: null, builtIn: true },
};

test('a preset keeps models and parameters of all lanes, words and seed only when asked, never what was painted', () => {
  const inUse = { i2v: 'starter-motion', v2v: 'starter-refiner' };
  expect(presetOfDraft(draft, inUse, { prompt: false, seed: false })).toEqual({
    sizes: 'draft',
    packs: inUse,
    parameters: { i2v: { pan: 0.4 }, v2v: { strength: 0.5 } },
  });
  expect(presetOfDraft(draft, inUse, { prompt: true, seed: true })).toMatchObject({
    prompt: 'waves',
    negativePrompt: 'people',
    seed: 9,
  });
});

test('using one leaves the painted regions and the words alone, and replaces every parameter (would catch a mix of two looks)', () => {
  const settings = {
    sizes: 'paper' as const,
    packs: { v2v: 'gone' },
    parameters: { i2v: { tilt: -0.2 }, vfi: { factor: 2 } },
  };
  const { draft: next, gaps } = withPreset(draft, settings, [motion], {});
  expect(next).toMatchObject({ preset: 'paper', prompt: 'waves', seed: 9, seedLocked: false });
  expect(next.parameters).toEqual({ i2v: { tilt: -0.2, brush } });
  expect(gaps.map(({ name }) => name)).toEqual(['gone', 'factor']);
  expect(withPreset(draft, { ...settings, seed: 3 }, [motion], {}).draft).toMatchObject({ seed: 3, seedLocked: true });
});
