import { describe, expect, test } from 'vitest';
import type { Vote } from '../../../../electron/contract/votes.ts';
import { type BlindPair, lot, nextPair, votablePairs } from '../../../../renderer/src/compare/blind-pairs.ts';
import { take } from '../studio/samples.ts';

const takes = [
  take('a', 'vfi', null, 1),
  take('b', 'vfi', null, 2),
  take('c', 'vfi', null, 3, { prompt: 'another' }),
  take('d', 'i2v', null, 4),
  take('e', 'vfi', null, 5),
];
const voted = ({ first, second, firstOnLeft }: BlindPair): Vote => {
  const made = ({ id, stage }: BlindPair['first']): Vote['first'] => ({
    takeId: id,
    stage,
    packName: '',
    packVersion: '',
    preset: null,
    seed: null,
    parameters: {},
  });
  return {
    id: 'vote',
    createdAt: 1,
    projectId: first.projectId,
    prompt: first.prompt,
    first: made(first),
    second: made(second),
    firstOnLeft,
    answers: { quality: 'same', consistency: 'same', structure: 'same' },
  };
};

describe('pairs to judge', () => {
  test('are of one lane and one prompt', () => {
    expect(votablePairs(takes).map(([a, b]) => a.id + b.id)).toEqual(['ab', 'ae', 'be']);
  });

  test('come up equally often, and not twice running (would catch a pair that never gets a vote)', () => {
    const pairs = votablePairs(takes);
    const votes: Vote[] = [];
    let last: BlindPair | null = null;
    for (let round = 0; round < 30; round++) {
      const pair = nextPair(pairs, votes, last, lot);
      if (!pair) throw new Error('no pair');
      if (last) expect([pair.first.id, pair.second.id]).not.toEqual([last.first.id, last.second.id]);
      votes.push(voted(pair));
      last = pair;
    }
    const times = pairs.map(
      ([a, b]) => votes.filter((v) => v.first.takeId === a.id && v.second.takeId === b.id).length,
    );
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(2);
  });

  test('change sides with the lot', () => {
    const pairs = votablePairs(takes);
    expect(nextPair(pairs, [], null, () => 0)?.firstOnLeft).toBe(true);
    expect(nextPair(pairs, [], null, () => 0.99)?.firstOnLeft).toBe(false);
    expect(nextPair([], [], null, lot)).toBeNull();
  });
});
