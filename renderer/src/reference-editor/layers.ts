import type { Layer, Point, Size, Stroke } from './edit-document.ts';
import { type Matrix, multiply, transform } from './geometry.ts';

type Place = Pick<Layer, 'x' | 'y' | 'scale' | 'rotateDegrees'>;

export const layerCorners = ['nw', 'ne', 'se', 'sw'] as const;
export type LayerCorner = (typeof layerCorners)[number];

/** A layer is never smaller than this on its longer edge, pixels of the picture: it could not be found again. */
const smallestEdge = 8;
/** Nor larger than this many times the picture. */
const largestTimes = 20;

/** Pixels of a layer → pixels of the picture as it was opened. */
export function layerToPicture({ width, height }: Size, { x, y, scale, rotateDegrees }: Place): Matrix {
  const angle = (rotateDegrees * Math.PI) / 180;
  const [sine, cosine] = [Math.sin(angle) * scale, Math.cos(angle) * scale];
  return multiply([cosine, sine, -sine, cosine, x, y], [1, 0, 0, 1, -width / 2, -height / 2]);
}

/** Where a picture that is brought in goes: the middle of what is seen, and at most two thirds of it. */
export function firstPlace(layer: Size, seen: { readonly middle: Point; readonly size: Size }): Place {
  const fits = Math.min(seen.size.width / layer.width, seen.size.height / layer.height);
  return { ...seen.middle, scale: Math.min(1, (2 / 3) * fits), rotateDegrees: 0 };
}

/** Scale within what can be seen and grasped. */
export function boundedScale(scale: number, layer: Size, picture: Size): number {
  const edge = Math.max(layer.width, layer.height);
  const most = (largestTimes * Math.max(picture.width, picture.height)) / edge;
  return Math.min(most, Math.max(smallestEdge / edge, scale));
}

/** A corner of a layer in pixels of the picture. */
export function cornerOf(layer: Size, place: Place, corner: LayerCorner): Point {
  return transform(layerToPicture(layer, place), {
    x: corner.includes('e') ? layer.width : 0,
    y: corner.includes('s') ? layer.height : 0,
  });
}

const opposite: Readonly<Record<LayerCorner, LayerCorner>> = { nw: 'se', ne: 'sw', se: 'nw', sw: 'ne' };

/** The place after a corner has been dragged to `to`: its opposite stays where it is, the shape stays the same. */
export function dragCorner(layer: Size, start: Place, corner: LayerCorner, to: Point, picture: Size): Place {
  const [anchor, grabbed] = [cornerOf(layer, start, opposite[corner]), cornerOf(layer, start, corner)];
  const across = { x: grabbed.x - anchor.x, y: grabbed.y - anchor.y };
  const along = (to.x - anchor.x) * across.x + (to.y - anchor.y) * across.y;
  const scale = boundedScale((start.scale * along) / (across.x ** 2 + across.y ** 2), layer, picture);
  const times = scale / start.scale / 2;
  return { ...start, scale, x: anchor.x + across.x * times, y: anchor.y + across.y * times };
}

/** The angle that looks from the layer's middle to a place, degrees clockwise from straight up. */
export function angleTo({ x, y }: Point, to: Point): number {
  return (Math.atan2(to.x - x, y - to.y) * 180) / Math.PI;
}

/** −180 (left out) … 180, held at right angles when it comes within `hold` degrees of one. */
export function heldAngle(degrees: number, hold = 3): number {
  const quarter = Math.round(degrees / 90) * 90;
  const held = Math.abs(degrees - quarter) < hold ? quarter : degrees;
  const turned = ((held % 360) + 360) % 360;
  return turned > 180 ? turned - 360 : turned;
}

export function changedLayer(layers: readonly Layer[], id: string, change: Partial<Layer>): readonly Layer[] {
  return layers.map((layer) => (layer.id === id ? { ...layer, ...change } : layer));
}

/** One more stroke on a layer. */
export function paintedLayer(layers: readonly Layer[], id: string, stroke: Stroke): readonly Layer[] {
  return layers.map((layer) => (layer.id === id ? { ...layer, strokes: [...layer.strokes, stroke] } : layer));
}

/** One place further up (1) or down (−1) in the pile; at its end it stays. */
export function liftedLayer(layers: readonly Layer[], id: string, by: 1 | -1): readonly Layer[] {
  const at = layers.findIndex((layer) => layer.id === id);
  const [layer, other] = [layers[at], layers[at + by]];
  if (!layer || !other) return layers;
  return layers.map((one) => (one === layer ? other : one === other ? layer : one));
}
