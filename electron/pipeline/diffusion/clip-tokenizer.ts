import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';

/** Tokens that CLIP's text tower takes at once, and how many of them a text may fill: start and end take one each. */
const clipTokens = 77;
export const pieceTokens = clipTokens - 2;

const startToken = '<|startoftext|>';
const endToken = '<|endoftext|>';

/** Turns prompts into what `CLIPTextModel` reads. */
export interface PromptTokenizer {
  /** Ids of a text of any length, without start and end. Any text will do: unknown characters become bytes. */
  tokens(text: string): readonly number[];
  /** Start token, at most 75 ids, end token, padding: 77 in all. What does not fit is cut off. */
  piece(ids: readonly number[]): BigInt64Array;
  /** The id of a comma; null where it has none of its own. */
  readonly comma: number | null;
}

const fileSchema = z.looseObject({
  model: z.looseObject({ vocab: z.record(z.string(), z.number().int()) }),
});

/** Longer prompts would take more minutes to encode than anybody waits. */
const maxCharacters = 20_000;

/**
 * A tokenizer from a parsed tokenizer.json.
 * @param padToken what fills a piece up; the end token by default, as in Stable Diffusion 1
 * @throws StudioError `pack-invalid` when it is not one
 */
export function createPromptTokenizer(file: unknown, padToken: string = endToken): PromptTokenizer {
  const parsed = fileSchema.safeParse(file);
  if (!parsed.success) throw new StudioError('pack-invalid', "The pack's tokenizer has no vocabulary.");
  const { vocab } = parsed.data.model;
  const idOf = (token: string): bigint => {
    const id = vocab[token];
    if (id === undefined) throw new StudioError('pack-invalid', `The pack's tokenizer has no token ${token}.`);
    return BigInt(id);
  };
  const [start, end, pad] = [idOf(startToken), idOf(endToken), idOf(padToken)];
  const tokenizer = new Tokenizer(parsed.data, {});
  return {
    tokens: (text) => tokenizer.encode(clean(text), { add_special_tokens: false }).ids,
    piece(ids) {
      const kept = ids.slice(0, pieceTokens);
      const piece = new BigInt64Array(clipTokens).fill(pad);
      piece.set([start, ...kept.map(BigInt), end]);
      return piece;
    },
    comma: vocab[',</w>'] ?? null,
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
 * @param padToken becomes a token of its own wherever a text has it, by its exact letters: Stable Diffusion 2's `!`
 */
export function clipTokenizerFile(
  vocab: Readonly<Record<string, number>>,
  merges: string,
  padToken: string = endToken,
): unknown {
  const pairs = merges
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#version'))
    .map((line) => line.split(' '));
  return {
    version: '1.0',
    added_tokens: [...new Set([startToken, endToken, padToken])].map((content) => ({
      id: vocab[content],
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: content !== padToken,
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
