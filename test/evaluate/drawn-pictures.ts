import { randomFrom, smoothNoise } from '../../electron/pipeline/frames/maps.ts';
import type { Frame } from '../../electron/pipeline/ports.ts';

/** Edge of a texture, pixels; a power of two. Leaves use it as an endless tile. */
const textureSize = 256;

interface Leaf {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Corners of a polygon, from its middle; none of a disc. */
  readonly ends: readonly (readonly [x: number, y: number])[];
  readonly colour: readonly [number, number, number];
  readonly slope: readonly [number, number];
  readonly texture: Float32Array;
  readonly contrast: number;
}

/**
 * Pictures with the statistics of photographs, drawn by chance: piles of opaque leaves whose radii follow a power law, which gives
 * the edges, the occlusions and the spectrum of photographs (Lee, Mumford and Huang 2001), each with its own gradient and 1/f texture.
 * Not those that the networks were trained on: another program with other leaves.
 */
export function drawnPictures(count: number, size: number): Frame[] {
  return Array.from({ length: count }, (_, index) => drawnPicture(1000 + index, size));
}

function drawnPicture(seed: number, size: number): Frame {
  const random = randomFrom(seed);
  const textures = Array.from({ length: 4 }, () => textureOf(random));
  const palette = Array.from({ length: 4 }, () => [random(), random(), random()] as const);
  const full = 2 * size;
  const some = (count: number, radii: readonly [number, number]) =>
    Array.from({ length: Math.round(count) }, () => leafOf(random, { full, radii, textures, palette }));
  // The large ones lie below, and enough of them that no ground is seen.
  const leaves = [...some(90, [full / 6, full / 3]), ...some(150 * 6 ** random(), [6, full / 5])];
  leaves.sort((a, b) => b.radius - a.radius);
  const canvas = new Float32Array(full * full * 3);
  for (const leaf of leaves) paint(canvas, full, leaf);
  return halved(canvas, size);
}

/** Grey noise of mean square 1: octaves of smooth noise, nearly as strong when they are fine as when they are coarse. */
function textureOf(random: () => number): Float32Array {
  const out = new Float32Array(textureSize * textureSize);
  const fineness = 0.75 + 0.25 * random();
  for (let knots = 8, strength = 1; knots <= textureSize; knots *= 2, strength *= fineness) {
    const octave = smoothNoise(textureSize, knots, random);
    const level = strength / Math.sqrt(meanSquare(octave));
    for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) + level * (octave[i] ?? 0);
  }
  const scale = 1 / Math.sqrt(meanSquare(out));
  return out.map((value) => scale * value);
}

function meanSquare(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

interface Pile {
  readonly full: number;
  readonly radii: readonly [smallest: number, largest: number];
  readonly textures: readonly Float32Array[];
  readonly palette: readonly (readonly [number, number, number])[];
}

function leafOf(random: () => number, { full, radii: [smallest, largest], textures, palette }: Pile): Leaf {
  const radius = (smallest ** -2 - random() * (smallest ** -2 - largest ** -2)) ** -0.5;
  const corners = random() < 0.4 ? 0 : 3 + Math.floor(5 * random());
  const shade = 0.45 * (random() - 0.5);
  const [red, green, blue] = (palette[Math.floor(random() * palette.length)] ?? [0.5, 0.5, 0.5]).map((level) =>
    Math.min(0.97, Math.max(0.03, 0.1 + 0.75 * level + shade + 0.12 * (random() - 0.5))),
  );
  return {
    x: (1.1 * random() - 0.05) * full,
    y: (1.1 * random() - 0.05) * full,
    radius,
    ends: Array.from({ length: corners }, (_, index) => {
      const [angle, distance] = [((index + 0.8 * random()) / corners) * 2 * Math.PI, radius * (0.6 + 0.8 * random())];
      return [distance * Math.cos(angle), distance * Math.sin(angle)] as const;
    }),
    colour: [red ?? 0, green ?? 0, blue ?? 0],
    slope: [(random() - 0.5) / full, (random() - 0.5) / full],
    texture: textures[Math.floor(random() * textures.length)] ?? new Float32Array(textureSize * textureSize),
    contrast: 0.02 + 0.12 * random() ** 2,
  };
}

function paint(canvas: Float32Array, full: number, leaf: Leaf): void {
  const reach = Math.ceil(1.4 * leaf.radius);
  const edge = (place: number): number => Math.min(full, Math.max(0, Math.ceil(place)));
  for (let y = edge(leaf.y - reach); y < edge(leaf.y + reach); y++) {
    const crossings = crossingsOf(leaf, y - leaf.y);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const last = edge(leaf.x + (crossings[k + 1] ?? 0));
      for (let x = edge(leaf.x + (crossings[k] ?? 0)); x < last; x++) {
        const grain = leaf.texture[folded(y) * textureSize + folded(x)] ?? 0;
        const light = leaf.contrast * grain + leaf.slope[0] * (x - leaf.x) + leaf.slope[1] * (y - leaf.y);
        const at = 3 * (y * full + x);
        for (let channel = 0; channel < 3; channel++) canvas[at + channel] = (leaf.colour[channel] ?? 0) + light;
      }
    }
  }
}

/** Where a row `dy` below the leaf's middle enters and leaves it, from left to right, relative to the middle. */
function crossingsOf({ radius, ends }: Leaf, dy: number): number[] {
  if (ends.length === 0) {
    const half = Math.sqrt(radius * radius - dy * dy);
    return half > 0 ? [-half, half] : [];
  }
  const crossings: number[] = [];
  for (const [index, [x1, y1]] of ends.entries()) {
    const [x0, y0] = ends.at(index - 1) ?? [0, 0];
    if (y0 > dy !== y1 > dy) crossings.push(((x1 - x0) * (dy - y0)) / (y1 - y0) + x0);
  }
  return crossings.sort((a, b) => a - b);
}

/** A place on the texture for one on the canvas, which has twice its pixels: there and back again, so that no seam shows. */
function folded(place: number): number {
  const at = (place >> 1) % (2 * textureSize);
  return at < textureSize ? at : 2 * textureSize - 1 - at;
}

/** Weights of four pixels in a row that become one: the softness of a good lens. */
const lens = [1 / 8, 3 / 8, 3 / 8, 1 / 8];

/** A quarter of the pixels, which smooths the edges. */
function halved(canvas: Float32Array, size: number): Frame {
  const data = new Uint8Array(size * size * 3);
  const inside = (place: number): number => Math.min(2 * size - 1, Math.max(0, place));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let row = 0; row < 4; row++) {
          const start = inside(2 * y - 1 + row) * 2 * size;
          for (let column = 0; column < 4; column++) {
            const level = canvas[3 * (start + inside(2 * x - 1 + column)) + channel] ?? 0;
            sum += (lens[row] ?? 0) * (lens[column] ?? 0) * Math.min(1, Math.max(0, level));
          }
        }
        data[3 * (y * size + x) + channel] = Math.round(sum * 255);
      }
    }
  }
  return { width: size, height: size, data };
}
