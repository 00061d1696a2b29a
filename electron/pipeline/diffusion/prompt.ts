import { StudioError } from '../../contract/errors.ts';
import type { StagePorts } from '../ports.ts';
import { clipTokenizerFile, createPromptTokenizer } from './clip-tokenizer.ts';
import type { Prompts } from './request.ts';

/** 77 tokens that a text encoder reads at once. */
export interface PromptPiece {
  readonly ids: BigInt64Array;
  /** How much each token counts; null: all alike. */
  readonly weights: Float32Array | null;
}

export interface PromptReader {
  read(text: string): readonly PromptPiece[];
}

/**
 * The tokenizer at `path`, reading prompts in one of two ways.
 * @throws StudioError `pack-invalid` when there is no tokenizer
 */
export async function promptReader(
  ports: Pick<StagePorts, 'readJson' | 'readText'>,
  path: string | null,
  syntax: Prompts['syntax'],
): Promise<PromptReader> {
  if (path === null) throw new StudioError('pack-invalid', 'The pack names no tokenizer.');
  const vocab = await ports.readJson(`${path}/vocab.json`);
  const merges = (await ports.readText(`${path}/merges.txt`)) ?? '';
  const tokenizer = createPromptTokenizer(clipTokenizerFile(vocab as Record<string, number>, merges));
  return { read: (text) => [{ ids: tokenizer.encode(text), weights: null }] };
}

export function weighStates(states: Float32Array, _weights: Float32Array): Float32Array {
  return states;
}
