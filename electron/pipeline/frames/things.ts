/** What in a picture moves as a whole: boats, birds, the sails of a mill. Each is one piece of what the network saw, and stays rigid. */
import { cellsOf, dilate, type PlaneMap, Spot } from './maps.ts';

/** What MotionFieldNet foretells of things; each map is size × size, 0..1, and covers the whole picture. */
export interface ThingMaps {
  /** Whether something moves as a whole here; the others mean nothing where not. */
  readonly thing: PlaneMap;
  /** Where it goes: 0..1 is −0.1..0.1 picture widths (heights) a second. */
  readonly travelX: PlaneMap;
  readonly travelY: PlaneMap;
  /** How it turns: 0..1 is −1..1 radians a second, clockwise. */
  readonly turn: PlaneMap;
  /** Whether travelX and turn are those in a gentle wind to the right, and go with the wind. */
  readonly blown: PlaneMap;
}

/** Lengths in half shorter edges, angles in radians, time in seconds. */
export interface Thing {
  /** size × size, 1 where it is. */
  readonly mask: PlaneMap;
  /** 1 where nobody knows the picture without it: its place, and wider around, since no outline is found to the pixel. */
  readonly place: PlaneMap;
  /** What it turns around. */
  readonly hub: Point;
  readonly speed: Point;
  readonly turn: number;
}

export interface ThingOptions {
  readonly size: number;
  /** Half width and half height of the picture. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** How quickly things move, 1 as the network saw it. */
  readonly gain: number;
  /** −1 to the left .. 1 to the right is a gentle wind; more is stronger. */
  readonly wind: number;
  /** 0 where the motion brush pins the picture. */
  readonly free: PlaneMap;
}

export interface Point {
  x: number;
  y: number;
}

const fastestTravel = 0.1;
const quickestTurn = 1;
/** Radians a second below which a thing only rocks, which is left to diffusion. */
const leastTurn = 0.15;
/** Half shorter edges a second below which it stands. */
const leastSpeed = 0.006;
/** Of a piece, on average; each of its cells is more likely part of a thing than not. */
const leastSure = 0.7;
/** Cells (of 256) over which parts of one thing lie apart: spars of a sail are thinner than what the network sees. */
const gap = 3;
/** Cells (of 256) around a thing that go with it, so that its edge does, and within which its outline may be. */
const [rim, outline] = [1, 4];
/** Share of the picture below which a piece is a mistake. */
const leastShare = 0.0003;

/** The things of a picture, the largest last. */
export function thingsOf(maps: ThingMaps, options: ThingOptions): Thing[] {
  const { size, scaleX, scaleY, gain, wind } = options;
  const things: { thing: Thing; cells: number }[] = [];
  for (const cells of pieces(maps.thing, size)) {
    if (cells.length < leastShare * size * size) continue;
    const mean = (of: (cell: number) => number): number =>
      cells.reduce((sum, cell) => sum + of(cell), 0) / cells.length;
    if (mean((cell) => maps.thing[cell] ?? 0) < leastSure) continue;
    const signed = (map: PlaneMap, most: number): number => mean((cell) => 2 * (map[cell] ?? 0) - 1) * most;
    if (mean((cell) => options.free[cell] ?? 1) < 0.5) continue;
    const way = gain * (mean((cell) => maps.blown[cell] ?? 0) > 0.5 ? wind : 1);
    const turn = signed(maps.turn, quickestTurn);
    const turns = Math.abs(turn) > leastTurn;
    const speed = {
      x: turns ? 0 : 2 * scaleX * signed(maps.travelX, fastestTravel) * way,
      y: turns ? 0 : 2 * scaleY * signed(maps.travelY, fastestTravel) * gain,
    };
    if (!turns && Math.hypot(speed.x, speed.y) < leastSpeed) continue;
    const mask = new Float32Array(size * size);
    for (const cell of cells) mask[cell] = 1;
    const middle = (place: (cell: number) => number): number => (2 * (mean(place) + 0.5)) / size - 1;
    const hub = {
      x: scaleX * middle((cell) => cell % size),
      y: scaleY * middle((cell) => Math.floor(cell / size)),
    };
    const wider = (by: number): PlaneMap => dilate(mask, size, cellsOf(size, by));
    const thing = { mask: wider(rim), place: wider(outline), hub, speed, turn: turns ? turn * way : 0 };
    things.push({ thing, cells: cells.length });
  }
  return things.sort((a, b) => a.cells - b.cells).map(({ thing }) => thing);
}

/** The cells of each piece in which `map` exceeds a half; parts that lie near each other are one. */
function pieces(map: PlaneMap, size: number): number[][] {
  const sure = (cell: number): boolean => (map[cell] ?? 0) > 0.5;
  const near = dilate(
    map.map((_, cell) => Number(sure(cell))),
    size,
    cellsOf(size, gap),
  );
  const found: number[][] = [];
  for (let start = 0; start < map.length; start++) {
    if (near[start]) found.push(flooded(near, size, start).filter(sure));
  }
  return found;
}

/** The connected cells around `start` in which `map` is not 0, and makes them 0. */
function flooded(map: PlaneMap, size: number, start: number): number[] {
  const piece = [start];
  map[start] = 0;
  for (let next = 0; next < piece.length; next++) {
    const cell = piece[next] ?? 0;
    const column = cell % size;
    const sides = [...(column > 0 ? [cell - 1] : []), ...(column < size - 1 ? [cell + 1] : [])];
    for (const neighbour of [cell - size, cell + size, ...sides]) {
      if (!map[neighbour]) continue;
      map[neighbour] = 0;
      piece.push(neighbour);
    }
  }
  return piece;
}

/** Where things are at one moment, asked for many points. */
export class ThingsAt {
  private readonly poses: readonly { readonly thing: Thing; readonly cos: number; readonly sin: number }[];
  private readonly seconds: number;
  private readonly scaleX: number;
  private readonly scaleY: number;
  private readonly spot: Spot;

  constructor(things: readonly Thing[], seconds: number, options: Pick<ThingOptions, 'size' | 'scaleX' | 'scaleY'>) {
    this.seconds = seconds;
    this.poses = things.map((thing) => ({
      thing,
      cos: Math.cos(thing.turn * seconds),
      sin: Math.sin(thing.turn * seconds),
    }));
    this.scaleX = options.scaleX;
    this.scaleY = options.scaleY;
    this.spot = new Spot(options.size);
  }

  /**
   * What is at `place`: `'thing'`, and `place` becomes where that was in the picture; `'left'` where something was that has gone;
   * `'rest'`.
   */
  follow(place: Point): 'thing' | 'left' | 'rest' {
    const { x, y } = place;
    for (const { thing, cos, sin } of this.poses) {
      const { hub, speed } = thing;
      const dx = x - speed.x * this.seconds - hub.x;
      const dy = y - speed.y * this.seconds - hub.y;
      const fromX = hub.x + cos * dx + sin * dy;
      const fromY = hub.y - sin * dx + cos * dy;
      if (!this.covers(thing.mask, fromX, fromY)) continue;
      place.x = fromX;
      place.y = fromY;
      return 'thing';
    }
    return this.seconds > 0 && this.poses.some(({ thing }) => this.covers(thing.place, x, y)) ? 'left' : 'rest';
  }

  private covers(mask: PlaneMap, x: number, y: number): boolean {
    if (Math.abs(x) > this.scaleX || Math.abs(y) > this.scaleY) return false;
    this.spot.goTo(x / this.scaleX, y / this.scaleY);
    return this.spot.of(mask) > 0.5;
  }
}
