import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DiffPart, wordDiff } from '../../../../renderer/src/components/word-diff.ts';

const read = (parts: readonly DiffPart[], without: DiffPart['kind']): string =>
  parts.map(({ kind, text }) => (kind === without ? '' : text)).join('');

const words = fc.array(fc.constantFrom('a', 'windmill', 'at', 'dusk', ',', ' ', ' ', '風車', 'é', '🌷', '\n', "it's"), {
  maxLength: 30,
});
const text = fc.oneof(
  words.map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
);

describe('a word diff', () => {
  test('holds both texts, letter for letter (would catch a space that is lost, or a word told twice)', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = wordDiff(before, after);
        expect(read(parts, 'added')).toBe(before);
        expect(read(parts, 'removed')).toBe(after);
        expect(parts.every((part) => part.text !== '')).toBe(true);
        // Neighbours of a kind are one part.
        expect(parts.some((part, index) => part.kind === parts[index + 1]?.kind)).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  test('of a text with itself has nothing to tell', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(wordDiff(one, one)).toEqual(one === '' ? [] : [{ kind: 'same', text: one }]);
      }),
    );
  });

  test('finds words put in as words put in (would catch a diff that gives up and replaces all)', () => {
    const plain = fc.array(fc.constantFrom('calm', 'sea', 'dusk', 'light'), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(plain, fc.array(fc.nat(12), { maxLength: 4 }), (before, places) => {
        const after: string[] = [...before];
        for (const place of places) after.splice(place % (after.length + 1), 0, 'NEW');
        const parts = wordDiff(before.join(' '), after.join(' '));
        const told = parts.filter(({ kind }) => kind === 'added').flatMap((part) => part.text.match(/\w+/g) ?? []);
        expect(parts.filter(({ kind }) => kind === 'removed').flatMap((part) => part.text.match(/\w+/g) ?? [])).toEqual(
          told.filter((word) => word !== 'NEW'),
        );
        expect(told.filter((word) => word === 'NEW')).toHaveLength(places.length);
      }),
    );
  });

  test('reads as a person would put it', () => {
    expect(wordDiff('an old windmill at warm dusk, calm', 'an old mill by cold dusk, calm')).toEqual([
      { kind: 'same', text: 'an old ' },
      { kind: 'removed', text: 'windmill at warm' },
      { kind: 'added', text: 'mill by cold' },
      { kind: 'same', text: ' dusk, calm' },
    ]);
    expect(wordDiff('a cat', 'a cat runs')).toEqual([
      { kind: 'same', text: 'a cat' },
      { kind: 'added', text: ' runs' },
    ]);
    expect(wordDiff('', 'new')).toEqual([{ kind: 'added', text: 'new' }]);
  });

  test('of the longest prompts there can be comes at once, and is still right', () => {
    const long = (seed: number): string =>
      Array.from({ length: 3_000 }, (_, index) => `w${(index * seed) % 997}`).join(' ');
    const parts = wordDiff(long(7), long(11));
    expect(read(parts, 'added')).toBe(long(7));
    expect(read(parts, 'removed')).toBe(long(11));
  });
});
