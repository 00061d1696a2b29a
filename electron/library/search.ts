/** What was typed, taken apart for SQLite. A project is found when every word is somewhere in its name, tags or prompts. */
export interface SearchTerms {
  /** FTS5 expression of the words that are long enough for the index; null when there are none. */
  readonly match: string | null;
  /** LIKE patterns (`ESCAPE '\'`) of the words too short for it. */
  readonly patterns: readonly string[];
}

/** Words beyond these are not looked for. */
const mostWords = 20;
/** The index is one of trigrams. */
const shortestIndexed = 3;

/** Nothing that is typed has a meaning of its own: quotes, operators, wildcards and control characters are text like any other. */
export function searchTerms(typed: string): SearchTerms {
  const words = typed
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, mostWords);
  const indexed = words.filter(isIndexed);
  return {
    match: indexed.length === 0 ? null : indexed.map((word) => `"${word.replaceAll('"', '""')}"`).join(' AND '),
    patterns: words.filter((word) => !isIndexed(word)).map(likePattern),
  };
}

/** Marks do not count: the index leaves them out. */
function isIndexed(word: string): boolean {
  return [...word.replaceAll(/\p{M}/gu, '')].length >= shortestIndexed;
}

/** A word as a LIKE pattern that finds it anywhere; %, _ and \ stand for themselves (`ESCAPE '\'`). */
function likePattern(word: string): string {
  return `%${word.replaceAll(/[\\%_]/g, (wildcard) => `\\${wildcard}`)}%`;
}
