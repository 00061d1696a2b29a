import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatClock,
  formatDuration,
  formatTimeLeft,
} from '../../../../renderer/src/components/format.ts';

describe('figures as people read them', () => {
  test('time within a clip', () => {
    expect([0, 3.9167, 59.96, 75].map(formatClock)).toEqual(['0:00.0', '0:03.9', '1:00.0', '1:15.0']);
  });

  test('durations have two units at most', () => {
    expect([0.2, 4, 59.6, 60, 130, 3_600, 3_900].map(formatDuration)).toEqual([
      '1 s',
      '4 s',
      '1 min',
      '1 min',
      '2 min 10 s',
      '1 h',
      '1 h 5 min',
    ]);
  });

  test('time left gets coarser the longer it is', () => {
    expect([3, 12, 58, 94, 640, 4_000].map(formatTimeLeft)).toEqual([
      'a few seconds left',
      'about 10 s left',
      'about 1 min left',
      'about 1.5 min left',
      'about 11 min left',
      'about 1 h 7 min left',
    ]);
  });

  test('bytes stay within four characters and their unit', () => {
    expect([0, 999, 1_000, 53_751, 999_600, 1_930_000_000].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '53.8 kB',
      '1.0 MB',
      '1.9 GB',
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (bytes) =>
        /^\d{1,4}(\.\d)? (B|kB|MB|GB|TB)$/.test(formatBytes(bytes)),
      ),
    );
  });

  test('how long ago', () => {
    const now = new Date(2026, 5, 15, 12).getTime();
    const minutes = (count: number): number => now - count * 60_000;
    expect([0.5, 12, 180, 60 * 30].map((count) => formatAgo(minutes(count), now))).toEqual([
      'just now',
      '12 min ago',
      '3 h ago',
      'yesterday',
    ]);
    expect(formatAgo(new Date(2026, 2, 3).getTime(), now)).toBe('3 Mar');
    expect(formatAgo(new Date(2025, 2, 3).getTime(), now)).toBe('3 Mar 2025');
  });
});
