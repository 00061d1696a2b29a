import { describe, expect, test } from 'vitest';
import type { Take } from '../../../../electron/contract/domain.ts';
import type { ParameterSpec } from '../../../../electron/contract/parameters.ts';
import { type SpecsOfTwo, takeDifferences, takeLabel } from '../../../../renderer/src/components/take-differences.ts';

const base: Take = {
  id: 'take00000001',
  projectId: 'project00001',
  parentId: null,
  stage: 'i2v',
  origin: 'generated',
  packId: 'starter-motion',
  packName: 'Starter Motion',
  prompt: 'waves',
  negativePrompt: '',
  parameters: { motionStrength: 0.5, loop: false, brush: [] },
  seed: 7,
  preset: 'draft',
  width: 256,
  height: 256,
  frames: 8,
  fps: 8,
  master: `asset/${'a'.repeat(64)}`,
  proxy: `asset/${'b'.repeat(64)}`,
  poster: `asset/${'c'.repeat(64)}`,
  filmstrip: `asset/${'d'.repeat(64)}`,
  filmstripFrames: 8,
  sizeBytes: 1,
  device: 'CPU · fp32',
  seconds: 1,
  starred: false,
  note: '',
  createdAt: 1,
};

const specs: readonly ParameterSpec[] = [
  {
    ...{ kind: 'number', key: 'motionStrength', label: 'Motion strength', help: '', unit: '×', default: 0.9 },
    ...{ min: 0, max: 2, step: 0.01 },
  },
  { kind: 'boolean', key: 'loop', label: 'Loop', help: '', default: false },
  {
    ...{ kind: 'choice', key: 'scheduler', label: 'Scheduler', help: '', default: 'pack' },
    options: [
      { value: 'pack', label: 'As published' },
      { value: 'ddim', label: 'DDIM' },
    ],
  },
];
const unknown: SpecsOfTwo = { a: null, b: null };
const known: SpecsOfTwo = { a: specs, b: specs };
const cell = (text: string, isDefault = false) => ({ text, isDefault });

describe('two takes compared', () => {
  const other: Take = { ...base, seed: 8, parameters: { motionStrength: 0.9, loop: true, brush: [] } };

  test('only what differs is listed, with names, units and what is usual', () => {
    expect(takeDifferences(base, other, [], known)).toEqual([
      { label: 'Seed', a: cell('7'), b: cell('8') },
      { label: 'Loop', a: cell('off', true), b: cell('on') },
      { label: 'Motion strength', a: cell('0.50×'), b: cell('0.90×', true) },
    ]);
    expect(takeDifferences(base, { ...base, prompt: 'told elsewhere', starred: true, note: 'x' }, [], known)).toEqual(
      [],
    );
  });

  test('of models that are gone the names are made of the keys', () => {
    expect(takeDifferences(base, other, [], unknown).map(({ label, a, b }) => [label, a.text, b.text])).toEqual([
      ['Seed', '7', '8'],
      ['Loop', 'off', 'on'],
      ['Motion strength', '0.5', '0.9'],
    ]);
  });

  test('a setting only one of them has is at its default on the other, or the other model has none such', () => {
    const more = { ...base, parameters: { ...base.parameters, scheduler: 'ddim' } };
    const row = { label: 'Scheduler', b: cell('DDIM') };
    expect(takeDifferences(base, more, [], known)).toEqual([{ ...row, a: cell('As published', true) }]);
    expect(takeDifferences(base, more, [], { a: [], b: specs })).toEqual([{ ...row, a: cell('no such setting') }]);
    const usual = { ...base, parameters: { ...base.parameters, scheduler: 'pack' } };
    expect(takeDifferences(base, usual, [], known)).toEqual([]);
  });

  test('two brushes of as many regions are told apart', () => {
    const brush = (x: number): Take => ({
      ...base,
      parameters: {
        ...base.parameters,
        brush: [{ points: [{ x, y: 0 }], radius: 0.1, arrow: { x, y: 0 }, motion: 'move' }],
      },
    });
    const texts = takeDifferences(brush(0.1), brush(0.2), [], known).map(({ label, a, b }) => [label, a.text, b.text]);
    expect(texts).toEqual([['Brush', '1 region', '1 region']]);
    expect(takeDifferences(brush(0.1), brush(0.1), [], known)).toEqual([]);
  });

  test('what they were made from is named as in the list of takes (would catch “made in the same way” of two shots)', () => {
    const first = { ...base, id: 'key000000001', createdAt: 1 };
    const second = { ...base, id: 'key000000002', createdAt: 2, seed: 9 };
    const fine = (parentId: string | null): Take => ({ ...base, stage: 'v2v', parentId, id: `fine${parentId}` });
    const told = (a: string | null, b: string | null) =>
      takeDifferences(fine(a), fine(b), [second, first], known).map(({ label, a: left, b: right }) => [
        label,
        left.text,
        right.text,
      ]);
    expect(told(first.id, second.id)).toEqual([['Made from', 'Keyframes take 1', 'Keyframes take 2']]);
    expect(told('gone', null)).toEqual([['Made from', 'a deleted take', 'nothing']]);
  });

  test('the label tells siblings apart', () => {
    expect(takeLabel(base)).toBe('Keyframes · 256 × 256 · seed 7');
    expect(takeLabel({ ...base, stage: 't2i', origin: 'imported', seed: null })).toBe(
      'Reference · 256 × 256 · imported',
    );
  });
});
