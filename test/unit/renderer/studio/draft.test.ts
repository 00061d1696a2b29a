import { describe, expect, test } from 'vitest';
import { parameterSpecs } from '../../../../electron/contract/parameters.ts';
import { resolveChain } from '../../../../renderer/src/studio/chain.ts';
import {
  draftSchema,
  firstDraft,
  recallSettings,
  withPack,
  withParameter,
} from '../../../../renderer/src/studio/draft.ts';
import { draft, family, job, take } from './samples.ts';

const i2v = parameterSpecs('i2v', 'motion-field') ?? [];
const pan = i2v.find(({ key }) => key === 'pan');
const size = i2v.find(({ key }) => key === 'size');
const project = {
  id: 'project01',
  name: 'Windmill',
  prompt: 'a windmill',
  favourite: false,
  createdAt: 1,
  tags: [],
  updatedAt: 1,
  deletedAt: null,
  takeCount: 0,
  poster: null,
  proxy: null,
  durationSeconds: null,
};

describe('the draft', () => {
  test('of a project seen for the first time goes on from its newest job, and can be stored', () => {
    const first = firstDraft(project, family, [job('job00001', { preset: 'paper' })], 'draft');
    expect(first).toMatchObject({ prompt: 'a windmill', preset: 'paper', keepReference: false, previewStage: 'vfi' });
    expect(draftSchema.parse(JSON.parse(JSON.stringify(first)))).toEqual(first);
  });

  test('of a project around a picture keeps that picture', () => {
    const takes = [take('ref1', 't2i', null, 1, { origin: 'imported', preset: null })];
    expect(firstDraft(project, takes, [], 'standard')).toMatchObject({ keepReference: true, preset: 'standard' });
  });

  test('holds only what was set: a value put back to its default is forgotten', () => {
    if (!pan || !size) throw new Error('no specs');
    const set = { ...draft, parameters: withParameter(draft, 'i2v', pan, 0.4) };
    expect(set.parameters.i2v).toEqual({ pan: 0.4 });
    expect(withParameter(set, 'i2v', pan, 0).i2v).toEqual({});
    // 256 is what the Draft preset gives, though the spec's own default is 600.
    expect(withParameter(draft, 'i2v', size, 256).i2v).toEqual({});
  });

  test('keeps what the next model has too when another one is chosen (would catch a request that is refused)', () => {
    const set = { ...draft, parameters: { i2v: { pan: 0.4, frames: 12, referenceStrength: 0.5 } } };
    const pack = {
      ...{ id: 'video', name: 'Video', version: '1', summary: '', source: '', licence: { name: '', text: '' } },
      ...{ stages: ['i2v' as const], method: 'latent-diffusion' as const, sizeBytes: 1 },
      ...{ health: 'ok' as const, problem: null, builtIn: false },
    };
    expect(withPack(set, 'i2v', { ...pack, components: ['unet', 'ipAdapter'] })).toMatchObject({
      packs: { i2v: 'video' },
      parameters: { i2v: { frames: 12, referenceStrength: 0.5 } },
    });
    expect(withPack(set, 'i2v', { ...pack, components: ['unet'] }).parameters.i2v).toEqual({ frames: 12 });
  });

  test('takes on the settings of a take that is made current', () => {
    const takes = family.map((one) =>
      one.id === 'key1' ? { ...one, prompt: 'slow', seed: 99, parameters: { pan: 0.3, tilt: 0, size: 256 } } : one,
    );
    const chain = resolveChain(takes, {});
    const chosen = chain.i2v;
    if (!chosen) throw new Error('no take');
    const recalled = recallSettings({ ...draft, prompt: 'else', parameters: { i2v: { tilt: 1 } } }, chain, chosen, {
      i2v,
    });
    expect(recalled).toMatchObject({ prompt: 'slow', seed: 99, parameters: { i2v: { pan: 0.3 } } });
    expect(recalled.parameters.i2v).not.toHaveProperty('tilt');
  });
});
