import { expect, test } from 'vitest';
import { valueWithUnit } from '../../../../renderer/src/components/parameter-words.ts';
import { memoryWarning, planWords } from '../../../../renderer/src/studio/plan-words.ts';
import { groupedDigits, timecode } from '../../../../renderer/src/studio/words.ts';

test('times, seeds and values read as on the screen', () => {
  expect(timecode(1.7083)).toBe('00:01.71');
  expect(timecode(59.999)).toBe('01:00.00');
  expect(groupedDigits(418207553)).toBe('418\u2009207\u2009553');
  expect(valueWithUnit(1.1, { step: 0.01, unit: '×' })).toBe('1.10×');
  expect(valueWithUnit(-12.5, { step: 0.5, unit: '°' })).toBe('−12.5°');
  expect(valueWithUnit(24, { step: 1, unit: 'fps' })).toBe('24 fps');
});

test('the plan says what runs, what is reused and how long', () => {
  const step = {
    packId: 'p',
    reusedTakeId: null,
    width: 256,
    height: 256,
    frames: 8,
    estimatedSeconds: 6,
    estimatedMemoryBytes: 4e8,
  };
  const allowedMemoryBytes = 2e9;
  const steps = [
    { ...step, stage: 'i2v' as const, reusedTakeId: 'take00001' },
    { ...step, stage: 'v2v' as const },
    { ...step, stage: 'vfi' as const },
  ];
  expect(planWords({ steps, allowedMemoryBytes }, 1)).toBe('Refined to Smooth · 1 reused · about 12 s · 400 MB');
  expect(
    planWords(
      {
        steps: steps.map((one) => ({ ...one, estimatedSeconds: null, estimatedMemoryBytes: null })),
        allowedMemoryBytes,
      },
      2,
    ),
  ).toBe('Refined to Smooth × 2 · 1 reused');
  expect(planWords({ steps: steps.slice(0, 1), allowedMemoryBytes }, 1)).toBe('Already made: shows it at once');
});

test('a plan that needs more memory than allowed says so before it starts, and none that does not or is not known', () => {
  const step = {
    stage: 'v2v' as const,
    packId: 'p',
    reusedTakeId: null,
    width: 8,
    height: 8,
    frames: 8,
    estimatedSeconds: 1,
  };
  const plan = (...needs: (number | null)[]) => ({
    steps: needs.map((estimatedMemoryBytes) => ({ ...step, estimatedMemoryBytes })),
    allowedMemoryBytes: 2e9,
  });
  expect(memoryWarning(plan(1e9, 3.2e9, null))).toBe(
    'Takes about 3.2 GB of memory; Settings allow 2.0 GB. Choose a smaller size or fewer frames.',
  );
  expect(memoryWarning(plan(2e9, null))).toBeNull();
  expect(memoryWarning(plan())).toBeNull();
});
