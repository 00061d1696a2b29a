import type { Frame } from '../../electron/pipeline/ports.ts';

/** Where a view looks, in pixels from the picture's middle. */
export interface Look {
  /** How far the picture has moved right and down. */
  readonly shiftX: number;
  readonly shiftY: number;
  /** Radians. */
  readonly turn?: number;
  /** Above 1 enlarges. */
  readonly zoom?: number;
}

/** Frames of a clip at any time 0..1. */
export type Footage = (time: number) => Frame;

/** A square view of the picture's middle, moved, turned and enlarged; bicubic, mirrored beyond the picture's edges. */
export function view(picture: Frame, edge: number, look: Look): Frame {
  const { shiftX, shiftY, turn = 0, zoom = 1 } = look;
  const data = new Uint8Array(edge * edge * 3);
  const [cos, sin] = [Math.cos(turn) / zoom, Math.sin(turn) / zoom];
  const sample = bicubic(picture);
  for (let y = 0, at = 0; y < edge; y++) {
    const dy = y + 0.5 - edge / 2 - shiftY;
    for (let x = 0; x < edge; x++, at += 3) {
      const dx = x + 0.5 - edge / 2 - shiftX;
      sample(cos * dx + sin * dy + picture.width / 2 - 0.5, -sin * dx + cos * dy + picture.height / 2 - 0.5, data, at);
    }
  }
  return { width: edge, height: edge, data };
}

/** Writes the colour at x, y (pixel centres are whole numbers) into three bytes of `out`. */
function bicubic({ width, height, data }: Frame): (x: number, y: number, out: Uint8Array, at: number) => void {
  const across = new Float64Array(4);
  const down = new Float64Array(4);
  const columns = new Int32Array(4);
  return (x, y, out, at) => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    weigh(x - left, across);
    weigh(y - top, down);
    for (let k = 0; k < 4; k++) columns[k] = 3 * mirrored(left - 1 + k, width);
    let [red, green, blue] = [0, 0, 0];
    for (let row = 0; row < 4; row++) {
      const start = 3 * width * mirrored(top - 1 + row, height);
      for (let column = 0; column < 4; column++) {
        const from = start + (columns[column] ?? 0);
        const weight = (down[row] ?? 0) * (across[column] ?? 0);
        red += weight * (data[from] ?? 0);
        green += weight * (data[from + 1] ?? 0);
        blue += weight * (data[from + 2] ?? 0);
      }
    }
    out[at] = byte(red);
    out[at + 1] = byte(green);
    out[at + 2] = byte(blue);
  };
}

/** Catmull and Rom's weights of four neighbours for a place `t` behind the second. */
function weigh(t: number, weights: Float64Array): void {
  weights[0] = ((2 - t) * t - 1) * t * 0.5;
  weights[1] = ((3 * t - 5) * t * t + 2) * 0.5;
  weights[2] = ((4 - 3 * t) * t + 1) * t * 0.5;
  weights[3] = (t - 1) * t * t * 0.5;
}

function mirrored(place: number, size: number): number {
  const at = ((place % (2 * size)) + 2 * size) % (2 * size);
  return at < size ? at : 2 * size - 1 - at;
}

function byte(level: number): number {
  return Math.min(255, Math.max(0, Math.round(level)));
}

/** What clips show: each moves 5 to 15 pixels from time 0 to time 1, and goes on so before and after. */
export function footages(picture: Frame, other: Frame, edge: number): Readonly<Record<string, Footage>> {
  const pan = (pixels: number): Footage => {
    const along = { shiftX: pixels, shiftY: 0.4 * pixels };
    return (time) => view(picture, edge, { shiftX: along.shiftX * (time - 0.5), shiftY: along.shiftY * (time - 0.5) });
  };
  return {
    'pan of 5 px': pan(5),
    'pan of 10 px': pan(10),
    'pan of 14 px': pan(14),
    'zoom with rotation': (time) =>
      view(picture, edge, {
        shiftX: 3 * time,
        shiftY: 0,
        turn: 0.05 * (time - 0.5),
        zoom: Math.exp(0.06 * (time - 0.5)),
      }),
    'parallax with occlusion': parallax(picture, other, edge),
  };
}

/** Two layers: the other picture as a disc that passes before this one. */
function parallax(picture: Frame, other: Frame, edge: number): Footage {
  return (time) => {
    const [x, y] = [14 * (time - 0.5), 4 * (time - 0.5)];
    const far = view(picture, edge, { shiftX: -9 * (time - 0.5), shiftY: 2 * (time - 0.5) });
    const near = view(other, edge, { shiftX: x, shiftY: y });
    const half = edge / 2;
    for (let at = 0; at < far.data.length; at++) {
      const pixel = Math.floor(at / 3);
      const across = ((pixel % edge) + 0.5 - half - x) / half;
      const down = (Math.floor(pixel / edge) + 0.5 - half - y) / half;
      const cover = 1 / (1 + Math.exp((Math.hypot(across, 1.4 * down) - 0.45) * half));
      far.data[at] = byte((far.data[at] ?? 0) * (1 - cover) + (near.data[at] ?? 0) * cover);
    }
    return far;
  };
}
