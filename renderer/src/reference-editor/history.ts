/** What one step changed: for every field its value before and after. */
type Diff<D> = { readonly [K in keyof D]?: { readonly before: D[K]; readonly after: D[K] } };

/**
 * Undo as diffs and marks: changes collect until a mark closes them into one step. Values are never copied, so a step costs what it
 * changed, and there is no limit on steps.
 */
export interface History<D extends object> {
  readonly document: D;
  /** Changes since the last mark. */
  readonly pending: Diff<D>;
  readonly undos: readonly Diff<D>[];
  readonly redos: readonly Diff<D>[];
}

export function startHistory<D extends object>(document: D): History<D> {
  return { document, pending: {}, undos: [], redos: [] };
}

/** Changes fields of the document. What is the same stays; anything that could be redone is gone once something differs. */
export function change<D extends object>(history: History<D>, patch: Partial<D>): History<D> {
  const pending: { [K in keyof D]?: { before: D[K]; after: D[K] } } = { ...history.pending };
  const document = { ...history.document };
  let isChanged = false;
  for (const key of Object.keys(patch) as (keyof D)[]) {
    const after = patch[key] as D[keyof D];
    if (Object.is(after, document[key])) continue;
    isChanged = true;
    const before = pending[key] ? pending[key].before : document[key];
    document[key] = after;
    if (Object.is(before, after)) delete pending[key];
    else pending[key] = { before, after };
  }
  return isChanged ? { document, pending, undos: history.undos, redos: [] } : history;
}

/** Closes the changes since the last mark into one step. */
export function mark<D extends object>(history: History<D>): History<D> {
  if (Object.keys(history.pending).length === 0) return history;
  return { ...history, pending: {}, undos: [...history.undos, history.pending] };
}

/** Takes the last step back. */
export function undo<D extends object>(history: History<D>): History<D> {
  const closed = mark(history);
  const step = closed.undos.at(-1);
  if (!step) return closed;
  return {
    document: applied(closed.document, step, 'before'),
    pending: {},
    undos: closed.undos.slice(0, -1),
    redos: [...closed.redos, step],
  };
}

/** Does the last undone step again. */
export function redo<D extends object>(history: History<D>): History<D> {
  const step = history.redos.at(-1);
  if (!step || Object.keys(history.pending).length > 0) return history;
  return {
    document: applied(history.document, step, 'after'),
    pending: {},
    undos: [...history.undos, step],
    redos: history.redos.slice(0, -1),
  };
}

export function canUndo<D extends object>(history: History<D>): boolean {
  return history.undos.length > 0 || Object.keys(history.pending).length > 0;
}

export function canRedo<D extends object>(history: History<D>): boolean {
  return history.redos.length > 0 && Object.keys(history.pending).length === 0;
}

function applied<D extends object>(document: D, step: Diff<D>, side: 'before' | 'after'): D {
  const next = { ...document };
  for (const key of Object.keys(step) as (keyof D)[]) {
    const entry = step[key];
    if (entry) next[key] = entry[side];
  }
  return next;
}
