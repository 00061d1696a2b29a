import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Vote, VoteAnswer, VotedTake } from '../../../../electron/contract/votes.ts';
import {
  methodOf,
  preference,
  resultsCsv,
  shareInterval,
  sideCheck,
  tallies,
  total,
} from '../../../../renderer/src/compare/tally.ts';

const made = (packName: string, part: Partial<VotedTake> = {}): VotedTake => ({
  takeId: 'take0000001',
  stage: 'vfi',
  packName,
  packVersion: '1',
  preset: 'draft',
  seed: 1,
  parameters: {},
  ...part,
});
const vote = (first: VotedTake, second: VotedTake, answer: VoteAnswer, firstOnLeft = true): Vote => ({
  id: 'vote0000001',
  createdAt: 1,
  projectId: 'project00001',
  prompt: 'waves',
  first,
  second,
  firstOnLeft,
  answers: { quality: answer, consistency: answer, structure: 'same' },
});

describe('votes counted', () => {
  test('for a method, whichever of the two was called the first (would catch wins booked for the loser)', () => {
    const votes = [
      vote(made('Old'), made('New'), 'second'),
      vote(made('New'), made('Old'), 'first'),
      vote(made('Old'), made('New'), 'first'),
    ];
    expect(tallies(votes, 'quality')).toEqual([{ method: 'Old', baseline: 'New', good: 1, same: 0, bad: 2 }]);
    expect(tallies(votes, null)).toEqual([{ method: 'Old', baseline: 'New', good: 2, same: 3, bad: 4 }]);
  });

  test('never more or fewer than were given', () => {
    const answers = fc.constantFrom<VoteAnswer>('first', 'same', 'second');
    const names = fc.constantFrom('A', 'B', 'C');
    fc.assert(
      fc.property(fc.array(fc.tuple(names, names, answers)), (given) => {
        const rows = tallies(
          given.map(([a, b, answer]) => vote(made(a), made(b, { seed: 2 }), answer)),
          'quality',
        );
        expect(rows.reduce((sum, row) => sum + total(row), 0)).toBe(given.length);
      }),
    );
  });

  test('by what differs: model, then version, settings, preset, seed', () => {
    const one = made('M', { parameters: { steps: 8, loop: true } });
    expect(methodOf(one, made('N'))).toBe('M');
    expect(methodOf(one, made('M', { packVersion: '2' }))).toBe('M 1');
    expect(methodOf(one, made('M', { parameters: { steps: 4, loop: true } }))).toBe('steps 8');
    expect(methodOf(one, made('M', { parameters: { steps: 8, loop: true, motionStrength: 0.5 } }))).toBe(
      'motion strength not set',
    );
    expect(methodOf(one, made('M', { parameters: { steps: 8 } }))).toBe('loop on');
    expect(methodOf(one, { ...one, preset: 'paper' })).toBe('preset draft');
    expect(methodOf(one, { ...one, seed: 2 })).toBe('seed 1');
  });
});

describe('the paper’s ratio', () => {
  test('is (G + S) / (B + S), inside its interval, 1 when both win as often', () => {
    expect(preference({ method: '', baseline: '', good: 30, same: 20, bad: 10 })?.ratio).toBeCloseTo(50 / 30, 12);
    expect(preference({ method: '', baseline: '', good: 3, same: 0, bad: 0 })).toBeNull();
    const counts = fc.nat(500);
    fc.assert(
      fc.property(counts, counts, counts, (good, same, bad) => {
        const found = preference({ method: '', baseline: '', good, same, bad });
        if (!found) return;
        expect(found.low).toBeLessThanOrEqual(found.ratio);
        expect(found.high).toBeGreaterThanOrEqual(found.ratio);
        if (good === bad) expect(found.ratio).toBe(1);
      }),
    );
  });

  test('has an interval that narrows with more votes (would catch one that ignores their number)', () => {
    const width = (times: number): number => {
      const found = preference({ method: '', baseline: '', good: 6 * times, same: 3 * times, bad: 2 * times });
      return found ? found.high - found.low : Number.NaN;
    };
    expect(width(10)).toBeLessThan(width(1) / 2);
  });
});

describe('the self-check of sides', () => {
  test('passes a fair lot and finds a stuck one (would catch sides that are not shuffled)', () => {
    const side = (firstOnLeft: boolean): Vote => vote(made('A'), made('B'), 'same', firstOnLeft);
    expect(sideCheck(Array.from({ length: 20 }, (_, index) => side(index % 2 === 0))).isFair).toBe(true);
    expect(sideCheck(Array.from({ length: 20 }, () => side(true))).isFair).toBe(false);
  });

  test('knows Wilson’s interval', () => {
    // 8 of 10, as published tables have it.
    expect(shareInterval(8, 10).low).toBeCloseTo(0.4902, 4);
    expect(shareInterval(8, 10).high).toBeCloseTo(0.9433, 4);
  });
});

test('the CSV keeps odd names in their fields and runs nothing in a spreadsheet', () => {
  const csv = resultsCsv([vote(made('=1+1, "x"'), made('Zed'), 'first')]);
  const [head, row] = csv.split('\r\n');
  expect(head).toBe('method,baseline,criterion,good,same,bad,preference,low,high');
  expect(row).toBe(`Zed,"'=1+1, ""x""",quality,0,0,1,,,`);
});
