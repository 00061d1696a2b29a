import type { FoundNetwork } from './stock.ts';

/** The text towers of Stable Diffusion have CLIP's vocabulary, all of one size. */
const clipVocabularySize = 49_408;
const startToken = '<|startoftext|>';
const endToken = '<|endoftext|>';

interface TokenizerFile {
  readonly name: string;
  readonly text: string;
}

/**
 * CLIP's own tokenizer, as published beside its models: what a single-file checkpoint leaves out. Null for a text encoder with
 * another vocabulary.
 *
 * Pieces of OpenAI's CLIP are padded with the end token, those of OpenCLIP (Stable Diffusion 2, the second encoder of SDXL) with `!`.
 */
export async function clipTokenizerFiles({ config }: FoundNetwork): Promise<readonly TokenizerFile[] | null> {
  if (config?.vocab_size !== clipVocabularySize) return null;
  const { default: merges } = await import('./clip-merges.json', { with: { type: 'json' } });
  const padToken = config.hidden_act === 'gelu' ? '!' : endToken;
  return [
    { name: 'merges.txt', text: `#version: 0.2\n${merges.join('\n')}\n` },
    { name: 'special_tokens_map.json', text: `${JSON.stringify({ pad_token: padToken })}\n` },
    { name: 'vocab.json', text: `${JSON.stringify(vocabularyOf(merges))}\n` },
  ];
}

/** Ids in CLIP's order: the bytes, the bytes that end a word, what each merge makes, the two special tokens. */
function vocabularyOf(merges: readonly string[]): Readonly<Record<string, number>> {
  const bytes = byteCharacters();
  const words = [
    ...bytes,
    ...bytes.map((byte) => `${byte}</w>`),
    ...merges.map((pair) => pair.replace(' ', '')),
    startToken,
    endToken,
  ];
  return Object.fromEntries(words.map((word, id) => [word, id]));
}

/** How byte-level vocabularies write the 256 bytes: visible ones as themselves, then the others as the characters from 256 on. */
function byteCharacters(): string[] {
  const range = (first: string, last: string): number[] => {
    const [from, to] = [first.charCodeAt(0), last.charCodeAt(0)];
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  };
  const visible = [...range('!', '~'), ...range('¡', '¬'), ...range('®', 'ÿ')];
  return Array.from({ length: 256 }, (_, index) => String.fromCharCode(visible[index] ?? 256 + index - visible.length));
}
