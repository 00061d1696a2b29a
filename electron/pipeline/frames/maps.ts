import type { BrushRegion } from '../../contract/parameters.ts';

/** A square map of values, row by row, that covers a whole picture whatever the picture's aspect ratio. */
export type PlaneMap = Float32Array;

/**
 * A place between four cells of maps of one size. It is asked for some ten values, so where it lies is worked out once; one
 * object serves a whole field, because a fresh one a cell would keep the collector busy.
 */
export class Spot {
  private readonly size: number;
  private first = 0;
  private across = 0;
  private down = 0;

  constructor(size: number) {
    this.size = size;
  }

  /** Goes to u, v in -1..1 (cell centres, as GridSample with align_corners 0), clamped at the borders. */
  goTo(u: number, v: number): void {
    const { size } = this;
    const x = Math.min(size - 1, Math.max(0, (u + 1) * 0.5 * size - 0.5));
    const y = Math.min(size - 1, Math.max(0, (v + 1) * 0.5 * size - 0.5));
    const column = Math.min(size - 2, Math.floor(x));
    const row = Math.min(size - 2, Math.floor(y));
    this.first = row * size + column;
    this.across = x - column;
    this.down = y - row;
  }

  /** The map's value here. */
  of(map: PlaneMap): number {
    const { first, across, down, size } = this;
    const left = map[first] ?? 0;
    const top = left + ((map[first + 1] ?? 0) - left) * across;
    const low = map[first + size] ?? 0;
    return top + (low + ((map[first + size + 1] ?? 0) - low) * across - top) * down;
  }
}

/** Box blur of `radius` cells, `passes` times (three come close to a Gaussian); borders repeat. */
export function blur(map: PlaneMap, size: number, radius: number, passes = 3): PlaneMap {
  let current = map;
  for (let pass = 0; pass < passes; pass++) {
    current = transpose(blurRows(current, size, radius), size);
    current = transpose(blurRows(current, size, radius), size);
  }
  return current;
}

function blurRows(map: PlaneMap, size: number, radius: number): PlaneMap {
  const out = new Float32Array(map.length);
  const clamp = (x: number): number => Math.min(size - 1, Math.max(0, x));
  for (let row = 0; row < map.length; row += size) {
    let sum = 0;
    for (let x = -radius; x <= radius; x++) sum += map[row + clamp(x)] ?? 0;
    for (let x = 0; x < size; x++) {
      out[row + x] = sum / (2 * radius + 1);
      sum += (map[row + clamp(x + radius + 1)] ?? 0) - (map[row + clamp(x - radius)] ?? 0);
    }
  }
  return out;
}

function transpose(map: PlaneMap, size: number): PlaneMap {
  const out = new Float32Array(map.length);
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) out[x * size + y] = map[y * size + x] ?? 0;
  return out;
}

/** The largest value within `radius` cells in both directions; `erode` is its opposite. */
export function dilate(map: PlaneMap, size: number, radius: number): PlaneMap {
  const along = (source: PlaneMap): PlaneMap => {
    const out = new Float32Array(source.length);
    for (let row = 0; row < source.length; row += size) {
      for (let x = 0; x < size; x++) {
        let best = -Infinity;
        for (let k = Math.max(0, x - radius); k <= Math.min(size - 1, x + radius); k++)
          best = Math.max(best, source[row + k] ?? 0);
        out[row + x] = best;
      }
    }
    return transpose(out, size);
  };
  return along(along(map));
}

/** The smallest value within `radius` cells. */
export function erode(map: PlaneMap, size: number, radius: number): PlaneMap {
  return dilate(
    map.map((value) => -value),
    size,
    radius,
  ).map((value) => -value);
}

/**
 * How far up a plant each cell is: 0 at the lowest cell of a region, 1 at `reach` cells above it, so that stems stay
 * rooted while tops move. A region is where `map` exceeds 0.1; going up, what lies outside forgets the height slowly.
 */
export function liftAboveRoots(map: PlaneMap, size: number, reach: number): PlaneMap {
  const out = new Float32Array(map.length);
  for (let x = 0; x < size; x++) {
    let height = 0;
    for (let y = size - 1; y >= 0; y--) {
      height = (map[y * size + x] ?? 0) > 0.1 ? Math.min(reach, height + 1) : height * 0.9;
      out[y * size + x] = height / reach;
    }
  }
  return blur(out, size, 3);
}

/** A generator of evenly spread numbers 0..1 from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Smooth noise, about -1..1, with `knots` free values across the picture. */
export function smoothNoise(size: number, knots: number, random: () => number): PlaneMap {
  const coarse = Float32Array.from({ length: knots * knots }, () => random() * 2 - 1);
  const out = new Float32Array(size * size);
  const spot = new Spot(knots);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      spot.goTo(((x + 0.5) / size) * 2 - 1, ((y + 0.5) / size) * 2 - 1);
      out[y * size + x] = spot.of(coarse);
    }
  }
  return blur(out, size, Math.max(1, Math.round(size / knots / 3)));
}

/**
 * Mask 0..1 of a brush stroke with a soft rim. `aspect` is width over height: the brush is round in the picture. What is
 * about to travel far needs a wide rim (`softness`, a fraction of the shorter edge), over which its surroundings stretch.
 */
export function strokeMask(region: BrushRegion, size: number, aspect: number, softness: number): PlaneMap {
  const scaleX = Math.max(1, aspect);
  const scaleY = Math.max(1, 1 / aspect);
  const out = new Float32Array(size * size);
  const points = region.points.map((point) => ({ x: point.x * scaleX, y: point.y * scaleY }));
  for (const [index, to] of points.entries()) {
    const from = points[Math.max(0, index - 1)] ?? to;
    paintSegment(out, size, from, to, region.radius, scaleX, scaleY);
  }
  return blur(out, size, Math.max(1, Math.round(Math.max(region.radius / 8, softness / 2) * size)), 2);
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Marks the cells within `radius` of a segment; all in fractions of the shorter edge. */
function paintSegment(
  out: PlaneMap,
  size: number,
  from: Point,
  to: Point,
  radius: number,
  scaleX: number,
  scaleY: number,
): void {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const lengthSquared = Math.max(1e-12, dx * dx + dy * dy);
  const cell = (value: number, scale: number): number =>
    Math.min(size - 1, Math.max(0, Math.floor((value / scale) * size)));
  const [x0, x1] = [cell(Math.min(from.x, to.x) - radius, scaleX), cell(Math.max(from.x, to.x) + radius, scaleX)];
  const [y0, y1] = [cell(Math.min(from.y, to.y) - radius, scaleY), cell(Math.max(from.y, to.y) + radius, scaleY)];
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      const px = ((x + 0.5) / size) * scaleX - from.x;
      const py = ((y + 0.5) / size) * scaleY - from.y;
      const t = Math.min(1, Math.max(0, (px * dx + py * dy) / lengthSquared));
      if ((px - t * dx) ** 2 + (py - t * dy) ** 2 <= radius * radius) out[y * size + x] = 1;
    }
  }
}

/** A length given in cells of a map with edge 256, in cells of one with edge `size`; at least one. */
export function cellsOf(size: number, cells: number): number {
  return Math.max(1, Math.round((cells * size) / 256));
}
