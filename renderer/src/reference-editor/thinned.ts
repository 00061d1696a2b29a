import type { Point } from './edit-document.ts';

/** The points of a line that are at least `spacing` from the one kept before; both ends stay. */
export function thinned<P extends Point>(points: readonly P[], spacing: number): P[] {
  const kept: P[] = [];
  for (const [index, point] of points.entries()) {
    const last = kept.at(-1);
    const isEnd = index === points.length - 1;
    if (!last || isEnd || Math.hypot(point.x - last.x, point.y - last.y) >= spacing) kept.push(point);
  }
  return kept;
}
