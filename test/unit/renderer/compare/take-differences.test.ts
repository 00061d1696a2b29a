import { describe, expect, test } from 'vitest';
import type { Take } from '../../../../electron/contract/domain.ts';
import { firstPair, takeDifferences, takeLabel } from '../../../../renderer/src/compare/take-differences.ts';

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

describe('two takes compared', () => {
  test('only what differs is listed, in words', () => {
    const other: Take = {
      ...base,
      seed: 8,
      parameters: {
        motionStrength: 0.9,
        loop: true,
        brush: [{ points: [{ x: 0.5, y: 0.5 }], radius: 0.1, arrow: { x: 0, y: 0 }, motion: 'still' }],
      },
    };
    expect(takeDifferences(base, other)).toEqual([
      { label: 'Seed', a: '7', b: '8' },
      { label: 'Brush', a: '0 regions', b: '1 region' },
      { label: 'Loop', a: 'off', b: 'on' },
      { label: 'Motion strength', a: '0.5', b: '0.9' },
    ]);
    expect(takeDifferences(base, base)).toEqual([]);
  });

  test('a parameter only one of them has is said to be missing on the other', () => {
    expect(takeDifferences(base, { ...base, parameters: { ...base.parameters, roll: 3 } })).toEqual([
      { label: 'Roll', a: 'not set', b: '3' },
    ]);
  });

  test('starts with the two newest of the last stage that has two', () => {
    const takes: Take[] = [
      { ...base, id: 'i2v000000001', createdAt: 1 },
      { ...base, id: 'i2v000000002', createdAt: 2 },
      { ...base, id: 'vfi000000001', stage: 'vfi', createdAt: 3 },
    ];
    expect(firstPair(takes)?.map(({ id }) => id)).toEqual(['i2v000000001', 'i2v000000002']);
    expect(firstPair(takes.slice(1))?.map(({ id }) => id)).toEqual(['i2v000000002', 'vfi000000001']);
    expect(firstPair(takes.slice(2))).toBeNull();
  });

  test('the label tells siblings apart', () => {
    expect(takeLabel(base)).toBe('Keyframes · 256 × 256 · seed 7');
    expect(takeLabel({ ...base, stage: 't2i', origin: 'imported', seed: null })).toBe(
      'Reference · 256 × 256 · imported',
    );
  });
});
