import { describe, expect, test } from 'vitest';
import { staleAfter } from '../../../../renderer/src/api/stale-after.ts';

describe('what an event makes out of date', () => {
  test('progress refetches nothing: it comes ten times a second', () => {
    expect(
      staleAfter({
        type: 'job.progress',
        jobId: 'job000000001',
        projectId: 'project00001',
        stage: 'i2v',
        step: 1,
        of: 8,
        stageFraction: 0.1,
        fraction: 0.05,
        secondsLeft: null,
        preview: null,
      }),
    ).toEqual([]);
  });

  test('new takes show in their project, the gallery and the plan', () => {
    const keys = staleAfter({ type: 'takes.changed', projectId: 'project00001' });
    expect(keys).toContainEqual(['projects.get', { projectId: 'project00001' }]);
    expect(keys).toContainEqual(['projects.list']);
    expect(keys).toContainEqual(['generations.plan']);
  });

  test('one changed project leaves the other open projects alone; null means all of them', () => {
    expect(staleAfter({ type: 'projects.changed', projectId: 'project00001' })).not.toContainEqual(['projects.get']);
    expect(staleAfter({ type: 'projects.changed', projectId: null })).toContainEqual(['projects.get']);
    expect(staleAfter({ type: 'projects.changed', projectId: null })).toContainEqual(['jobs.list']);
  });
});
