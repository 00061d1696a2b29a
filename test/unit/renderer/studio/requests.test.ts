import { describe, expect, test } from 'vitest';
import { resolveChain } from '../../../../renderer/src/studio/chain.ts';
import { buildLanes } from '../../../../renderer/src/studio/lanes.ts';
import { alikeRequest, generateRequest, rerunRequest, sweepRequest } from '../../../../renderer/src/studio/requests.ts';
import { draft, family, take } from './samples.ts';

const chain = resolveChain(family, {});
const empty = resolveChain([], {});
const wish = { projectId: 'project01', draft, chain, packIds: { t2i: 'scenes', i2v: 'motion', v2v: 'refiner' } };
const lanes = (wanted = draft) => buildLanes({ takes: family, jobs: [], chain, wanted });

describe('generate', () => {
  test('makes everything from the prompt with a fresh seed', () => {
    expect(generateRequest(wish)).toMatchObject({
      ok: true,
      input: { from: 't2i', to: 'vfi', parentTakeId: null, seed: null },
    });
  });

  test('animates a reference that is kept', () => {
    const request = generateRequest({ ...wish, draft: { ...draft, keepReference: true, variations: 3 } });
    expect(request).toMatchObject({ ok: true, input: { from: 'i2v', parentTakeId: 'ref1', variations: 3 } });
  });

  test('sends the seed only when it is locked', () => {
    expect(generateRequest({ ...wish, draft: { ...draft, seedLocked: true } })).toMatchObject({ input: { seed: 7 } });
  });

  test('asks for a prompt when there is nothing to start from', () => {
    expect(generateRequest({ ...wish, draft: { ...draft, prompt: ' ' }, chain: empty }).ok).toBe(false);
  });
});

describe('rerun', () => {
  test('runs the lane alone, from the take above, with the parameters of that lane only', () => {
    const edited = { ...draft, parameters: { i2v: { pan: 0.5 }, v2v: { strength: 0.2 } } };
    const request = rerunRequest({ ...wish, draft: edited, lanes: lanes(edited), from: 'i2v', to: 'i2v' });
    expect(request).toMatchObject({ ok: true, input: { from: 'i2v', to: 'i2v', parentTakeId: 'ref1', variations: 1 } });
    expect(request.ok && request.input.parameters).toEqual({ i2v: { pan: 0.5 } });
    // Would catch another pack running than the one the inspector shows, with parameters it does not have.
    expect(request.ok && request.input.packs).toEqual({ i2v: 'motion' });
  });

  test('keeps the seed of a stale take, so that only the change shows', () => {
    const edited = { ...draft, parameters: { i2v: { pan: 0.5 } } };
    expect(rerunRequest({ ...wish, draft: edited, lanes: lanes(edited), from: 'i2v', to: 'vfi' })).toMatchObject({
      input: { seed: 7 },
    });
  });

  test('rolls a new seed for a take that is current, unless the seed is locked', () => {
    expect(rerunRequest({ ...wish, lanes: lanes(), from: 'i2v', to: 'i2v' })).toMatchObject({ input: { seed: null } });
    const locked = { ...draft, seedLocked: true, seed: 9 };
    expect(rerunRequest({ ...wish, draft: locked, lanes: lanes(locked), from: 'i2v', to: 'i2v' })).toMatchObject({
      input: { seed: 9 },
    });
  });

  test('needs a take above', () => {
    expect(rerunRequest({ ...wish, chain: empty, lanes: [], from: 'v2v', to: 'v2v' }).ok).toBe(false);
  });
});

