import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Take } from '../../../../electron/contract/domain.ts';
import type { ParameterSpec } from '../../../../electron/contract/parameters.ts';
import { onStep } from '../../../../renderer/src/studio/inspector/on-step.ts';
import { allSeries, allSweeps, sweepCells } from '../../../../renderer/src/studio/sweep/series.ts';
import { parseSeeds, spreadValues } from '../../../../renderer/src/studio/sweep/values.ts';
import { job, take } from './samples.ts';

const clip = (id: string, createdAt: number, parameters: Take['parameters'], part: Partial<Take> = {}): Take =>
  take(id, 'i2v', 'ref1', createdAt, { parameters: { pan: 0, loop: false, ...parameters }, ...part });
const ids = (takes: readonly Take[]): string[] => takes.map(({ id }) => id);

describe('series among takes', () => {
  test('are those that differ in one place alone, by value', () => {
    const takes = [
      clip('a', 1, { pan: 0.5 }),
      clip('b', 2, { pan: -0.5 }),
      clip('c', 3, { pan: 0.5, loop: true }),
      clip('d', 4, { pan: 0.9 }, { prompt: 'another' }),
      clip('e', 5, { pan: 0.8 }, { parentId: 'ref2' }),
      clip('f', 6, { pan: 0.7 }, { packId: 'other' }),
      clip('g', 7, { pan: 0.5 }, { seed: 8 }),
    ];
    expect(allSeries(takes).map(({ key, takes: each }) => [key, ids(each)])).toEqual([
      ['seed', ['a', 'g']],
      ['loop', ['a', 'c']],
      ['pan', ['b', 'a']],
    ]);
  });

  test('do not look at what a lane does not follow (would catch a refined take told apart by its seed)', () => {
    const fine = (id: string, size: number, part: Partial<Take>) =>
      take(id, 'v2v', 'key1', 1, { parameters: { size }, ...part });
    const [series, more] = allSeries([fine('a', 64, { seed: 1 }), fine('b', 128, { seed: 2, prompt: 'another' })]);
    expect([series?.key, ids(series?.takes ?? []), more]).toEqual(['size', ['a', 'b'], undefined]);
  });

  test('leave out pictures brought in, and look at the newest of two that are alike', () => {
    const takes = [
      take('in1', 't2i', null, 1, { origin: 'imported', packId: null, seed: null }),
      take('in2', 't2i', null, 2, { origin: 'imported', packId: null, seed: null }),
      clip('old', 3, { pan: 0.5 }),
      clip('new', 4, { pan: 0.5 }),
      clip('b', 5, { pan: 0.6 }),
    ];
    expect(allSeries(takes).map((series) => ids(series.takes))).toEqual([['new', 'b']]);
  });

  test('hold every take of a sweep, whatever is made beside it', () => {
    const values = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 16 });
    fc.assert(
      fc.property(values, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 6 }), (swept, beside) => {
        const takes = [
          ...swept.map((value, index) => clip(`s${index}`, index, { pan: value / 50 })),
          ...beside.map((value, index) => clip(`o${index}`, 100 + index, { zoom: value, pan: 7 })),
        ];
        const series = allSeries(takes).find(
          ({ key, takes: each }) => key === 'pan' && each.some(({ id }) => id === 's0'),
        );
        expect(series?.takes.map(({ parameters }) => parameters.pan)).toEqual(
          swept.map((value) => value / 50).sort((a, b) => a - b),
        );
      }),
    );
  });
});

