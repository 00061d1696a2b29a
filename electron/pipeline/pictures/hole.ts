import type { Frame } from '../ports.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}
/** A part of a picture, whole pixels. */
interface Region extends Size {
  readonly x: number;
  readonly y: number;
}
/** One number a pixel, row by row. */
interface Plane<T extends Uint8Array | Float32Array> extends Size {
  readonly data: T;
}

/** How much of its surroundings a hole is seen with, as a share of its own size on every side. */
const context = 1;
/** Widest over narrowest side of what a model is shown. */
const longest = 2;

/**
 * What a model looks at to fill a hole: the hole with its surroundings, moved and cut to lie inside the picture. Never smaller than
 * the model's own size where the picture has room, so that nothing is enlarged for nothing.
 * @param hole 1 inside, 0 outside; holds at least one 1
 * @param native pixels at which the model was trained
 */
export function surroundings(hole: Plane<Uint8Array>, native: Size): Region {
  const bounds = boundsOf(hole);
  const padding = context * Math.max(bounds.width, bounds.height);
  const wanted = {
    width: Math.max(bounds.width + 2 * padding, native.width),
    height: Math.max(bounds.height + 2 * padding, native.height),
  };
  const width = Math.min(hole.width, Math.max(wanted.width, wanted.height / longest));
  const height = Math.min(hole.height, Math.max(wanted.height, wanted.width / longest));
  const start = (from: number, length: number, size: number, room: number): number =>
    Math.round(Math.min(room - size, Math.max(0, from + length / 2 - size / 2)));
  const [w, h] = [Math.round(width), Math.round(height)];
  return {
    x: start(bounds.x, bounds.width, w, hole.width),
    y: start(bounds.y, bounds.height, h, hole.height),
    width: w,
    height: h,
  };
}

function boundsOf({ width, height, data }: Plane<Uint8Array>): Region {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width);
    const first = row.indexOf(1);
    if (first < 0) continue;
    [left, right] = [Math.min(left, first), Math.max(right, row.lastIndexOf(1))];
    [top, bottom] = [Math.min(top, y), y];
  }
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** A part of a picture (`channels` 3) or of a plane (1), as bytes of its own. */
export function cut(
  { width, data }: { readonly width: number; readonly data: Uint8Array },
  region: Region,
  channels: number,
): Uint8Array {
  const part = new Uint8Array(region.width * region.height * channels);
  for (let row = 0; row < region.height; row++) {
    const from = ((region.y + row) * width + region.x) * channels;
    part.set(data.subarray(from, from + region.width * channels), row * region.width * channels);
  }
  return part;
}

/**
 * The hole at a model's size, in whole latents, each of them in it when any of it was painted: the thinnest stroke must not fall
 * between two.
 * @param latent size in latents
 * @param factor pixels a latent, per axis
 * @returns `latent * factor` pixels, 255 inside and 0 outside
 */
export function inLatents(hole: Plane<Uint8Array>, latent: Size, factor: number): Plane<Uint8Array> {
  const cells = new Uint8Array(latent.width * latent.height);
  for (let y = 0; y < hole.height; y++) {
    const row = Math.floor((y * latent.height) / hole.height) * latent.width;
    for (let x = 0; x < hole.width; x++) {
      if (hole.data[y * hole.width + x]) cells[row + Math.floor((x * latent.width) / hole.width)] = 255;
    }
  }
  const [width, height] = [latent.width * factor, latent.height * factor];
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / factor) * latent.width;
    for (let x = 0; x < width; x++) data[y * width + x] = cells[row + Math.floor(x / factor)] ?? 0;
  }
  return { width, height, data };
}

/**
 * How much of what was drawn anew shows at every pixel, 0..1: nothing outside the hole, and inside it all, but for a soft rim along
 * its edge (not along the picture's). The rim is never wider than half of the hole, so that a thin stroke shows too.
 * @param rim pixels
 */
export function softened(hole: Plane<Uint8Array>, rim: number): Plane<Float32Array> {
  const depth = depthInside(hole);
  let deepest = 0;
  for (const value of depth) if (Number.isFinite(value)) deepest = Math.max(deepest, value);
  const width = Math.max(1, Math.min(rim, deepest / 2));
  const data = depth.map((value) => {
    const t = Math.min(1, value / width);
    return t * t * (3 - 2 * t);
  });
  return { width: hole.width, height: hole.height, data };
}

/** Steps to the nearest pixel outside the hole, about as the crow flies: two passes with steps of 1 and √2. */
function depthInside({ width, height, data }: Plane<Uint8Array>): Float32Array {
  const depth = Float32Array.from(data, (inside) => (inside ? Number.POSITIVE_INFINITY : 0));
  const relax = (x: number, y: number, direction: 1 | -1): void => {
    const at = y * width + x;
    let least = depth[at] ?? 0;
    const look = (dx: number, dy: number, step: number): void => {
      const [nx, ny] = [x + dx * direction, y + dy * direction];
      if (nx < 0 || ny < 0 || nx >= width || ny >= height) return;
      least = Math.min(least, (depth[ny * width + nx] ?? 0) + step);
    };
    look(-1, 0, 1);
    look(0, -1, 1);
    look(-1, -1, Math.SQRT2);
    look(1, -1, Math.SQRT2);
    depth[at] = least;
  };
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) relax(x, y, 1);
  for (let y = height - 1; y >= 0; y--) for (let x = width - 1; x >= 0; x--) relax(x, y, -1);
  return depth;
}

/**
 * The picture with what was drawn anew in its place. Where `share` is 0 every byte stays as it was.
 * @param drawn of the region's size
 * @param share of the region's size, 0..1
 */
export function paste(picture: Frame, drawn: Frame, share: Float32Array, region: Region): Frame {
  // Not `slice`: a Buffer's would be the same memory.
  const data = Uint8Array.from(picture.data);
  for (let row = 0; row < region.height; row++) {
    for (let column = 0; column < region.width; column++) {
      const pixel = row * region.width + column;
      const weight = share[pixel] ?? 0;
      if (weight === 0) continue;
      const at = 3 * ((region.y + row) * picture.width + region.x + column);
      for (let channel = 0; channel < 3; channel++) {
        const before = data[at + channel] ?? 0;
        data[at + channel] = Math.round(before + weight * ((drawn.data[3 * pixel + channel] ?? 0) - before));
      }
    }
  }
  return { width: picture.width, height: picture.height, data };
}
