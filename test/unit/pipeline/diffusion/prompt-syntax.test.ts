import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PromptSpan, parsePrompt } from '../../../../electron/pipeline/diffusion/prompt-syntax.ts';

const escaped = (text: string) => text.replaceAll(/[()[\]\\]/g, (sign) => `\\${sign}`);
const textOf = (spans: readonly PromptSpan[]) => spans.map(({ text }) => text).join('');
/** Text of signs that matter, in every order. */
const anyPrompt = fc.string({
  unit: fc.constantFrom('(', ')', '[', ']', '\\', ':', '1', '.', '2', '-', ' ', 'a', 'é', '🙂'),
});

function expectSpans(prompt: string, expected: readonly [text: string, weight: number][]): void {
  const spans = parsePrompt(prompt);
  expect(spans.map(({ text }) => text)).toEqual(expected.map(([text]) => text));
  for (const [index, [, weight]] of expected.entries()) expect(spans[index]?.weight).toBeCloseTo(weight, 10);
}

describe('the weighting syntax of prompts', () => {
  it.each<[prompt: string, spans: [string, number][]]>([
    ['a red cat', [['a red cat', 1]]],
    ['', []],
    [
      'a (red) cat',
      [
        ['a ', 1],
        ['red', 1.1],
        [' cat', 1],
      ],
    ],
    [
      'a ((red)) cat',
      [
        ['a ', 1],
        ['red', 1.21],
        [' cat', 1],
      ],
    ],
    [
      'a [red] cat',
      [
        ['a ', 1],
        ['red', 1 / 1.1],
        [' cat', 1],
      ],
    ],
    [
      'a (red cat:1.3)',
      [
        ['a ', 1],
        ['red cat', 1.3],
      ],
    ],
    ['(red : 0.5 )', [['red ', 0.5]]],
    [
      '(a (red:1.5) cat:2)',
      [
        ['a ', 2],
        ['red', 3],
        [' cat', 2],
      ],
    ],
    ['([red])', [['red', 1]]],
    ['(red:.5)', [['red', 0.5]]],
    ['(red:-1)', [['red', -1]]],
    ['(time 12:30)', [['time 12', 30]]],
    ['(ratio 2:1 wide)', [['ratio 2:1 wide', 1.1]]],
    ['[red:1.5]', [['red:1.5', 1 / 1.1]]],
    ['a \\(red\\) cat', [['a (red) cat', 1]]],
    [
      '\\\\(red)',
      [
        ['\\', 1],
        ['red', 1.1],
      ],
    ],
    ['C:\\new', [['C:\\new', 1]]],
    ['()', []],
  ])('reads %j', (prompt, spans) => expectSpans(prompt, spans));

  it.each(['a sad face :(', ':) and :]', '(unclosed', 'closed)', '([)', ')(', '[a)'])(
    'takes a bracket without a partner for a sign: %j',
    (prompt) => {
      const spans = parsePrompt(prompt);
      if (prompt === '([)') expectSpans(prompt, [['[', 1.1]]);
      else expect(spans).toEqual([{ text: prompt, weight: 1 }]);
    },
  );

  it('reads any text, keeping all that is no bracket, escape or weight', () => {
    fc.assert(
      fc.property(anyPrompt, (prompt) => {
        const spans = parsePrompt(prompt);
        for (const { text, weight } of spans) {
          expect(text).not.toBe('');
          expect(Math.abs(weight)).toBeLessThanOrEqual(100);
        }
        for (const [index, { weight }] of spans.entries()) expect(spans[index + 1]?.weight).not.toBe(weight);
        const letters = (text: string) => text.replaceAll(/[^aé🙂]/gu, '');
        expect(letters(textOf(spans))).toBe(letters(prompt));
      }),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (prompt) => parsePrompt(prompt).length >= 0));
  });

  it('gives escaped text back as it was, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(anyPrompt, fc.string({ unit: 'grapheme' })), (text) => {
        expect(parsePrompt(escaped(text))).toEqual(text === '' ? [] : [{ text, weight: 1 }]);
      }),
    );
  });

  it('multiplies nested weights', () => {
    const factor = fc.integer({ min: -30, max: 30 }).map((tenths) => tenths / 10);
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.array(factor, { maxLength: 4 }),
        (text, weights) => {
          const prompt = weights.reduce((inner, weight) => `(${inner}:${weight})`, escaped(text));
          const product = weights.reduce((all, weight) => all * weight, 1);
          const [span, ...more] = parsePrompt(prompt);
          expect(more).toEqual([]);
          expect(span?.text).toBe(text);
          expect(span?.weight).toBeCloseTo(product, 8);
        },
      ),
    );
  });

  it('is quick and finite on thousands of brackets', () => {
    const spans = parsePrompt(`${'('.repeat(10_000)}a${')'.repeat(10_000)}${'['.repeat(10_000)}${')'.repeat(10_000)}`);
    expect(spans[0]).toEqual({ text: 'a', weight: 100 });
  });
});
