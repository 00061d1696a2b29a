import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { JobProgress } from '../../../../electron/contract/events.ts';
import { createProgressBuffer } from '../../../../renderer/src/api/progress.ts';

const report = (jobId: string, step: number): JobProgress => ({
  type: 'job.progress',
  jobId,
  projectId: 'project00001',
  stage: 'i2v',
  step,
  of: 100,
  stageFraction: step / 100,
  fraction: step / 400,
  secondsLeft: null,
  preview: null,
});

describe('the progress buffer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function record() {
    let state: Readonly<Record<string, JobProgress>> = {};
    let writes = 0;
    const buffer = createProgressBuffer((change) => {
      state = change(state);
      writes += 1;
    }, 100);
    return { buffer, step: (jobId: string) => state[jobId]?.step, writes: () => writes };
  }

  test('shows the first report at once and the newest of a burst, ten times a second at most', () => {
    const { buffer, step, writes } = record();
    for (let index = 1; index <= 50; index += 1) {
      buffer.add(report('a', index));
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(200);
    expect(step('a')).toBe(50);
    expect(writes()).toBeLessThanOrEqual(7);
  });

  test('keeps jobs apart and forgets one that ended, even with a report on its way', () => {
    const { buffer, step } = record();
    buffer.add(report('a', 1));
    buffer.add(report('b', 2));
    buffer.add(report('a', 3));
    buffer.drop('a');
    vi.advanceTimersByTime(500);
    expect(step('a')).toBeUndefined();
    expect(step('b')).toBe(2);
  });
});
