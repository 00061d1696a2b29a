import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stageIds, stageLabels } from '../../../../electron/contract/geometry.ts';
import { methodIds, parameterSpecs } from '../../../../electron/contract/parameters.ts';
import { catalogue } from '../../../../electron/packs/catalogue.ts';
import { formatAgo, formatBytes, formatNumber, formatTimeLeft } from '../../../../renderer/src/components/format.ts';
import de from '../../../../renderer/src/i18n/de.json' with { type: 'json' };
import en from '../../../../renderer/src/i18n/en.json' with { type: 'json' };
import { setLanguage, t } from '../../../../renderer/src/i18n/i18n.ts';
import { type RendererWords, readWords, rendererWords } from '../../../support/renderer-words.ts';

const german: Readonly<Record<string, string>> = de;
const english: Readonly<Record<string, string>> = en;

/** Names that are the same in every language, and words that are not read as words. */
const names = new Set([
  ...[
    'MP4',
    'AV1',
    'WebM',
    'ProRes',
    'GIF',
    'WebP',
    'PNG',
    'JPEG',
    'px',
    'fps',
    '{{}} px',
    '{{}} fps',
    'WebGPU',
    'CPU',
    'ffmpeg',
  ],
  ...['Stillmotion', 'English', 'Deutsch', 'side by side'],
  // Prompts: starter packs read English.
  ...['waves, slow drift of clouds', 'flowers sway in a light wind, slow zoom in'],
  'slow pan to the right, drifting clouds',
]);

/** What the studio says in English and the renderer shows by t(). */
function studioWords(): string[] {
  const specs = [...stageIds, 'inpaint' as const].flatMap((operation) =>
    methodIds.flatMap((method) => parameterSpecs(operation, method) ?? []),
  );
  return [
    ...stageIds.flatMap((stage) => Object.values(stageLabels[stage])),
    ...catalogue.map(({ purpose }) => purpose),
    ...specs.flatMap((spec) => [spec.label, spec.help, spec.group ?? spec.label]),
    ...specs.flatMap((spec) => (spec.kind === 'choice' ? spec.options.map(({ label }) => label) : [])),
    ...specs.flatMap((spec) => (spec.kind === 'number' && /\p{L}/u.test(spec.unit) ? [spec.unit] : [])),
  ];
}

const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{(\w+)|<(\w+)>/g)].map((found) => found[1] ?? found[2] ?? ''))].sort();
const withoutNumber = (key: string): string => key.replace(/_(one|other)$/, '');

describe('the words of the renderer', () => {
  let words: RendererWords;
  beforeAll(async () => {
    words = await rendererWords();
  });

  test('no text is baked in: all of it goes through t()', () => {
    expect(words.keys.length).toBeGreaterThan(500);
    expect(words.baked.filter(({ text }) => !names.has(text)).map(({ at, text }) => `${at} ${text}`)).toEqual([]);
  });

  test('nothing is translated when a module is loaded, before there is a language', () => {
    expect(words.tooEarly).toEqual([]);
  });

  test('every key has a German line, and every line is used', () => {
    const used = new Set([...words.keys.map(({ text }) => text), ...studioWords()]);
    expect([...used].filter((key) => german[key] === undefined)).toEqual([]);
    expect(Object.keys(german).filter((key) => !used.has(withoutNumber(key)))).toEqual([]);
    expect(Object.keys(english).filter((key) => !used.has(withoutNumber(key)))).toEqual([]);
  });

  test('a line names the values its key names, and the call gives them', () => {
    for (const [key, text] of Object.entries(german)) {
      const wanted = placeholders(key);
      // “One project” need not say its number.
      const found = key.endsWith('_one') ? [...new Set([...placeholders(text), 'count'])].sort() : placeholders(text);
      expect(found, key).toEqual(key.endsWith('_one') ? [...new Set([...wanted, 'count'])].sort() : wanted);
    }
    for (const { text, values, at } of words.keys) {
      if (values) expect(values, at).toEqual(expect.arrayContaining(placeholders(text)));
    }
  });

  test('lines are sorted, so that two people who add some meet in one place only', () => {
    for (const lines of [german, english]) expect(Object.keys(lines)).toEqual(Object.keys(lines).sort());
  });

  test('finds text that is baked in, however it gets on the page', () => {
    const found: RendererWords = { keys: [], baked: [], tooEarly: [] };
    readWords(
      'some.tsx',
      `const table = { label: 'Crop' };
       const early = t('Early');
       export function Some({ n }: { n: number }) {
         if (n < 0) throw new Error('Never below zero.');
         notify('It is done.');
         return <Box sx={{ border: '1px solid' }} aria-label={n > 1 ? 'many' : t('One')} key="Row one">
           Words {n} <i title={\`\${n} frames\`}>{t('Fine', { n })}</i>
         </Box>;
       }`,
      found,
    );
    expect(found.baked.map(({ text }) => text)).toEqual(['Crop', 'It is done.', 'many', 'Words', '{{}} frames']);
    expect(found.tooEarly.map(({ at }) => at)).toEqual(['some.tsx:2']);
    expect(found.keys).toContainEqual({ text: 'Fine', at: 'some.tsx:7', values: ['n'] });
  });
});

describe('in German', () => {
  beforeAll(() => setLanguage('de'));
  afterAll(() => setLanguage('en'));

  test('numbers, sizes, times and dates are written as Germans write them', () => {
    expect(formatNumber(1.5, 2)).toBe('1,50');
    expect(formatBytes(1_234_567)).toBe('1,2 MB');
    expect(formatTimeLeft(95)).toBe('noch etwa 1,5 min');
    expect(formatAgo(Date.UTC(2026, 2, 3, 12), Date.UTC(2026, 5, 1))).toBe('3. März');
    expect(t('{{count, number}} projects', { count: 12_345 })).toBe('12.345 Projekte');
  });

  test('one of a thing is not many', () => {
    expect(t('{{count}} takes', { count: 1 })).toBe('1 Take');
    expect(t('{{count}} takes', { count: 0 })).toBe('0 Takes');
  });

  test('what people type is never taken for a placeholder or a key', () => {
    expect(t('Restore {{name}}', { name: '{{count}} $t(Bin) <b>&' })).toBe('{{count}} $t(Bin) <b>& wiederherstellen');
  });
});

describe('in English', () => {
  test('the key is the sentence; one of a thing has its own', () => {
    expect(t('Restore {{name}}', { name: 'Bay' })).toBe('Restore Bay');
    expect(t('{{count}} takes', { count: 1 })).toBe('1 take');
    expect(t('{{count}} takes', { count: 2 })).toBe('2 takes');
    expect(t('{{count, number}} projects', { count: 12_345 })).toBe('12,345 projects');
    expect(t('{{count}} projects in the bin', { count: 1 })).toBe('One project in the bin');
  });
});
