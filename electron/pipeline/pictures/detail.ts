import type { Size } from '../diffusion/latent-size.ts';
import type { Frame } from '../ports.ts';

/** Mean difference in levels (over the neighbourhood and the channels) up to which diffusion agrees with what it was shown, and from which it does not. */
const agrees = 8;
const differs = 24;
/** Pixels on each side over which the difference is averaged. */
const neighbourhood = 3;

/** One frame of a clip, and what it was drawn after. */
export interface DrawnAfter {
  /** What diffusion drew, at its own size. */
  readonly drawn: Frame;
  /** The same at the size to be written. */
  readonly enlarged: Frame;
  /** What diffusion was shown: as it came back from the VAE, of the size of `drawn`; and itself, of the size of `enlarged`. */
  readonly returned: Frame;
  readonly shown: Frame;
  /** How much of what was shown is known, 0..1, row by row of a grid over the picture. */
  readonly known: { readonly size: Size; readonly shares: Float32Array };
}

/**
 * The frame with the detail that a VAE takes from every picture: wherever diffusion left alone what it was shown, that picture itself, with
 * the change of its colours that diffusion made; elsewhere what diffusion drew.
 */
export function withDetail({ drawn, enlarged, returned, shown, known }: DrawnAfter): Frame {
  const { width, height } = enlarged;
  const change = Float32Array.from(drawn.data, (level, at) => level - (returned.data[at] ?? 0));
  const kept = agreement(change, drawn, known);
  const columns = places(width, drawn.width);
  const rows = places(height, drawn.height);
  const data = new Uint8Array(enlarged.data.length);
  for (const [y, { from: top, to: bottom, part: down }] of rows.entries()) {
    for (const [x, { from: left, to: right, part: across }] of columns.entries()) {
      const corners = [
        [top * drawn.width + left, (1 - down) * (1 - across)],
        [top * drawn.width + right, (1 - down) * across],
        [bottom * drawn.width + left, down * (1 - across)],
        [bottom * drawn.width + right, down * across],
      ] as const;
      let share = 0;
      for (const [corner, weight] of corners) share += weight * (kept[corner] ?? 0);
      const pixel = 3 * (y * width + x);
      for (let at = pixel; at < pixel + 3; at++) {
        let changed = shown.data[at] ?? 0;
        for (const [corner, weight] of corners) changed += weight * (change[3 * corner + at - pixel] ?? 0);
        const level = share * changed + (1 - share) * (enlarged.data[at] ?? 0);
        data[at] = Math.min(255, Math.max(0, Math.round(level)));
      }
    }
  }
  return { width, height, data };
}

/** How much of what was shown stays, 0..1 a pixel of what was drawn. */
function agreement(change: Float32Array, { width, height }: Size, { size, shares }: DrawnAfter['known']): Float32Array {
  const levels = Float32Array.from({ length: width * height }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0] = change.subarray(3 * pixel, 3 * pixel + 3);
    return (Math.abs(red) + Math.abs(green) + Math.abs(blue)) / 3;
  });
  const means = averaged(averaged(levels, width, height, 1), height, width, width);
  return means.map((mean, pixel) => {
    const t = Math.min(1, Math.max(0, (mean - agrees) / (differs - agrees)));
    const row = Math.floor((Math.floor(pixel / width) * size.height) / height);
    const column = Math.floor(((pixel % width) * size.width) / width);
    return (1 - t * t * (3 - 2 * t)) * (shares[row * size.width + column] ?? 0);
  });
}

/** Means over neighbours along one axis; `step` from one to the next, `length` of the axis, `lines` beside each other. */
function averaged(levels: Float32Array, length: number, lines: number, step: number): Float32Array {
  const means = new Float32Array(levels.length);
  for (let line = 0; line < lines; line++) {
    const start = step === 1 ? line * length : line;
    for (let place = 0; place < length; place++) {
      const [first, last] = [Math.max(0, place - neighbourhood), Math.min(length - 1, place + neighbourhood)];
      let sum = 0;
      for (let at = first; at <= last; at++) sum += levels[start + at * step] ?? 0;
      means[start + place * step] = sum / (last - first + 1);
    }
  }
  return means;
}

interface Place {
  readonly from: number;
  readonly to: number;
  readonly part: number;
}

/** Between which of `given` pixels along an axis each of `wanted` lies. */
function places(wanted: number, given: number): Place[] {
  return Array.from({ length: wanted }, (_, index) => {
    const at = Math.min(given - 1, Math.max(0, ((index + 0.5) * given) / wanted - 0.5));
    const from = Math.floor(at);
    return { from, to: Math.min(given - 1, from + 1), part: at - from };
  });
}
