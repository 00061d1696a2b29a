import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';

/** Tokens that CLIP's text tower takes at once. */
const clipTokens = 77;
const startToken = '<|startoftext|>';
const endToken = '<|endoftext|>';

/** Turns prompts into what `CLIPTextModel` reads. */
export interface PromptTokenizer {
  /**
   * Start token, pieces, end token, padded with `pad` to 77. What does not fit is cut off; the end token stays last.
   * Any text will do: unknown characters become bytes.
   */
  encode(text: string): BigInt64Array;
  /** Pieces of the text, without start and end: more than 75 do not fit. */
  count(text: string): number;
}

const fileSchema = z.looseObject({
  model: z.looseObject({ vocab: z.record(z.string(), z.number().int()) }),
});

/** Longer prompts cannot change the first 75 tokens, unless they begin with thousands of spaces. */
const maxCharacters = 20_000;

/**
 * A tokenizer from a parsed tokenizer.json.
 * @throws StudioError `pack-invalid` when it is not one
 */
export function createPromptTokenizer(file: unknown): PromptTokenizer {
  const parsed = fileSchema.safeParse(file);
  if (!parsed.success) throw new StudioError('pack-invalid', "The pack's tokenizer.json has no vocabulary.");
  const { vocab } = parsed.data.model;
  const [start, end] = [vocab[startToken], vocab[endToken]];
  if (start === undefined || end === undefined) {
    throw new StudioError('pack-invalid', `The pack's tokenizer has no ${startToken} or ${endToken}.`);
  }
  const tokenizer = new Tokenizer(parsed.data, {});
  const pieces = (text: string) => tokenizer.encode(clean(text), { add_special_tokens: false }).ids;
  return {
    encode(text) {
      const ids = new BigInt64Array(clipTokens).fill(BigInt(end));
      ids[0] = BigInt(start);
      for (const [index, id] of pieces(text)
        .slice(0, clipTokens - 2)
        .entries())
        ids[index + 1] = BigInt(id);
      return ids;
    },
    count: (text) => pieces(text).length,
  };
}

/**
 * Half surrogate pairs cannot be written as bytes: they become the replacement character. Σ is made small here because
 * JavaScript, unlike the tokenizers that models were trained with, writes it ς at the end of a word.
 */
function clean(text: string): string {
  return text.slice(0, maxCharacters).toWellFormed().replaceAll('Σ', 'σ');
}

/**
 * The tokenizer.json that belongs to the older vocab.json and merges.txt, as transformers' CLIPConverter makes it.
 * @param merges text of merges.txt: a version line, then one pair a line
 */
export function clipTokenizerFile(vocab: Readonly<Record<string, number>>, merges: string): unknown {
  const pairs = merges
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#version'))
    .map((line) => line.split(' '));
  return {
    version: '1.0',
    added_tokens: [startToken, endToken].map((content) => ({
      id: vocab[content],
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: true,
      special: true,
    })),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        {
          type: 'Split',
          pattern: { Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+" },
          behavior: 'Removed',
          invert: true,
        },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      unk_token: endToken,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      byte_fallback: false,
      vocab,
      merges: pairs,
    },
  };
}
