import { describe, expect, it } from 'vitest';
import type { QueuedExport } from '../../../../electron/contract/domain.ts';
import { exportDefaults } from '../../../../electron/contract/domain.ts';
import { withExport } from '../../../../renderer/src/api/export-list.ts';

const one = (id: string, createdAt: number, finishedAt: number | null = null): QueuedExport => ({
  id,
  takeId: 'take00000000',
  projectId: 'project00000',
  projectName: 'Bay',
  stage: 'vfi',
  settings: { ...exportDefaults, format: 'gif' },
  state: finishedAt === null ? 'waiting' : 'done',
  fraction: 0,
  file: null,
  error: null,
  createdAt,
  finishedAt,
});
const ids = (exports: readonly QueuedExport[]): string[] => exports.map(({ id }) => id);

describe('the list of exports, kept by events', () => {
  it('moves what ended behind what waits, newest first (would catch a list that jumps at the next fetch)', () => {
    const list = [one('a', 1), one('b', 2), one('c', 0, 5)];
    expect(ids(withExport(list, one('a', 1, 9)))).toEqual(['b', 'a', 'c']);
    expect(ids(withExport(list, one('d', 3)))).toEqual(['a', 'b', 'd', 'c']);
  });

  it('changes one and leaves the others (would catch the same export shown twice)', () => {
    const list = [one('a', 1), one('b', 2)];
    const next = withExport(list, { ...one('b', 2), fraction: 0.5 });
    expect(ids(next)).toEqual(['a', 'b']);
    expect(next[1]?.fraction).toBe(0.5);
    expect(next[0]).toBe(list[0]);
  });
});
