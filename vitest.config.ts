import { defineConfig } from 'vitest/config';

/**
 * Three suites, one after the other. Files run one at a time in `integration` and `e2e`: they hold sessions, encoders and
 * browsers, which would starve each other.
 */
export default defineConfig({
  test: {
    reporters: ['default', './test/reporters/tally.ts'],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 30_000, sequence: { groupOrder: 0 } } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/electron/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          // Every test has a real engine beside it that takes what processor there is.
          expect: { poll: { timeout: 30_000, interval: 100 } },
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
