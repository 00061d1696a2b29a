import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canRedo,
  canUndo,
  change,
  mark,
  redo,
  startHistory,
  undo,
} from '../../../../renderer/src/reference-editor/history.ts';

interface Document {
  readonly a: number;
  readonly b: number;
  readonly list: readonly number[];
}
const blank: Document = { a: 0, b: 0, list: [] };

const patches = fc.array(
  fc.record(
    { a: fc.nat(3), b: fc.nat(3), list: fc.array(fc.nat(3), { maxLength: 2 }), marks: fc.boolean() },
    { requiredKeys: ['marks'] },
  ),
  { maxLength: 30 },
);

describe('undo and redo', () => {
  test('all the way back is where it began, all the way forward where it ended', () => {
    fc.assert(
      fc.property(patches, (steps) => {
        let history = startHistory(blank);
        const seen = [history.document];
        for (const { marks, ...patch } of steps) {
          history = change(history, patch);
          if (marks) history = mark(history);
          if (marks && history.document !== seen.at(-1)) seen.push(history.document);
        }
        const end = history.document;
        let back = history;
        while (canUndo(back)) back = undo(back);
        expect(back.document).toEqual(blank);
        let forward = back;
        while (canRedo(forward)) forward = redo(forward);
        expect(forward.document).toEqual(end);
      }),
    );
  });

  test('undo then redo changes nothing, at any point', () => {
    fc.assert(
      fc.property(patches, fc.nat(20), (steps, backSteps) => {
        let history = startHistory(blank);
        for (const { marks: _, ...patch } of steps) history = mark(change(history, patch));
        for (let step = 0; step < backSteps; step += 1) history = undo(history);
        if (!canUndo(history)) return;
        expect(redo(undo(history)).document).toEqual(history.document);
      }),
    );
  });

  test('a drag of a hundred changes is one step', () => {
    let history = startHistory(blank);
    for (let a = 1; a <= 100; a += 1) history = change(history, { a });
    history = mark(history);
    expect(history.undos).toHaveLength(1);
    expect(undo(history).document.a).toBe(0);
  });

  test('a drag that ends where it began is no step', () => {
    const history = mark(change(change(startHistory(blank), { a: 5 }), { a: 0 }));
    expect(canUndo(history)).toBe(false);
  });

  test('a new change ends what could be redone', () => {
    const undone = undo(mark(change(startHistory(blank), { a: 1 })));
    expect(canRedo(undone)).toBe(true);
    expect(canRedo(change(undone, { b: 2 }))).toBe(false);
  });
});
