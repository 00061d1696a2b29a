import { useCallback, useRef, useState } from 'react';
import type { EditDocument } from './edit-document.ts';
import { canRedo, canUndo, change, type History, mark, redo, startHistory, undo } from './history.ts';

/** How components change the document. `change` may be called many times while dragging; `finish` makes that one step. */
export interface Editing {
  readonly document: EditDocument;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  change(patch: Partial<EditDocument>): void;
  /** Changes by what is there now: for work that ends later, such as a fill. */
  update(make: (document: EditDocument) => Partial<EditDocument>): void;
  finish(): void;
  undo(): void;
  redo(): void;
}

export function useEditor(initial: EditDocument): Editing {
  const [history, setHistory] = useState(() => startHistory(initial));
  const apply = useCallback((step: (old: History<EditDocument>) => History<EditDocument>) => setHistory(step), []);
  const actions = useRef({
    change: (patch: Partial<EditDocument>) => apply((old) => change(old, patch)),
    update: (make: (document: EditDocument) => Partial<EditDocument>) =>
      apply((old) => mark(change(old, make(old.document)))),
    finish: () => apply(mark),
    undo: () => apply(undo),
    redo: () => apply(redo),
  });
  return { document: history.document, canUndo: canUndo(history), canRedo: canRedo(history), ...actions.current };
}
