import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Job } from '../../../../electron/contract/domain.ts';
import {
  dropPosition,
  moved,
  moveTarget,
  partQueue,
  totalSecondsLeft,
} from '../../../../renderer/src/queue/queue-order.ts';

const job = (id: string, state: Job['state'], finishedAt: number | null = null): Job => ({
  id,
  projectId: 'project00001',
  projectName: id,
  prompt: '',
  negativePrompt: '',
  parentTakeId: null,
  seed: 1,
  preset: 'draft',
  sweep: null,
  state,
  steps: [],
  fraction: 0,
  secondsLeft: null,
  error: null,
  crashes: 0,
  createdAt: 1,
  startedAt: null,
  finishedAt,
});

/** What the queue does with the answer: takes the job out and puts it before the named one, or last. */
function applyMove(order: readonly string[], moved: string, before: string | null): string[] {
  const others = order.filter((id) => id !== moved);
  const at = before === null ? others.length : others.indexOf(before);
  return [...others.slice(0, at), moved, ...others.slice(at)];
}

describe('the queue screen', () => {
  test('finished jobs come newest first, waiting ones in running order', () => {
    const parts = partQueue([
      job('w1', 'waiting'),
      job('d1', 'done', 10),
      job('r1', 'running'),
      job('f1', 'failed', 30),
      job('w2', 'waiting'),
    ]);
    expect(parts.running.map(({ id }) => id)).toEqual(['r1']);
    expect(parts.waiting.map(({ id }) => id)).toEqual(['w1', 'w2']);
    expect(parts.finished.map(({ id }) => id)).toEqual(['f1', 'd1']);
  });

  test('a move, once carried out, puts the job where it was dropped', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.nat(),
        fc.integer({ min: -2, max: 12 }),
        (count, pick, position) => {
          const waiting = Array.from({ length: count }, (_, index) => job(`w${index}`, 'waiting'));
          const ids = waiting.map(({ id }) => id);
          const moved = ids[pick % count] ?? '';
          const target = moveTarget(waiting, moved, position);
          const wanted = Math.min(Math.max(position, 0), count - 1);
          if (target === undefined) expect(ids.indexOf(moved)).toBe(wanted);
          else expect(applyMove(ids, moved, target).indexOf(moved)).toBe(wanted);
        },
      ),
    );
  });

  test('paused jobs stand in the line in their places', () => {
    const jobs = [
      job('r', 'running'),
      job('w1', 'waiting'),
      job('p', 'paused'),
      job('w2', 'waiting'),
      job('d', 'done', 1),
    ];
    expect(partQueue(jobs).waiting.map(({ id }) => id)).toEqual(['w1', 'p', 'w2']);
    expect(partQueue(jobs).finished.map(({ id }) => id)).toEqual(['d']);
    expect(moved(jobs, 'w2', 'w1').map(({ id }) => id)).toEqual(['r', 'w2', 'w1', 'p', 'd']);
    expect(moved(jobs, 'w1', null).map(({ id }) => id)).toEqual(['r', 'p', 'w2', 'w1', 'd']);
    expect(moved(jobs, 'gone', 'w1')).toEqual(jobs);
  });

  test('what is shown at once is what the studio will list', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(), fc.nat(8), (count, pick, position) => {
        const waiting = Array.from({ length: count }, (_, index) => job(`w${index}`, 'waiting'));
        const ids = waiting.map(({ id }) => id);
        const chosen = ids[pick % count] ?? '';
        const target = moveTarget(waiting, chosen, position);
        if (target === undefined) return;
        expect(moved(waiting, chosen, target).map(({ id }) => id)).toEqual(applyMove(ids, chosen, target));
      }),
    );
  });

  test('a dragged row lies after the rows whose middle it has passed', () => {
    expect([-50, 49, 51, 500].map((middle) => dropPosition([50, 150, 250], middle))).toEqual([0, 0, 1, 3]);
  });

  test('a job that is not waiting cannot be moved', () => {
    expect(moveTarget([job('w1', 'waiting')], 'gone', 0)).toBeUndefined();
  });

  test('the total is unknown as soon as one part is', () => {
    expect(totalSecondsLeft([{ secondsLeft: 4 }, { secondsLeft: 6 }])).toBe(10);
    expect(totalSecondsLeft([{ secondsLeft: 4 }, { secondsLeft: null }])).toBeNull();
  });
});