describe('a sweep looked at', () => {
  const place = (value: number) => ({ sweepId: 'sweep1', key: 'pan', value });
  const step = (takeId: string | null) => [{ stage: 'i2v' as const, packId: 'p', state: 'waiting' as const, takeId }];
  const takes = [clip('a', 1, { pan: 0.1 }), clip('b', 2, { pan: 0.3 })];
  const jobs = [
    job('j1', { state: 'done', sweep: place(0.1), steps: step('a') }),
    job('j2', { state: 'running', sweep: place(0.2), steps: step(null) }),
    job('j3', { state: 'failed', sweep: place(0.4), steps: step(null) }),
    job('other', { state: 'waiting', steps: step(null) }),
  ];
  const seen = (cells: ReturnType<typeof sweepCells>) =>
    cells.map((cell) => [cell.value, cell.take?.id ?? (cell.take === null && cell.job.state)]);

  test('shows what is made, what is being made and what failed, by value', () => {
    const all = [
      [0.1, 'a'],
      [0.2, 'running'],
      [0.3, 'b'],
      [0.4, 'failed'],
    ];
    expect(seen(sweepCells({ key: 'pan', sweepId: 'sweep1', takeId: null }, takes, jobs))).toEqual(all);
    expect(seen(sweepCells({ key: 'pan', sweepId: null, takeId: 'b' }, takes, []))).toEqual([all[0], all[2]]);
    expect(seen(sweepCells({ key: 'pan', sweepId: 'sweep1', takeId: null }, [], jobs.slice(1)))).toEqual([
      all[1],
      all[3],
    ]);
  });

  test('is listed once, at work or done; deleted takes and cleared jobs leave nothing that breaks', () => {
    expect(
      allSweeps(takes, jobs).map(({ ref, stage, values, isAtWork }) => [ref.sweepId, stage, values, isAtWork]),
    ).toEqual([['sweep1', 'i2v', [0.1, 0.2, 0.3, 0.4], true]]);
    expect(allSweeps(takes, []).map(({ ref, values, isAtWork }) => [ref.takeId, values, isAtWork])).toEqual([
      ['a', [0.1, 0.3], false],
    ]);
    expect(allSweeps(takes.slice(0, 1), [])).toEqual([]);
    expect(sweepCells({ key: 'pan', sweepId: 'gone', takeId: 'gone' }, takes, jobs)).toEqual([]);
  });
});

describe('values', () => {
  const spec: Extract<ParameterSpec, { kind: 'number' }> = {
    ...{ kind: 'number', key: 'size', label: 'Size', help: '', unit: 'px', min: 64, max: 2044, step: 8, default: 512 },
  };

  test('are ones the parameter can have, each once, from end to end (would catch a sweep that is refused)', () => {
    const specs = fc.record({
      min: fc.integer({ min: -100, max: 100 }),
      range: fc.integer({ min: 1, max: 500 }),
      step: fc.constantFrom(0.01, 0.05, 0.1, 1, 8),
    });
    fc.assert(
      fc.property(
        specs,
        fc.double({ noNaN: true }),
        fc.double({ noNaN: true }),
        fc.integer(),
        ({ min, range, step }, from, to, count) => {
          const values = spreadValues({ ...spec, min, max: min + range, step }, from, to, count);
          expect(values.length).toBeGreaterThan(0);
          expect(values.length).toBeLessThanOrEqual(16);
          expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
          for (const value of values) {
            expect(value).toBeGreaterThanOrEqual(min);
            expect(value).toBeLessThanOrEqual(min + range);
            expect(Math.abs((value - min) / step - Math.round((value - min) / step))).toBeLessThan(1e-6);
          }
        },
      ),
    );
    expect(spreadValues({ ...spec, min: 0, max: 1, step: 0.05 }, 0.2, 0.5, 4)).toEqual([0.2, 0.3, 0.4, 0.5]);
    expect(spreadValues({ ...spec, min: 0, max: 8, step: 1 }, 0, 2, 9)).toEqual([0, 1, 2]);
    expect(onStep(spec, 5_000)).toBe(2040);
  });

  test('seeds are read from whatever is typed', () => {
    expect(parseSeeds(' 4, 8;15\n16 and 4294967296, 4')).toEqual([4, 8, 15, 16]);
    expect(parseSeeds('none')).toEqual([]);
    expect(parseSeeds(Array.from({ length: 40 }, (_, seed) => seed).join(' '))).toHaveLength(16);
  });
});
