import { describe, expect, test } from 'vitest';
import { resolveChain } from '../../../../renderer/src/studio/chain.ts';
import { buildLanes } from '../../../../renderer/src/studio/lanes.ts';
import { generateRequest, rerunRequest } from '../../../../renderer/src/studio/requests.ts';
import { draft, family } from './samples.ts';

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
