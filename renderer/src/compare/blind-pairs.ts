import type { Take } from '../../../electron/contract/domain.ts';
import type { Vote } from '../../../electron/contract/votes.ts';

export interface BlindPair {
  readonly first: Take;
  readonly second: Take;
  readonly firstOnLeft: boolean;
}

/** Takes that can be judged against each other: of one lane and one prompt, both clips or both pictures. */
export function votablePairs(takes: readonly Take[]): (readonly [Take, Take])[] {
  return takes.flatMap((first, index) =>
    takes
      .slice(index + 1)
      .filter((second) => first.stage === second.stage && first.prompt.trim() === second.prompt.trim())
      .map((second) => [first, second] as const),
  );
}

/**
 * The next pair to judge: one judged least often so far, by lot among those, never the pair just seen while there is another.
 * @param random numbers 0 ≤ x < 1
 */
export function nextPair(
  pairs: readonly (readonly [Take, Take])[],
  votes: readonly Vote[],
  last: BlindPair | null,
  random: () => number,
): BlindPair | null {
  const key = (a: string, b: string): string => [a, b].sort().join(' ');
  const seen = new Map<string, number>();
  for (const { first, second } of votes) {
    const pair = key(first.takeId, second.takeId);
    seen.set(pair, (seen.get(pair) ?? 0) + 1);
  }
  const lastKey = last && key(last.first.id, last.second.id);
  const others = pairs.filter(([a, b]) => key(a.id, b.id) !== lastKey);
  const candidates = others.length > 0 ? others : pairs;
  const times = ([a, b]: readonly [Take, Take]): number => seen.get(key(a.id, b.id)) ?? 0;
  const fewest = Math.min(...candidates.map(times));
  const open = candidates.filter((pair) => times(pair) === fewest);
  const pair = open[Math.floor(random() * open.length)];
  return pair ? { first: pair[0], second: pair[1], firstOnLeft: random() < 0.5 } : null;
}

/** Chance that nobody can foresee. */
export function lot(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}
