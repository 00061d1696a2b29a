import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { searchTerms } from '../../../electron/library/search.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '"',
        "'",
        '*',
        '(',
        ')',
        'NEAR',
        'AND',
        'OR',
        'NOT',
        '-',
        '^',
        ':',
        'name:',
        '\0',
        '%',
        '\\',
        '{',
        ' ',
        'abc',
        'é',
      ),
    )
    .map((parts) => parts.join('')),
);

it('makes an expression SQLite takes of whatever is typed (would catch a quote that opens a query language)', () => {
  const file = new Database(':memory:');
  onTestFinished(() => void file.close());
  file.exec(`CREATE VIRTUAL TABLE texts USING fts5 (name, tokenize = 'trigram remove_diacritics 1')`);
  const query = file.prepare('SELECT count(*) FROM texts WHERE texts MATCH ?').pluck();
  fc.assert(
    fc.property(hostile, (typed) => {
      const { match } = searchTerms(typed);
      if (match !== null) query.get(match);
    }),
    { numRuns: 500 },
  );
});

it('finds every text by any run of it without spaces (would catch a word that is looked for in neither way)', () => {
  const file = new Database(':memory:');
  onTestFinished(() => void file.close());
  file.exec(`CREATE VIRTUAL TABLE texts USING fts5 (name, tokenize = 'trigram remove_diacritics 1')`);
  const insert = file.prepare('INSERT INTO texts (rowid, name) VALUES (1, ?)');
  const clear = file.prepare('DELETE FROM texts');
  const letters = fc.constantFrom('a', 'B', 'ß', 'ö', '風', '한', '🌷', 'ש', '"', '*', '%', '_', '\\', '-');
  fc.assert(
    fc.property(fc.array(letters, { minLength: 1, maxLength: 8 }), fc.nat(7), fc.nat(7), (name, from, length) => {
      insert.run(name.join(''));
      const { match, patterns } = searchTerms(
        name.slice(from % name.length, (from % name.length) + length + 1).join(''),
      );
      const found =
        match === null
          ? file.prepare(`SELECT count(*) FROM texts WHERE name LIKE ? ESCAPE '\\'`).pluck().get(patterns[0])
          : file.prepare('SELECT count(*) FROM texts WHERE texts MATCH ?').pluck().get(match);
      clear.run();
      return found === 1;
    }),
    { numRuns: 500 },
  );
});

it('looks for at most twenty words, and for nothing when nothing is typed', () => {
  expect(searchTerms(' \t\n\0 ')).toEqual({ match: null, patterns: [] });
  expect(searchTerms('word '.repeat(1_000)).match?.split(' AND ')).toHaveLength(20);
  expect(searchTerms('a "b" 100%')).toEqual({ match: '"""b""" AND "100%"', patterns: ['%a%'] });
});
