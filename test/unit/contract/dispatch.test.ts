import { describe, expect, it } from 'vitest';
import { calls, type Handlers } from '../../../electron/contract/calls.ts';
import { dispatch } from '../../../electron/contract/dispatch.ts';
import { StudioError } from '../../../electron/contract/errors.ts';

/** Handlers that answer what they were given, so that a test sees what passed the boundary. */
const echo = Object.fromEntries(
  Object.keys(calls).map((name) => [name, async (input: unknown) => input]),
) as unknown as Handlers;

describe('dispatch', () => {
  it.each(['nope', '__proto__', 'constructor', 'toString'])(
    'refuses the unknown name %s (would catch prototype names reaching a handler)',
    async (name) => {
      const answer = await dispatch(echo, name, {});
      expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    },
  );

  it('fills defaults in before the handler sees the input (would catch a raw, unparsed input)', async () => {
    const answer = await dispatch(echo, 'projects.list', undefined);
    expect(answer).toMatchObject({ ok: true, value: { search: '', sort: 'newest', offset: 0 } });
  });

  it('lists every wrong field (would catch one fault told at a time)', async () => {
    const answer = await dispatch(echo, 'generations.start', { projectId: '!', preset: 'huge', variations: 99 });
    expect(answer.ok).toBe(false);
    if (!answer.ok)
      expect(answer.error.details?.issues).toEqual(expect.arrayContaining(['projectId', 'preset', 'variations']));
  });

  it('turns what a handler throws into an answer with its code (would catch a lost error code)', async () => {
    const failing = {
      ...echo,
      'packs.list': async () => {
        throw new StudioError('disk-full', 'The disk is full.', { details: { freeBytes: 0 } });
      },
    } as Handlers;
    expect(await dispatch(failing, 'packs.list', {})).toEqual({
      ok: false,
      error: { code: 'disk-full', message: 'The disk is full.', details: { freeBytes: 0 } },
    });
  });
});
