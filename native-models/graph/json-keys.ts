/**
 * The first key that an object of this JSON text has twice, at any depth; null when there is none. `JSON.parse` keeps the
 * last of two equal keys silently, so that two readers of one file could see different tensors.
 * `text` must already have been accepted by `JSON.parse`.
 */
export function duplicateKey(text: string): string | null {
  /** Keys seen in every open object; null for an open array. */
  const open: (Set<string> | null)[] = [];
  let expectKey = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{') {
      open.push(new Set());
      expectKey = true;
    } else if (character === '[') {
      open.push(null);
      expectKey = false;
    } else if (character === '}' || character === ']') {
      open.pop();
      expectKey = false;
    } else if (character === ',') {
      expectKey = open.at(-1) !== null;
    } else if (character === '"') {
      const start = at;
      at = closingQuote(text, at);
      const keys = open.at(-1);
      if (expectKey && keys) {
        const key = JSON.parse(text.slice(start, at + 1)) as string;
        if (keys.has(key)) return key;
        keys.add(key);
        expectKey = false;
      }
    }
  }
  return null;
}

function closingQuote(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
