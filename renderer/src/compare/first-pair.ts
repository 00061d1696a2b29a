import type { Take } from '../../../electron/contract/domain.ts';

/** The two a comparison starts with: the newest two of the latest stage that has two, else the newest two. */
export function firstPair(takes: readonly Take[]): readonly [Take, Take] | null {
  const newestFirst = [...takes].sort((x, y) => y.createdAt - x.createdAt);
  for (const stage of ['vfi', 'v2v', 'i2v', 't2i'] as const) {
    const [first, second] = newestFirst.filter((take) => take.stage === stage);
    if (first && second) return [second, first];
  }
  const [first, second] = newestFirst;
  return first && second ? [second, first] : null;
}
