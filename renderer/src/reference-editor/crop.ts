import type { Rect } from './edit-document.ts';

export const cropHandles = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const;
export type CropHandle = (typeof cropHandles)[number] | 'move';

/** Smallest side of a crop, as a fraction. */
const smallest = 0.04;
const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

/**
 * The crop after dragging a handle by (dx, dy), all in fractions of the frame. `ratio` is width : height in the same fractions (so a
 * square crop of a 2:1 frame has ratio 0.5); null is free. The crop stays inside the frame.
 */
export function dragCrop(start: Rect, handle: CropHandle, dx: number, dy: number, ratio: number | null): Rect {
  if (handle === 'move') {
    return { ...start, x: clamp(start.x + dx, 0, 1 - start.width), y: clamp(start.y + dy, 0, 1 - start.height) };
  }
  const movesLeft = handle.includes('w');
  const movesTop = handle.includes('n');
  const movesRight = handle.includes('e');
  const movesBottom = handle.includes('s');
  const right = start.x + start.width;
  const bottom = start.y + start.height;
  const left2 = movesLeft ? clamp(start.x + dx, 0, right - smallest) : start.x;
  const top2 = movesTop ? clamp(start.y + dy, 0, bottom - smallest) : start.y;
  const right2 = movesRight ? clamp(right + dx, left2 + smallest, 1) : right;
  const bottom2 = movesBottom ? clamp(bottom + dy, top2 + smallest, 1) : bottom;
  const free = { x: left2, y: top2, width: right2 - left2, height: bottom2 - top2 };
  if (ratio === null) return free;

  // The side that was dragged leads; the other follows from the edge that stays put, and both shrink where the frame ends.
  const leadsByWidth = movesLeft || movesRight;
  const roomX = movesLeft ? right : 1 - start.x;
  const roomY = movesTop ? bottom : 1 - start.y;
  const wanted = leadsByWidth ? free.width : free.height * ratio;
  const width = Math.min(wanted, roomX, roomY * ratio);
  const height = width / ratio;
  return { x: movesLeft ? right - width : start.x, y: movesTop ? bottom - height : start.y, width, height };
}

/** The largest crop of a ratio about the middle of the one there is. */
export function fitRatio(crop: Rect, ratio: number): Rect {
  const height = Math.min(crop.height, crop.width / ratio);
  const width = height * ratio;
  return { x: crop.x + (crop.width - width) / 2, y: crop.y + (crop.height - height) / 2, width, height };
}
