/** A run of a text compared with another: in both, only in the first, only in the second. */
export interface DiffPart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
/** Beyond so many pairs of words (about 2,000 by 2,000, 8 MB) what differs in the middle is shown as replaced at one go. */
const mostPairs = 4_000_000;

/**
 * What has to be done to the first text to get the second, word by word. What is the same and what was removed make up the first
 * text, what is the same and what was added the second, letter for letter.
 */
export function wordDiff(before: string, after: string): DiffPart[] {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const parts = [
    ...a.slice(0, start).map(same),
    ...changes(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ];
  return joined(parts);
}

/** Words, spaces and marks, each by itself. */
function wordsOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

const same = (text: string): DiffPart => ({ kind: 'same', text });

/** By the longest common subsequence. */
function changes(a: readonly string[], b: readonly string[]): DiffPart[] {
  const parts: DiffPart[] = [];
  const width = b.length + 1;
  /** Common words of the rests a[i…] and b[j…], at i · width + j. */
  const common = a.length * b.length > mostPairs ? null : new Uint16Array((a.length + 1) * width);
  if (common) {
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) {
        const at = i * width + j;
        common[at] =
          a[i] === b[j] ? (common[at + width + 1] ?? 0) + 1 : Math.max(common[at + width] ?? 0, common[at + 1] ?? 0);
      }
    }
  }
  let [i, j] = [0, 0];
  while (common && i < a.length && j < b.length) {
    const at = i * width + j;
    if (a[i] === b[j]) {
      parts.push(same(a[i++] ?? ''));
      j += 1;
    } else if ((common[at + width] ?? 0) >= (common[at + 1] ?? 0)) {
      parts.push({ kind: 'removed', text: a[i++] ?? '' });
    } else {
      parts.push({ kind: 'added', text: b[j++] ?? '' });
    }
  }
  parts.push(...a.slice(i).map((text): DiffPart => ({ kind: 'removed', text })));
  parts.push(...b.slice(j).map((text): DiffPart => ({ kind: 'added', text })));
  return parts;
}

/** Neighbours of a kind as one; a space or comma alone between two changes is part of the change. */
function joined(parts: readonly DiffPart[]): DiffPart[] {
  const result: DiffPart[] = [];
  const text = { same: '', removed: '', added: '' };
  const put = (kind: DiffPart['kind']): void => {
    if (text[kind] !== '') result.push({ kind, text: text[kind] });
    text[kind] = '';
  };
  /** What is the same after a change, as long as no word is in it. */
  let between = '';
  const isChanging = (): boolean => text.removed !== '' || text.added !== '';
  const settle = (): void => {
    put('same');
    put('removed');
    put('added');
    text.same = between;
    between = '';
  };
  for (const part of parts) {
    if (part.kind !== 'same') {
      text.removed += between;
      text.added += between;
      between = '';
      text[part.kind] += part.text;
    } else if (isChanging()) {
      between += part.text;
      if (/[\p{L}\p{N}]/u.test(part.text)) settle();
    } else {
      text.same += part.text;
    }
  }
  settle();
  put('same');
  return result;
}
