/** A stretch of a prompt and how much it counts; 1 is usual. */
export interface PromptSpan {
  readonly text: string;
  readonly weight: number;
}

const factors = { '(': 1.1, '[': 1 / 1.1 } as const;
const closers = { ')': '(', ']': '[' } as const;
type Opener = keyof typeof factors;

/** Nobody means more; and products of deep nesting stay finite. */
const maxWeight = 100;
const weightEnd = /:\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*$/;
/** How far before a closing bracket its weight is looked for. */
const weightCharacters = 32;

/** What a bracket at a position does: changes the weight, or is a sign like any other where it is missing here. */
type Marks = ReadonlyMap<number, Mark>;
interface Mark {
  readonly factor: number;
  /** Where the text goes on: after the bracket, or after the weight and the bracket. */
  readonly next: number;
  readonly opens: boolean;
}

/**
 * Reads the weighting syntax that users of other studios know (first in AUTOMATIC1111's web interface): `(word)` counts 1.1 times,
 * `[word]` 1/1.1 times, `(word:1.3)` 1.3 times; nested ones multiply. `\(`, `\)`, `\[`, `\]` and `\\` stand for the signs themselves, and
 * so does a bracket without its partner. Any text can be read.
 * @returns stretches in order, none empty, neighbours of different weight; together the text without its brackets
 */
export function parsePrompt(prompt: string): PromptSpan[] {
  const marks = bracketMarks(prompt);
  const spans: { text: string; weight: number }[] = [];
  const weights = [1];
  const add = (text: string) => {
    const weight = Math.min(maxWeight, Math.max(-maxWeight, weights.at(-1) ?? 1));
    const last = spans.at(-1);
    if (last?.weight === weight) last.text += text;
    else spans.push({ text, weight });
  };
  for (let at = 0; at < prompt.length; ) {
    const mark = marks.get(at);
    if (mark) {
      if (mark.opens) weights.push((weights.at(-1) ?? 1) * mark.factor);
      else weights.pop();
      at = mark.next;
    } else {
      const length = isEscape(prompt, at) ? 2 : 1;
      add(prompt.slice(at + length - 1, at + length));
      at += length;
    }
  }
  return spans;
}

/** All brackets that have a partner, and the colon of a weight as the start of its closing bracket. */
function bracketMarks(prompt: string): Marks {
  const marks = new Map<number, Mark>();
  const open: { readonly sign: Opener; readonly at: number }[] = [];
  for (let at = 0; at < prompt.length; at += isEscape(prompt, at) ? 2 : 1) {
    const sign = prompt[at];
    if (sign === '(' || sign === '[') open.push({ sign, at });
    if (sign !== ')' && sign !== ']') continue;
    const partner = open.findLastIndex((bracket) => bracket.sign === closers[sign]);
    const opener = open[partner];
    if (!opener) continue;
    open.length = partner;
    const weight = sign === ')' ? weightBefore(prompt, opener.at + 1, at) : null;
    marks.set(opener.at, { factor: weight?.value ?? factors[opener.sign], next: opener.at + 1, opens: true });
    marks.set(weight?.at ?? at, { factor: 1, next: at + 1, opens: false });
  }
  return marks;
}

function isEscape(prompt: string, at: number): boolean {
  return prompt[at] === '\\' && /[()[\]\\]/.test(prompt[at + 1] ?? '');
}

/** `:1.3` right before a closing bracket. */
function weightBefore(prompt: string, from: number, to: number): { at: number; value: number } | null {
  const start = Math.max(from, to - weightCharacters);
  const found = weightEnd.exec(prompt.slice(start, to));
  return found ? { at: start + found.index, value: Number(found[1]) } : null;
}
