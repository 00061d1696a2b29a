import type { Command } from '../components/commands.ts';

/**
 * Commands every word of the query is found in, best first: at the start of the label, at the start of a word of it, anywhere
 * in it, in the hint. An empty query keeps the order as it is.
 */
export function matchCommands<T extends Pick<Command, 'label' | 'hint'>>(commands: readonly T[], query: string): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return commands
    .map((command, order) => ({ command, order, score: words.reduce((sum, word) => sum + scoreOf(command, word), 0) }))
    .filter(({ score }) => score > Number.NEGATIVE_INFINITY)
    .sort((a, b) => b.score - a.score || a.order - b.order)
    .map(({ command }) => command);
}

function scoreOf({ label, hint }: Pick<Command, 'label' | 'hint'>, word: string): number {
  const text = label.toLowerCase();
  if (text.startsWith(word)) return 4;
  if (text.includes(` ${word}`)) return 3;
  if (text.includes(word)) return 2;
  return hint.toLowerCase().includes(word) ? 1 : Number.NEGATIVE_INFINITY;
}
