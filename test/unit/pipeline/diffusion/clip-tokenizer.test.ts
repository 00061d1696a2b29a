import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clipTokenizerFile, createPromptTokenizer } from '../../../../electron/pipeline/diffusion/clip-tokenizer.ts';

const folder = new URL('../../../fixtures/clip-tokenizer/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const expected = JSON.parse(read('prompts.json')) as {
  bos: number;
  eos: number;
  prompts: { text: string; ids: number[] }[];
};
const file = clipTokenizerFile(JSON.parse(read('vocab.json')), read('merges.txt'));
const tokenizer = createPromptTokenizer(file);
const encode = (text: string) => Array.from(tokenizer.piece(tokenizer.tokens(text)), Number);

describe('CLIP tokenizer', () => {
  it.each(expected.prompts.map((row) => [JSON.stringify(row.text).slice(0, 60), row] as const))(
    'gives the token ids of transformers for %s',
    (_, { text, ids }) => {
      const found = encode(text);
      expect(found).toHaveLength(77);
      expect(found.slice(0, ids.length)).toEqual(ids);
      expect(found.slice(ids.length).every((id) => id === expected.eos)).toBe(true);
    },
  );

  it('keeps the end token when a long prompt is cut off', () => {
    const ids = encode('a cat '.repeat(2000));
    expect(ids[76]).toBe(expected.eos);
    expect(ids[75]).not.toBe(expected.eos);
  });

  it('takes halves of surrogate pairs without throwing', () => {
    expect(encode('\ud83d broken \udc00')).toHaveLength(77);
  });

  it('pads with another token where the config says so, after one end token', () => {
    const padded = createPromptTokenizer(file, '!');
    const ids = Array.from(padded.piece(padded.tokens('a cat')), Number);
    expect(ids.indexOf(expected.eos)).toBe(3);
    expect(ids.slice(4).every((id) => id === 0)).toBe(true);
    expect(() => createPromptTokenizer(file, '<|nothing|>')).toThrow(/<\|nothing\|>/);
  });

  // Ids as transformers 5 gives them for the tokenizers of Stable Diffusion 1 and 2.
  it.each([
    ['<|endoftext|>', 'hello! wow!!', [71, 719, 75, 334, 256, 86, 78, 342, 0, 256]],
    ['!', 'hello! wow!!', [71, 719, 75, 334, 0, 86, 78, 342, 0, 0]],
    ['<|endoftext|>', '<|ENDOFTEXT|> x', [27, 347, 68, 77, 562, 69, 852, 91, 285, 343]],
    ['!', '<|ENDOFTEXT|> x', [876, 343]],
  ])('takes the padding token %s for itself inside a text: %s', (pad, text, ids) => {
    const padding = clipTokenizerFile(JSON.parse(read('vocab.json')), read('merges.txt'), pad);
    expect(createPromptTokenizer(padding, pad).tokens(text)).toEqual(ids);
  });

  it('names a tokenizer file without a vocabulary', () => {
    expect(() => createPromptTokenizer({ model: {} })).toThrow(/vocabulary/);
  });
});