describe('more like a take', () => {
  const made = [
    take('ref1', 't2i', null, 1, { parameters: { steps: 9 } }),
    take('key1', 'i2v', 'ref1', 2, { parameters: { pan: 0.5 }, prompt: 'waves', negativePrompt: 'fog' }),
    take('fine1', 'v2v', 'key1', 3, { parameters: { strength: 0.4 }, prompt: 'later words' }),
    take('smooth1', 'vfi', 'fine1', 4, { parameters: { factor: 3 } }),
  ];
  const alike = (id: string, takes = made) => {
    const wanted = takes.find((one) => one.id === id);
    if (!wanted) throw new Error(id);
    return alikeRequest({ projectId: 'project01', takes, take: wanted, variations: 4 });
  };

  test('is the same lane from the same take with new seeds', () => {
    expect(alike('key1')).toEqual({
      ok: true,
      input: {
        ...{
          projectId: 'project01',
          prompt: 'waves',
          negativePrompt: 'fog',
          preset: 'draft',
          seed: null,
          variations: 4,
        },
        ...{ from: 'i2v', to: 'i2v', parentTakeId: 'ref1' },
        ...{ parameters: { i2v: { pan: 0.5 } }, packs: { i2v: 'starter-i2v' } },
      },
    });
    expect(alike('ref1')).toMatchObject({ input: { from: 't2i', to: 't2i', parentTakeId: null } });
  });

  test('starts where a seed says something (would catch four jobs that all find the take there is)', () => {
    expect(alike('smooth1')).toMatchObject({
      input: {
        ...{ from: 'i2v', to: 'vfi', parentTakeId: 'ref1', prompt: 'waves' },
        parameters: { i2v: { pan: 0.5 }, v2v: { strength: 0.4 }, vfi: { factor: 3 } },
      },
    });
    const byDiffusion = made.map((one) => (one.id === 'fine1' ? { ...one, parameters: { guidanceScale: 4 } } : one));
    expect(alike('fine1', byDiffusion)).toMatchObject({ input: { from: 'v2v', to: 'v2v', parentTakeId: 'key1' } });
  });

  test('says why there is none: a picture brought in, or a take whose beginning was deleted', () => {
    const broughtIn = made.map((one) =>
      one.id === 'ref1' ? { ...one, origin: 'imported' as const, packId: null } : one,
    );
    expect(alike('ref1', broughtIn).ok).toBe(false);
    expect(alike('key1', broughtIn).ok).toBe(true);
    expect(alike('key1', made.slice(1)).ok).toBe(false);
    expect(
      alike(
        'smooth1',
        made.filter(({ id }) => id !== 'key1'),
      ).ok,
    ).toBe(false);
    const skips = made.map((one) => (one.id === 'smooth1' ? { ...one, parentId: 'key1' } : one));
    expect(alike('smooth1', skips).ok).toBe(false);
  });
});

describe('a sweep', () => {
  const sweep = { stage: 'i2v', key: 'pan', values: [0, 0.5] } as const;

  test('is of one lane, with the seed of its take and what is set', () => {
    const request = sweepRequest({
      ...wish,
      ...sweep,
      draft: { ...draft, parameters: { i2v: { zoom: 1.2 } }, seed: 99 },
    });
    expect(request).toMatchObject({
      ok: true,
      input: {
        ...{ from: 'i2v', to: 'i2v', parentTakeId: 'ref1', seed: 7, variations: 1 },
        ...{ parameters: { i2v: { zoom: 1.2 } }, sweep: { key: 'pan', values: [0, 0.5] } },
      },
    });
    expect(sweepRequest({ ...wish, ...sweep, draft: { ...draft, seedLocked: true, seed: 99 } })).toMatchObject({
      input: { seed: 99 },
    });
  });

  test('needs two values, a take above, and words for a picture', () => {
    expect(sweepRequest({ ...wish, ...sweep, values: [1] }).ok).toBe(false);
    expect(sweepRequest({ ...wish, ...sweep, chain: empty }).ok).toBe(false);
    const wordless = { ...draft, prompt: ' ' };
    expect(sweepRequest({ ...wish, ...sweep, stage: 't2i', key: 'steps', draft: wordless }).ok).toBe(false);
  });
});
