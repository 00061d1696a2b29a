import { z } from 'zod';

/** Coordinates are fractions of width and height and may lie outside the picture: a stroke that began there is still one. */
const coordinate = z.number().min(-100).max(100);
const strokeSchema = z.object({
  kind: z.enum(['paint', 'erase']),
  points: z
    .array(z.object({ x: coordinate, y: coordinate }))
    .min(1)
    .max(4_000),
  /** Radius of the brush as a fraction of the shorter edge. */
  radius: z.number().positive().max(100),
});
/** What was painted and what was not change places. */
const inversionSchema = z.object({ kind: z.literal('invert') });

/** Points of all strokes together: more would weigh in every copy of the take's parameters, and no hand needs them. */
export const maxMaskPoints = 8_000;

/**
 * A region of a picture, as it was painted: strokes in their order. So it fits a picture of any size, nothing of a stranger's has
 * to be decoded, and it is kept, copied and deleted with the take it belongs to.
 */
export const maskSchema = z
  .array(z.discriminatedUnion('kind', [strokeSchema, inversionSchema]))
  .max(2_000)
  .refine(
    (marks) => marks.reduce((sum, mark) => sum + (mark.kind === 'invert' ? 0 : mark.points.length), 0) <= maxMaskPoints,
    `more than ${maxMaskPoints} points`,
  );
export type Mask = z.infer<typeof maskSchema>;

interface Size {
  readonly width: number;
  readonly height: number;
}
interface Point {
  readonly x: number;
  readonly y: number;
}

/** The mask in the pixels of a picture: `width * height` bytes, row by row, 1 inside and 0 outside. */
export function paintMask(mask: Mask, { width, height }: Size): Uint8Array {
  const painted = new Uint8Array(width * height);
  for (const mark of mask) {
    if (mark.kind === 'invert') {
      for (let pixel = 0; pixel < painted.length; pixel++) painted[pixel] = 1 - (painted[pixel] ?? 0);
      continue;
    }
    // However fine the brush, it meets the middle of a pixel.
    const radius = Math.max(0.75, mark.radius * Math.min(width, height));
    let from: Point | null = null;
    for (const { x, y } of mark.points) {
      const to = { x: x * width, y: y * height };
      fillSegment(painted, { width, height }, [from ?? to, to], radius, mark.kind === 'paint' ? 1 : 0);
      from = to;
    }
  }
  return painted;
}

/** Sets the pixels whose middle is within `radius` of a segment. In every row they lie side by side: the shape is convex. */
function fillSegment(
  painted: Uint8Array,
  { width, height }: Size,
  [from, to]: readonly [Point, Point],
  radius: number,
  value: 0 | 1,
): void {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const across = length === 0 ? 0 : radius / length;
  const side = { x: (from.y - to.y) * across, y: (to.x - from.x) * across };
  const first = Math.max(0, Math.ceil(Math.min(from.y, to.y) - radius - 0.5));
  const last = Math.min(height - 1, Math.floor(Math.max(from.y, to.y) + radius - 0.5));
  for (let row = first; row <= last; row++) {
    const y = row + 0.5;
    let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const reach = (x: number): void => {
      left = Math.min(left, x);
      right = Math.max(right, x);
    };
    for (const end of [from, to]) {
      const half = Math.sqrt(radius ** 2 - (y - end.y) ** 2);
      if (Number.isNaN(half)) continue;
      reach(end.x - half);
      reach(end.x + half);
    }
    for (const sign of [1, -1]) {
      const [top, bottom] = [from.y + sign * side.y, to.y + sign * side.y];
      const along = (y - top) / (bottom - top);
      if (along >= 0 && along <= 1) reach(from.x + sign * side.x + along * (to.x - from.x));
    }
    const start = Math.max(0, Math.ceil(left - 0.5));
    const end = Math.min(width - 1, Math.floor(right - 0.5));
    if (start <= end) painted.fill(value, row * width + start, row * width + end + 1);
  }
}
