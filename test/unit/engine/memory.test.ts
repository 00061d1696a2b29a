import { totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { allowedMemory, watchMemory } from '../../../electron/engine/memory.ts';

test('a task that takes more than it may is stopped in words, with its peak known (would catch a machine that swaps)', () => {
  const seen = [50e6, 100e6, 900e6, 400e6, 1_300e6];
  const watch = watchMemory(1e9, () => seen.shift() ?? 0);
  // A stage of no steps was measured too (would catch a peak of nothing, which no later run could be compared with).
  expect(watch.peakBytes).toBe(50e6);
  for (let look = 0; look < 3; look++) watch.look();
  expect(watch.peakBytes).toBe(900e6);
  expect(() => watch.look()).toThrow(
    expect.objectContaining({
      code: 'out-of-memory',
      message: expect.stringMatching(/more than the 1\.0 GB .* \(1\.3 GB so far\)\. Finished stages are kept\./),
    }),
  );
  expect(watch.peakBytes).toBe(1_300e6);
});

test('this process is measured where nothing else is given', () => {
  const watch = watchMemory(1e15);
  watch.look();
  expect(watch.peakBytes).toBeGreaterThan(10e6);
});

test('without a choice something is left for everything else', () => {
  expect(allowedMemory(3e9)).toBe(3e9);
  expect(allowedMemory(null)).toBeLessThan(0.9 * totalmem());
  expect(allowedMemory(null)).toBeGreaterThan(0.5 * totalmem());
});
