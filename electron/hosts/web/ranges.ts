/** What a Range header asks of a file of `size` bytes; `first` and `last` both included. */
export type RangeDecision =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly first: number; readonly last: number }
  | { readonly kind: 'unsatisfiable' };

/**
 * Reads one byte range (RFC 9110, section 14). A header that is malformed, of another unit or of several ranges is ignored,
 * as the standard allows: the whole file is the answer. A well-formed range outside the file is unsatisfiable.
 */
export function decideRange(header: string | null | undefined, size: number): RangeDecision {
  const match = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/.exec(header ?? '');
  if (!match) return { kind: 'whole' };
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return { kind: 'whole' };
  if (from === '') {
    const suffix = Number(to);
    if (suffix === 0 || size === 0) return { kind: 'unsatisfiable' };
    return { kind: 'part', first: Math.max(0, size - suffix), last: size - 1 };
  }
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < first) return { kind: 'whole' };
  return first < size ? { kind: 'part', first, last } : { kind: 'unsatisfiable' };
}
