import type { Frame } from '../../electron/pipeline/ports.ts';

/** How the picture moved: right, down and outwards in halves of its shorter edge, clockwise in radians. */
export interface PictureMove {
  readonly right: number;
  readonly down: number;
  readonly growth: number;
  readonly clockwise: number;
}

/** Width of the grey pictures in which motion is looked for. */
const greyWidth = 96;
const looks = 8;

/**
 * The move of a whole picture through a clip, seen in its frames alone: from each frame to the next the shift, growth and turn that
 * explain it best (Gauss and Newton's steps on brightness), added up. Steps up to about 4 % of the width are followed.
 */
export function movedBy(frames: readonly Frame[]): PictureMove {
  const greys = frames.map(greyOf);
  const sum = [0, 0, 0, 0];
  for (let index = 1; index < greys.length; index++) {
    const [before, now] = [greys[index - 1], greys[index]];
    if (!before || !now) continue;
    for (const [k, value] of moveBetween(before, now).entries()) sum[k] = (sum[k] ?? 0) + value;
  }
  const [right = 0, down = 0, growth = 0, clockwise = 0] = sum;
  return { right, down, growth, clockwise };
}

interface Grey {
  readonly width: number;
  readonly height: number;
  readonly levels: Float32Array;
}

/** Means of blocks, smoothed: small steps between frames must stay on the slopes of what they move. */
function greyOf({ width, height, data }: Frame): Grey {
  const cell = Math.max(1, width / greyWidth);
  const [columns, rows] = [Math.floor(width / cell), Math.floor(height / cell)];
  const [sums, counts] = [new Float32Array(columns * rows), new Float32Array(columns * rows)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
      if (column >= columns || row >= rows) continue;
      const [at, from] = [row * columns + column, 3 * (y * width + x)];
      sums[at] = (sums[at] ?? 0) + (data[from] ?? 0) + (data[from + 1] ?? 0) + (data[from + 2] ?? 0);
      counts[at] = (counts[at] ?? 0) + 3;
    }
  }
  const means = sums.map((sum, at) => sum / (counts[at] ?? 1));
  return { width: columns, height: rows, levels: smoothed(smoothed(means, columns, rows), columns, rows) };
}

/** A quarter, a half, a quarter, across and down. */
function smoothed(levels: Float32Array, width: number, height: number): Float32Array {
  const along = (from: Float32Array, step: number, place: (at: number) => number, length: number) =>
    from.map((level, at) => {
      const before = place(at) > 0 ? from[at - step] : level;
      const after = place(at) < length - 1 ? from[at + step] : level;
      return 0.25 * (before ?? 0) + 0.5 * level + 0.25 * (after ?? 0);
    });
  const across = along(levels, 1, (at) => at % width, width);
  return along(across, width, (at) => Math.floor(at / width), height);
}

function moveBetween(before: Grey, now: Grey): number[] {
  const move = [0, 0, 0, 0];
  for (let look = 0; look < looks; look++) {
    for (const [k, change] of stepTowards(before, now, move).entries()) move[k] = (move[k] ?? 0) + change;
  }
  return move;
}

/** One step of Gauss and Newton: how `move` must change so that `now`, seen through it, looks like `before`. */
function stepTowards(
  before: Grey,
  now: Grey,
  [right = 0, down = 0, growth = 0, turn = 0]: readonly number[],
): number[] {
  const { width, height } = before;
  const half = Math.min(width, height) / 2;
  const normal = Array.from({ length: 4 }, () => [0, 0, 0, 0, 0]);
  const margin = Math.ceil(0.06 * width);
  for (let y = margin; y < height - margin; y++) {
    for (let x = margin; x < width - margin; x++) {
      const [u, v] = [(x + 0.5 - width / 2) / half, (y + 0.5 - height / 2) / half];
      const placeX = x + half * (right + growth * u - turn * v);
      const placeY = y + half * (down + growth * v + turn * u);
      const at = (dx: number, dy: number) => sampled(now, placeX + dx, placeY + dy);
      const [slopeX, slopeY] = [(half * (at(1, 0) - at(-1, 0))) / 2, (half * (at(0, 1) - at(0, -1))) / 2];
      const rest = (before.levels[y * width + x] ?? 0) - at(0, 0);
      // What does not fit at all, because it moves by itself, should not decide.
      const weight = 1 / (1 + (rest / 12) ** 2);
      const slopes = [slopeX, slopeY, slopeX * u + slopeY * v, slopeY * u - slopeX * v];
      for (const [i, row] of normal.entries()) {
        const own = weight * (slopes[i] ?? 0);
        for (let j = 0; j < 4; j++) row[j] = (row[j] ?? 0) + own * (slopes[j] ?? 0);
        row[4] = (row[4] ?? 0) + own * rest;
      }
    }
  }
  return solved(normal);
}

function sampled({ width, height, levels }: Grey, x: number, y: number): number {
  const [left, top] = [
    Math.min(width - 2, Math.max(0, Math.floor(x))),
    Math.min(height - 2, Math.max(0, Math.floor(y))),
  ];
  const [across, low] = [Math.min(1, Math.max(0, x - left)), Math.min(1, Math.max(0, y - top))];
  const row = (start: number) => {
    const first = levels[start + left] ?? 0;
    return first + ((levels[start + left + 1] ?? 0) - first) * across;
  };
  const upper = row(top * width);
  return upper + (row((top + 1) * width) - upper) * low;
}

/** Solves four linear equations, each a row of four factors and the right side; a little is added to the diagonal. */
function solved(rows: number[][]): number[] {
  for (const [i, row] of rows.entries()) row[i] = (row[i] ?? 0) * 1.001 + 1e-6;
  for (const [i, pivot] of rows.entries()) {
    for (const [k, row] of rows.entries()) {
      if (k === i) continue;
      const factor = (row[i] ?? 0) / (pivot[i] ?? 1);
      for (let j = i; j < 5; j++) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0);
    }
  }
  return rows.map((row, i) => (row[4] ?? 0) / (row[i] ?? 1));
}
