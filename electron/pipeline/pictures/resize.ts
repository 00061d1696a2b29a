import { StudioError } from '../../contract/errors.ts';
import type { Frame } from '../ports.ts';

/**
 * A picture at a new size, the same to the last bit as Pillow's Image.resize: conditioning pictures of published models are
 * prepared with it, and one level of difference in a control picture is visible in the result. Each axis in its own pass,
 * horizontal first; weights are whole numbers of 2⁻²²; every pass rounds to bytes. The filters widen when a picture shrinks.
 */
export type ResizeFilter = 'nearest' | 'box' | 'bilinear' | 'bicubic' | 'lanczos';

/** Brightness alone: `width * height` bytes, row by row. */
export interface Gray {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/** @throws StudioError `internal` for a size that is no whole number of pixels */
export function resizeFrame(frame: Frame, width: number, height: number, filter: ResizeFilter): Frame {
  return { width, height, data: resized({ ...frame, channels: 3 }, width, height, filter) };
}

/** To an exact size with Lanczos, as control, inpainting and VAE pictures are. @throws StudioError as `resizeFrame` */
export function resizeLanczos(frame: Frame, width: number, height: number): Frame {
  return resizeFrame(frame, width, height, 'lanczos');
}

/** The same for one channel: masks. @throws StudioError as `resizeFrame` */
export function resizeGrayLanczos(gray: Gray, width: number, height: number): Gray {
  return { width, height, data: resized({ ...gray, channels: 1 }, width, height, 'lanczos') };
}

function resized(picture: Picture, width: number, height: number, filter: ResizeFilter): Uint8Array {
  for (const size of [width, height]) {
    if (!Number.isInteger(size) || size < 1) {
      throw new StudioError('internal', `A picture cannot be resized to ${width}×${height}.`);
    }
  }
  if (filter === 'nearest') return nearest(picture, width, height);
  const wide = width === picture.width ? picture : acrossRows(picture, taps(picture.width, width, filter));
  const done = height === picture.height ? wide : acrossColumns(wide, taps(picture.height, height, filter));
  return done === picture ? picture.data.slice() : done.data;
}

function nearest({ width: oldWidth, height: oldHeight, channels, data }: Picture, width: number, height: number) {
  const made = new Uint8Array(width * height * channels);
  const [rows, columns] = [nearestPlaces(oldHeight, height), nearestPlaces(oldWidth, width)];
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      const from = (row * oldWidth + column) * channels;
      for (let channel = 0; channel < channels; channel++) made[at++] = data[from + channel] ?? 0;
    }
  }
  return made;
}

/** Steps are added up rather than multiplied: where a centre falls on the edge of a pixel, the rounding of that sum decides. */
function nearestPlaces(from: number, to: number): number[] {
  let place = 0.5 * (from / to);
  return Array.from({ length: to }, () => {
    const whole = Math.trunc(place);
    place += from / to;
    return whole;
  });
}

/** Reach in source pixels, when nothing shrinks, and weight at a distance. */
interface Filter {
  readonly support: number;
  readonly weight: (distance: number) => number;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI));

/** Keys' cubic with a = −0.5. */
function cubic(distance: number): number {
  const a = -0.5;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

const filters: Readonly<Record<Exclude<ResizeFilter, 'nearest'>, Filter>> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, weight: cubic },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** What each pixel of a new axis is made of: old pixels `first[i]` to `first[i] + counts[i]`, weights from `i * stride`. */
interface Taps {
  readonly length: number;
  readonly stride: number;
  readonly first: Int32Array;
  readonly counts: Int32Array;
  /** In 2⁻²². */
  readonly weights: Int32Array;
}

/** Two bits are left for the sign and for sums above white, eight for the byte. */
const precisionBits = 32 - 8 - 2;

function taps(from: number, to: number, name: Exclude<ResizeFilter, 'nearest'>): Taps {
  const { support, weight } = filters[name];
  const scale = from / to;
  const widening = Math.max(1, scale);
  const reach = support * widening;
  const stride = Math.ceil(reach) * 2 + 1;
  const [first, counts, weights] = [new Int32Array(to), new Int32Array(to), new Int32Array(to * stride)];
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - reach + 0.5));
    const end = Math.min(from, Math.trunc(centre + reach + 0.5));
    const exact = Array.from({ length: end - start }, (_, k) => weight((k + start - centre + 0.5) / widening));
    const sum = exact.reduce((total, value) => total + value, 0);
    exact.forEach((value, k) => {
      weights[i * stride + k] = roundAway((sum === 0 ? value : value / sum) * 2 ** precisionBits);
    });
    first[i] = start;
    counts[i] = end - start;
  }
  return { length: to, stride, first, counts, weights };
}

/** Halves go away from zero, as a cast after adding half does in C. */
function roundAway(value: number): number {
  return Math.trunc(value + (value < 0 ? -0.5 : 0.5));
}

const half = 1 << (precisionBits - 1);

function acrossRows({ width, height, channels, data }: Picture, across: Taps): Picture {
  const { length, stride, first, counts, weights } = across;
  // Clamped arrays hold a sum below black or above white at the border, as Pillow's table does.
  const made = new Uint8ClampedArray(length * height * channels);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < length; x++) {
      const from = (y * width + (first[x] ?? 0)) * channels;
      const [start, count] = [x * stride, counts[x] ?? 0];
      for (let channel = 0; channel < channels; channel++, at++) {
        let sum = half;
        for (let k = 0, place = from + channel; k < count; k++, place += channels) {
          sum += (data[place] ?? 0) * (weights[start + k] ?? 0);
        }
        made[at] = sum >> precisionBits;
      }
    }
  }
  return { width: length, height, channels, data: new Uint8Array(made.buffer) };
}

function acrossColumns({ width, channels, data }: Picture, across: Taps): Picture {
  const { length, stride, first, counts, weights } = across;
  const row = width * channels;
  const made = new Uint8ClampedArray(row * length);
  const sums = new Int32Array(row);
  for (let y = 0; y < length; y++) {
    sums.fill(half);
    for (let k = 0; k < (counts[y] ?? 0); k++) {
      const weight = weights[y * stride + k] ?? 0;
      const from = ((first[y] ?? 0) + k) * row;
      for (let i = 0; i < row; i++) sums[i] = (sums[i] ?? 0) + (data[from + i] ?? 0) * weight;
    }
    for (let i = 0; i < row; i++) made[y * row + i] = (sums[i] ?? 0) >> precisionBits;
  }
  return { width, height: length, channels, data: new Uint8Array(made.buffer) };
}
