import type { BrushRegion } from '../../../electron/contract/parameters.ts';

export type Point = BrushRegion['points'][number];

/** Points closer than this to the one before (fractions of the picture) are left out of a stroke. */
const pointSpacing = 0.006;
export const maximumRegions = 64;
const maximumPoints = 2000;

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/** A region of one point, moving to the right until its arrow is dragged elsewhere. */
export function startRegion(at: Point, radius: number): BrushRegion {
  return { points: [inside(at)], radius: rounded(radius), arrow: { x: 0.15, y: 0 }, motion: 'move' };
}

/** The region with one more point of its stroke, if it is far enough from the last and there is room. */
export function extendRegion(region: BrushRegion, to: Point): BrushRegion {
  const point = inside(to);
  const last = region.points.at(-1);
  if (region.points.length >= maximumPoints) return region;
  if (last && Math.hypot(last.x - point.x, last.y - point.y) < pointSpacing) return region;
  return { ...region, points: [...region.points, point] };
}

function inside({ x, y }: Point): Point {
  return { x: rounded(clamp(x, 0, 1)), y: rounded(clamp(y, 0, 1)) };
}

/** Where a region's arrow starts: the middle of its stroke. */
export function regionCentre(region: BrushRegion): Point {
  const xs = region.points.map((point) => point.x);
  const ys = region.points.map((point) => point.y);
  return { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: (Math.min(...ys) + Math.max(...ys)) / 2 };
}

/** Where the arrow's tip is, as fractions of width and height. The arrow itself is measured along the shorter edge. */
export function arrowTip(region: BrushRegion, aspect: number): Point {
  const centre = regionCentre(region);
  const [scaleX, scaleY] = edgeScale(aspect);
  return { x: centre.x + region.arrow.x * scaleX, y: centre.y + region.arrow.y * scaleY };
}

/** The region with its arrow pointing at a place of the picture. */
export function pointArrowAt(region: BrushRegion, tip: Point, aspect: number): BrushRegion {
  const centre = regionCentre(region);
  const [scaleX, scaleY] = edgeScale(aspect);
  return {
    ...region,
    arrow: {
      x: rounded(clamp((tip.x - centre.x) / scaleX, -1, 1)),
      y: rounded(clamp((tip.y - centre.y) / scaleY, -1, 1)),
    },
  };
}

/** The shorter edge as a fraction of width and of height. */
function edgeScale(aspect: number): readonly [number, number] {
  return aspect >= 1 ? [1 / aspect, 1] : [1, aspect];
}
