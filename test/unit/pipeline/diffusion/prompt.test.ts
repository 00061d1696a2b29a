import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { clipTokenizerFile } from '../../../../electron/pipeline/diffusion/clip-tokenizer.ts';
import { type PromptReader, promptReader, weighStates } from '../../../../electron/pipeline/diffusion/prompt.ts';

const folder = fileURLToPath(new URL('../../../fixtures/clip-tokenizer', import.meta.url));
const recorded = JSON.parse(readFileSync(`${folder}/prompts.json`, 'utf8')) as {
  eos: number;
  prompts: { text: string; ids: number[] }[];
};
const onDisk = { readText: (path: string) => readFile(path, 'utf8').catch(() => null) };
const idsOf = (reader: PromptReader, text: string) => reader.read(text).map(({ ids }) => Array.from(ids, Number));
/** Without start, end and padding. */
const content = (ids: readonly number[]) => ids.slice(1, ids.indexOf(recorded.eos));

let studio: PromptReader;
let plain: PromptReader;
beforeAll(async () => {
  studio = await promptReader(onDisk, folder, 'studio');
  plain = await promptReader(onDisk, folder, 'plain');
});

describe('prompts in pieces of 77 tokens', () => {
  it('reads short prompts without brackets as the reference does, in both syntaxes', () => {
    const short = recorded.prompts.filter(({ text, ids }) => ids.length < 70 && !/[()[\]\\]/.test(text));
    expect(short.length).toBeGreaterThan(50);
    for (const { text, ids } of short) {
      for (const reader of [studio, plain]) {
        const pieces = reader.read(text);
        expect(pieces).toHaveLength(1);
        expect(pieces[0]?.weights).toBeNull();
        expect(Array.from(pieces[0]?.ids ?? [], Number).slice(0, ids.length)).toEqual(ids);
      }
    }
  });

  it('cuts long prompts off in the plain syntax, and loses nothing in the studio one', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a cat', ',', 'waves and clouds', '🙂'), { maxLength: 150 }), (words) => {
        const text = words.join(' ');
        const pieces = idsOf(studio, text);
        const all = pieces.flatMap(content);
        const [only, ...more] = idsOf(plain, text);
        expect(more).toEqual([]);
        expect(content(only ?? [])).toEqual(all.slice(0, 75));
        expect(pieces).toHaveLength(Math.max(1, pieces.filter((ids) => content(ids).length > 0).length));
        for (const ids of pieces) expect(ids).toHaveLength(77);
        // Pieces are cut at most 20 tokens early.
        for (const ids of pieces.slice(0, -1)) expect(content(ids).length).toBeGreaterThan(55);
      }),
    );
  });

  it('cuts after a comma that is near', () => {
    const text = `${'cat '.repeat(70)}, ${'dog '.repeat(10)}`;
    expect(idsOf(studio, text).map((ids) => content(ids).length)).toEqual([71, 10]);
  });

  it('puts weights on the tokens of their words, and one on start, end and padding', () => {
    const [piece] = studio.read('a (cat:1.5) and [dog]');
    const weights = Array.from(piece?.weights ?? []);
    expect(weights).toHaveLength(77);
    const used = content(Array.from(piece?.ids ?? [], Number)).length;
    expect(weights[0]).toBe(1);
    expect(weights.slice(1, used + 1)).toContain(1.5);
    expect(weights.slice(1, used + 1)).toContain(Math.fround(1 / 1.1));
    expect(weights.slice(used + 1).every((weight) => weight === 1)).toBe(true);
  });

  it('does not weigh in the plain syntax', () => {
    expect(plain.read('a (cat:1.5)')[0]?.weights).toBeNull();
    expect(content(idsOf(plain, 'a (cat:1.5)')[0] ?? []).length).toBeGreaterThan(2);
  });
});

describe('published tokenizers', () => {
  const vocab = readFileSync(`${folder}/vocab.json`, 'utf8');
  const merges = readFileSync(`${folder}/merges.txt`, 'utf8');
  const json = JSON.stringify(clipTokenizerFile(JSON.parse(vocab), merges));
  const read = (files: Record<string, string>, path = 'pack/tokenizer') =>
    promptReader({ readText: async (name) => files[name] ?? null }, path, 'plain');
  const padOf = (reader: PromptReader) => idsOf(reader, '')[0]?.at(-1);
  const old = { 'pack/tokenizer/vocab.json': vocab, 'pack/tokenizer/merges.txt': merges };

  it('are read from a folder of either kind, and from a file', async () => {
    const expected = idsOf(await read(old), 'a photo of a cat');
    expect(idsOf(await read({ 'pack/tokenizer/tokenizer.json': json }), 'a photo of a cat')).toEqual(expected);
    const file = 'pack/tokenizer.json';
    expect(idsOf(await read({ [file]: json }, file), 'a photo of a cat')).toEqual(expected);
    expect(idsOf(await read({ 'tokenizer.json': json }, 'tokenizer.json'), 'a photo of a cat')).toEqual(expected);
  });

  it('pad with what their config says: Stable Diffusion 2 and XL would read the prompt wrongly otherwise', async () => {
    const config = (pad: unknown, more = {}) => JSON.stringify({ pad_token: pad, ...more });
    const withConfig = (name: string, text: string) => ({ ...old, [`pack/tokenizer/${name}`]: text });
    expect(padOf(await read(old))).toBe(recorded.eos);
    expect(padOf(await read(withConfig('tokenizer_config.json', config('!'))))).toBe(0);
    expect(padOf(await read(withConfig('special_tokens_map.json', config({ content: '!' }))))).toBe(0);
    const both = { ...withConfig('tokenizer_config.json', config('<|endoftext|>')) };
    expect(padOf(await read({ ...both, 'pack/tokenizer/special_tokens_map.json': config('!') }))).toBe(0);
    const newer = withConfig('tokenizer_config.json', config('<|endoftext|>', { added_tokens_decoder: {} }));
    expect(padOf(await read({ ...newer, 'pack/tokenizer/special_tokens_map.json': config('!') }))).toBe(recorded.eos);
  });

  it('that are missing or broken are named', async () => {
    await expect(read({})).rejects.toThrow(/vocabulary/);
    await expect(read({ 'pack/tokenizer/tokenizer.json': '{' })).rejects.toThrow(/not JSON/);
    await expect(promptReader(onDisk, null, 'plain')).rejects.toThrow(/no tokenizer/);
  });
});

describe('weights on text states', () => {
  const states = Float32Array.of(1, 2, 3, 4, 5, 6);

  it('scale tokens against each other and keep the mean of all', () => {
    const weighed = weighStates(states, Float32Array.of(1, 2, 1));
    expect((weighed[2] ?? 0) / (weighed[0] ?? 0)).toBeCloseTo(6, 5);
    expect(weighed.reduce((sum, value) => sum + value) / 6).toBeCloseTo(3.5, 5);
  });

  it('stay finite when the mean vanishes', () => {
    for (const values of [Float32Array.of(1, -1, 1, -1), new Float32Array(4)]) {
      for (const weight of weighStates(values, Float32Array.of(0, -1))) expect(Number.isFinite(weight)).toBe(true);
    }
    expect(weighStates(Float32Array.of(1, 1), Float32Array.of(1, -1))).toEqual(Float32Array.of(1, -1));
  });
});
