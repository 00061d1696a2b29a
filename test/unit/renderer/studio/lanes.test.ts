import { describe, expect, test } from 'vitest';
import { resolveChain } from '../../../../renderer/src/studio/chain.ts';
import { buildLanes, staleSpan, type Wanted } from '../../../../renderer/src/studio/lanes.ts';
import { draft, family, job, take } from './samples.ts';

const lanesOf = (
  options: {
    takes?: typeof family;
    jobs?: Parameters<typeof buildLanes>[0]['jobs'];
    wanted?: Partial<Wanted>;
    choice?: Parameters<typeof resolveChain>[1];
  } = {},
) => {
  const takes = options.takes ?? family;
  return buildLanes({
    takes,
    jobs: options.jobs ?? [],
    chain: resolveChain(takes, options.choice ?? {}),
    wanted: { ...draft, ...options.wanted },
  });
};
const states = (lanes: ReturnType<typeof lanesOf>) => lanes.map((lane) => lane.state);

describe('lane states', () => {
  test('a film as asked for is current from top to bottom', () => {
    expect(states(lanesOf())).toEqual(['current', 'current', 'current', 'current']);
    expect(staleSpan(lanesOf())).toBeNull();
  });

  test('another reference makes everything below stale, and says why', () => {
    const lanes = lanesOf({ choice: { t2i: 'ref2', i2v: 'key1', v2v: 'fine1', vfi: 'smooth1' } });
    expect(states(lanes)).toEqual(['current', 'stale', 'stale', 'stale']);
    expect(lanes[1]?.reason).toBe('Made from another reference take.');
    expect(staleSpan(lanes)).toEqual({ from: 'i2v', to: 'vfi' });
  });

  test('a changed parameter makes its lane stale and those below, not those above', () => {
    const takes = family.map((one) => (one.stage === 'v2v' ? { ...one, parameters: { strength: 1 } } : one));
    const lanes = lanesOf({ takes, wanted: { parameters: { v2v: { strength: 0.5 } } } });
    expect(states(lanes)).toEqual(['current', 'current', 'stale', 'stale']);
    expect(lanes[2]?.reason).toBe('Its parameters have changed.');
  });

  test('a parameter set to what the take has changes nothing, brush strokes included', () => {
    const brush = [{ points: [{ x: 0.1, y: 0.2 }], radius: 0.1, arrow: { x: 1, y: 0 }, motion: 'move' as const }];
    const takes = family.map((one) => (one.id === 'key1' ? { ...one, parameters: { brush, pan: 0.2 } } : one));
    const lanes = lanesOf({ takes, wanted: { parameters: { i2v: { brush: structuredClone(brush), pan: 0.2 } } } });
    expect(states(lanes)[1]).toBe('current');
  });

  test('a new prompt makes a generated reference stale, but not one that is kept or was brought in', () => {
    expect(lanesOf({ wanted: { prompt: 'a lighthouse' } })[0]?.state).toBe('stale');
    expect(lanesOf({ wanted: { prompt: 'a lighthouse', keepReference: true } })[0]?.state).toBe('current');
    const takes = [take('ref1', 't2i', null, 1, { origin: 'imported', prompt: '' })];
    expect(lanesOf({ takes })[0]?.state).toBe('current');
  });

  test('another preset is a reason too: the film can be made again larger', () => {
    expect(states(lanesOf({ wanted: { preset: 'paper' } }))).toEqual(['stale', 'stale', 'stale', 'stale']);
  });

  test('a job shows in the lanes it is at and waits for; the take below stays what it is', () => {
    const steps = [
      { stage: 'i2v', packId: 'p', state: 'running', takeId: null },
      { stage: 'v2v', packId: 'p', state: 'waiting', takeId: null },
    ] as const;
    const lanes = lanesOf({ jobs: [job('job1', { steps: [...steps] })] });
    expect(states(lanes)).toEqual(['current', 'running', 'waiting', 'current']);
    expect(lanes[1]?.take?.id).toBe('key1');
  });

  test('a failure shows until a newer take makes up for it', () => {
    const failed = job('job1', {
      state: 'failed',
      createdAt: 10,
      finishedAt: 11,
      error: { code: 'out-of-memory', message: 'Not enough memory.' },
      steps: [{ stage: 'v2v', packId: 'p', state: 'failed', takeId: null }],
    });
    expect(lanesOf({ jobs: [failed] })[2]?.error?.code).toBe('out-of-memory');
    const takes = [...family, take('fine2', 'v2v', 'key1', 12)];
    expect(lanesOf({ takes, jobs: [failed], choice: { t2i: 'ref1', i2v: 'key1', v2v: 'fine2' } })[2]?.state).toBe(
      'current',
    );
  });

  test('an empty project has four empty lanes', () => {
    expect(states(lanesOf({ takes: [] }))).toEqual(['empty', 'empty', 'empty', 'empty']);
  });
});
