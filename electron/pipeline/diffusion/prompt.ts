import { StudioError } from '../../contract/errors.ts';
import type { StagePorts } from '../ports.ts';
import { type PromptTokenizer, pieceTokens } from './clip-tokenizer.ts';
import { parsePrompt } from './prompt-syntax.ts';
import { readTokenizer } from './read-tokenizer.ts';
import type { Prompts } from './request.ts';

/** 77 tokens that a text encoder reads at once. */
export interface PromptPiece {
  readonly ids: BigInt64Array;
  /** How much each token counts; null: all alike. */
  readonly weights: Float32Array | null;
}

export interface PromptReader {
  /** At least one piece; one only for texts of up to 75 tokens, and for all texts when the syntax is `plain`. */
  read(text: string): readonly PromptPiece[];
}

/**
 * The tokenizer at `path`, reading prompts in one of two ways.
 * @param syntax `studio`: brackets weigh (`parsePrompt`) and any length is read, in pieces; `plain`: as diffusers reads prompts,
 *   nothing is special and what does not fit is cut off
 * @throws StudioError `pack-invalid` when there is no tokenizer
 */
export async function promptReader(
  ports: Pick<StagePorts, 'readText'>,
  path: string | null,
  syntax: Prompts['syntax'],
): Promise<PromptReader> {
  if (path === null) throw new StudioError('pack-invalid', 'The pack names no tokenizer.');
  const tokenizer = await readTokenizer(ports, path);
  return {
    read: (text) =>
      syntax === 'plain' ? [{ ids: tokenizer.piece(tokenizer.tokens(text)), weights: null }] : pieces(text, tokenizer),
  };
}

interface WeighedToken {
  readonly id: number;
  readonly weight: number;
}

function pieces(text: string, tokenizer: PromptTokenizer): PromptPiece[] {
  const tokens = parsePrompt(text).flatMap(({ text: part, weight }) =>
    tokenizer.tokens(part).map((id): WeighedToken => ({ id, weight })),
  );
  const made: PromptPiece[] = [];
  for (let at = 0; at < tokens.length || made.length === 0; ) {
    const end = pieceEnd(tokens, at, tokenizer.comma);
    made.push(pieceOf(tokens.slice(at, end), tokenizer));
    at = end;
  }
  return made;
}

/** How far back a piece is cut at a comma rather than in the middle of a thought. */
const commaTokens = 20;

/** Where a piece that begins at `start` ends: after 75 tokens, or after the last comma of those if it is near. */
function pieceEnd(tokens: readonly WeighedToken[], start: number, comma: number | null): number {
  const end = start + pieceTokens;
  if (end >= tokens.length) return tokens.length;
  const near = tokens.slice(end - commaTokens, end).findLastIndex(({ id }) => id === comma);
  return near < 0 ? end : end - commaTokens + near + 1;
}

function pieceOf(tokens: readonly WeighedToken[], tokenizer: PromptTokenizer): PromptPiece {
  const ids = tokenizer.piece(tokens.map(({ id }) => id));
  if (tokens.every(({ weight }) => weight === 1)) return { ids, weights: null };
  const weights = new Float32Array(ids.length).fill(1);
  weights.set(
    tokens.map(({ weight }) => weight),
    1,
  );
  return { ids, weights };
}

/**
 * Text states with every token scaled by its weight, then all of them so that their mean is what it was: prompts get no louder by
 * being weighed (as AUTOMATIC1111's web interface does). Where weights of both signs leave next to no mean to compare with, it is
 * left at the scaled states.
 * @param states [1, tokens, channels]
 * @param weights [tokens]
 */
export function weighStates(states: Float32Array, weights: Float32Array): Float32Array {
  const channels = states.length / weights.length;
  const scaled = states.map((value, index) => value * (weights[Math.floor(index / channels)] ?? 1));
  const factor = mean(states) / mean(scaled);
  return factor > 0.1 && factor < 10 ? scaled.map((value) => value * factor) : scaled;
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
