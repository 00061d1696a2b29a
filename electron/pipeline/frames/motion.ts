/**
 * How a still picture moves: from depth, what could move, and the user's controls to where each pixel of a frame comes from.
 *
 * Lengths are in half shorter edges (the picture's shorter half is 1), angles in radians, y points down. Frame 0 is the
 * picture itself: every term is zero there. All terms have continuous acceleration in time, so that nothing jerks.
 */
import { type Ambient, ambientOf, type MotionControls, type MotionMaps, plainStrength, reach } from './ambient.ts';
import { blur, cellsOf, dilate, type PlaneMap, randomFrom, Spot, smoothNoise } from './maps.ts';
import { type Point, type Thing, ThingsAt, thingsOf } from './things.ts';

/** The clip in which a picture moves. */
export interface MotionClip {
  /** Width over height. */
  readonly aspect: number;
  readonly frames: number;
  readonly durationSeconds: number;
  readonly seed: number;
  /** Edge of the fields to make, in cells; the graph that bends the picture enlarges them smoothly. */
  readonly fieldSize: number;
  /**
   * Whether diffusion draws the frames anew. Then the camera looks past the picture's edges, where it otherwise comes closer; things go
   * their way and leave a place behind that nobody knows; and what sways, ripples and drifts does so as far as the real thing.
   */
  readonly redrawn: boolean;
}

/**
 * Displacements of one frame, [fieldSize, fieldSize, 2] as x, y in GridSample units (the picture spans -1..1): pixel p of the frame
 * shows the picture at p + displacement. With two fields the frame is field 0 times 1 - mix plus field 1 times mix.
 */
export interface FrameMotion {
  readonly fields: readonly Float32Array[];
  readonly mix: number;
  /** 1 for each cell of the field that shows where something was before it went its way: what is behind it, nobody knows. */
  readonly left: Uint8Array;
}

/** Depth (0 far .. 1 near) of the ground at the horizon, as MotionFieldNet learned it. */
const horizon = 0.15;

/** How far the camera travels at a full pan or tilt. */
const panReach = 0.3;

/** The motion of a whole clip; `frame(f)` is pure and may be asked in any order. */
export class PictureMotion {
  readonly fieldCount: 1 | 2;
  private readonly depth: PlaneMap;
  private readonly ambient: Ambient;
  private readonly noise: PlaneMap;
  private readonly scaleX: number;
  private readonly scaleY: number;
  private readonly gain: number;
  private readonly controls: MotionControls;
  private readonly clip: MotionClip;
  /** Height in the picture (−1..1) of the point that a camera travels towards. */
  private readonly vanishing: number;
  private readonly here: Spot;
  private readonly there: Spot;
  private readonly mapSize: number;
  /** None unless frames are redrawn: nobody would draw what is behind them. */
  private readonly things: readonly Thing[];

  constructor(maps: MotionMaps, controls: MotionControls, clip: MotionClip) {
    this.controls = controls;
    this.clip = clip;
    this.here = new Spot(maps.size);
    this.there = new Spot(maps.size);
    this.scaleX = Math.max(1, clip.aspect);
    this.scaleY = Math.max(1, 1 / clip.aspect);
    this.gain = controls.motionStrength / plainStrength;
    const random = randomFrom(clip.seed);
    const windward = Math.sign(controls.wind) || (random() < 0.5 ? -1 : 1);
    // Near things grow before the blur: the stretch beside a moving edge then falls on what lies behind it. The blur is wide
    // because a depth that is a little wrong should lean things over, not break them.
    // What is redrawn may break a little, but its tips should come along.
    const [grown, smoothed] = clip.redrawn ? [6, 3] : [3, 4];
    this.depth = blur(
      dilate(maps.depth, maps.size, cellsOf(maps.size, grown)),
      maps.size,
      cellsOf(maps.size, smoothed),
    );
    this.vanishing = clip.redrawn ? horizonOf(maps) : 0;
    this.noise = smoothNoise(maps.size, 7, random);
    this.ambient = ambientOf(maps, controls, {
      aspect: clip.aspect,
      gain: this.gain,
      windward,
      reach: clip.redrawn ? reach.redrawn : reach.bent,
    });
    this.mapSize = maps.size;
    const { scaleX, scaleY } = this;
    const { free } = this.ambient;
    const gain = this.gain * controls.pace;
    this.things =
      maps.things && clip.redrawn
        ? thingsOf(maps.things, { size: maps.size, scaleX, scaleY, gain, wind: windward, free })
        : [];
    this.fieldCount = controls.loop && this.ambient.moving.drift ? 2 : 1;
  }

  /** Displacements of frame `index`, 0 .. frames - 1. */
  frame(index: number): FrameMotion {
    const { loop } = this.controls;
    const span = loop ? this.clip.frames : Math.max(1, this.clip.frames - 1);
    const time = index / span;
    const travelled = loop ? 0.5 - 0.5 * Math.cos(2 * Math.PI * time) : ease(time);
    const moment = { time, travelled, camera: this.camera(travelled), things: this.thingsAt(index, travelled) };
    if (this.fieldCount === 1) return { ...this.fields(moment, [time]), mix: 0 };
    // Clouds that flow for ever: two copies half a period apart fade into each other, each out of sight when it jumps back.
    const mix = 0.5 - 0.5 * Math.cos(2 * Math.PI * time);
    const first = time < 0.5 ? time : time - 1;
    return { ...this.fields(moment, [first, time - 0.5]), mix };
  }

  /** In a loop, things go half their way and come back. */
  private thingsAt(index: number, travelled: number): ThingsAt {
    const { loop } = this.controls;
    const { frames, durationSeconds } = this.clip;
    const seconds = loop ? (travelled * durationSeconds) / 2 : (index * durationSeconds) / frames;
    return new ThingsAt(this.things, seconds, { size: this.mapSize, scaleX: this.scaleX, scaleY: this.scaleY });
  }

  /** How much of each cell of a grid over frame `index` the picture knows, 0..1, row by row: all of it unless frames are redrawn. */
  known(index: number, width: number, height: number): Float32Array {
    const size = this.clip.fieldSize;
    const { fields, left: gone } = this.frame(index);
    const field = fields[0] ?? new Float32Array(size * size * 2);
    const known = (column: number, row: number): boolean => {
      const at = 2 * (row * size + column);
      if (gone[at / 2]) return false;
      const [u, v] = [((column + 0.5) / size) * 2 - 1, ((row + 0.5) / size) * 2 - 1];
      return Math.abs(u + (field[at] ?? 0)) <= 1 && Math.abs(v + (field[at + 1] ?? 0)) <= 1;
    };
    // The places of the field in a cell; the nearest one where the grid is finer than the field.
    const span = (cell: number, of: number): [number, number] => {
      const first = Math.floor((cell * size) / of);
      return [first, Math.max(first + 1, Math.floor(((cell + 1) * size) / of))];
    };
    return Float32Array.from({ length: width * height }, (_, cell) => {
      const [left, right] = span(cell % width, width);
      const [top, bottom] = span(Math.floor(cell / width), height);
      let count = 0;
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) count += Number(known(column, row));
      return count / ((right - left) * (bottom - top));
    });
  }

  /** The camera when `done` 0..1 of its way is behind it. */
  private camera(done: number): Camera {
    const { pan, tilt, zoom, roll, parallax } = this.controls;
    const held = Math.min(1, this.gain);
    const shiftX = -pan * panReach * this.gain * done;
    const shiftY = tilt * panReach * this.gain * done;
    const angle = ((roll * Math.PI) / 180) * held * done;
    const wanted = 1 + (zoom - 1) * held * done;
    if (this.clip.redrawn) {
      return {
        shiftX,
        shiftY,
        cos: Math.cos(angle),
        sin: Math.sin(angle),
        logZoom: Math.log(wanted),
        away: 0,
        parallax,
      };
    }
    const farthest = 1 + 0.5 * parallax;
    const [c, s] = [Math.cos(angle), Math.abs(Math.sin(angle))];
    // Just so much closer that turning and shifting never look past the picture's edge.
    const cover = Math.max(
      c + s * (this.scaleY / this.scaleX) + (Math.abs(shiftX) * farthest) / this.scaleX,
      c + s * (this.scaleX / this.scaleY) + (Math.abs(shiftY) * farthest) / this.scaleY,
    );
    const closer = Math.max(0, wanted - 1);
    const needed = Math.max(0, cover - 1);
    return {
      shiftX,
      shiftY,
      cos: Math.cos(angle),
      sin: Math.sin(angle),
      logZoom: Math.log(1 + (closer ** 4 + needed ** 4) ** 0.25),
      // Farther than the picture reaches: the middle shrinks, the rim stays.
      away: Math.max(0, 1 / wanted - 1),
      parallax,
    };
  }

  /** One field for each of `flows`, how long the clouds have flown: all else is the same and worked out once. */
  private fields(
    { camera, time, travelled, things }: Moment,
    flows: readonly number[],
  ): Pick<FrameMotion, 'fields' | 'left'> {
    const { scaleX, scaleY, here } = this;
    const { moving } = this.ambient;
    const anything = moving.sway || moving.ripple || moving.drift || moving.move;
    const size = this.clip.fieldSize;
    const { redrawn } = this.clip;
    const fields = flows.map((flow) => ({ flow, out: new Float32Array(size * size * 2) }));
    const left = new Uint8Array(size * size);
    const swings = this.swingsAt(time);
    const place = { x: 0, y: 0 };
    const drift = { x: 0, y: 0 };
    for (let row = 0, at = 0; row < size; row++) {
      const v = ((row + 0.5) / size) * 2 - 1;
      for (let column = 0; column < size; column++, at += 2) {
        const u = ((column + 0.5) / size) * 2 - 1;
        this.throughCamera(camera, u, v, place);
        if (this.things.length > 0) left[at / 2] = Number(things.follow(place) === 'left');
        const x = place.x;
        const y = place.y;
        if (anything) here.goTo(x / scaleX, y / scaleY);
        if (moving.move) this.addMove(place, x, y, travelled);
        if (moving.sway || moving.ripple) this.addSwings(place, x, swings);
        for (const { flow, out } of fields) {
          if (moving.drift) this.driftAt(drift, x, y, flow);
          const [movedX, movedY] = [(place.x - drift.x) / scaleX - u, (place.y - drift.y) / scaleY - v];
          out[at] = redrawn ? movedX : within(u, movedX);
          out[at + 1] = redrawn ? movedY : within(v, movedY);
        }
      }
    }
    return { fields: fields.map(({ out }) => out), left };
  }

  /** Which point of the picture the camera shows at u, v. Its depth is that of the point found, so look again and again. */
  private throughCamera(camera: Camera, u: number, v: number, place: Point): void {
    const { depth, here, scaleX, scaleY } = this;
    const { cos, sin, shiftX, shiftY, logZoom, away, parallax } = camera;
    const { redrawn } = this.clip;
    const towards = this.vanishing * parallax * scaleY;
    const x = u * (1 + away * (1 - u * u)) * scaleX;
    const y = v * (1 + away * (1 - v * v)) * scaleY;
    let foundX = x;
    let foundY = y;
    const looks = logZoom === 0 && shiftX === 0 && shiftY === 0 && sin === 0 ? 0 : parallax > 0 ? 3 : 1;
    for (let look = 0; look < looks; look++) {
      let near = 0;
      if (parallax > 0) {
        here.goTo(foundX / scaleX, foundY / scaleY);
        near = here.of(depth);
      }
      // Redrawn, full parallax is a camera that travels: from the horizon on, things stay where they are.
      const passing = Math.max(0, near - horizon) / (1 - horizon);
      const follow = 1 + parallax * (redrawn ? 1.5 * passing - 1 : 1.5 * near - 0.75);
      const shrink = Math.exp(-logZoom * (1 + parallax * (redrawn ? passing - 1 : 1.1 * near - 0.3)));
      const dx = (x - shiftX * follow) * shrink;
      const dy = (y - shiftY * follow - towards) * shrink + towards;
      foundX = cos * dx + sin * dy;
      foundY = -sin * dx + cos * dy;
    }
    place.x = foundX;
    place.y = foundY;
  }

  /** How far clouds have come to x, y, where `here` is. */
  private driftAt(drift: Point, x: number, y: number, flow: number): void {
    const { here, there } = this;
    const { driftX, driftY } = this.ambient;
    const nearX = here.of(driftX);
    const nearY = here.of(driftY);
    there.goTo((x - nearX * flow) / this.scaleX, (y - nearY * flow) / this.scaleY);
    // No farther than the place it comes from also drifts: what stands before the clouds is not drawn along.
    drift.x = weaker(nearX, there.of(driftX)) * flow;
    drift.y = weaker(nearY, there.of(driftY)) * flow;
  }

  private addMove(place: Point, x: number, y: number, travelled: number): void {
    const { there } = this;
    const { moveX, moveY } = this.ambient;
    let fromX = x;
    let fromY = y;
    for (let look = 0; look < 3; look++) {
      there.goTo(fromX / this.scaleX, fromY / this.scaleY);
      fromX = x - there.of(moveX) * travelled;
      fromY = y - there.of(moveY) * travelled;
    }
    place.x += fromX - x;
    place.y += fromY - y;
  }

  /** Plants and water at x, where `here` is. */
  private addSwings(place: Point, x: number, swings: Swings): void {
    const { ambient, here } = this;
    const wander = here.of(this.noise);
    const sway = here.of(ambient.sway);
    if (sway > 1e-5) {
      const gust = 2 * Math.PI * (0.55 * x + 0.8 * wander);
      place.x += sway * (swung(swings.bend, gust) + 0.4 * swung(swings.flutter, 1.7 * gust + 2));
      place.y += 0.3 * sway * swung(swings.nod, gust + 1);
    }
    const ripple = here.of(ambient.ripple);
    if (ripple > 1e-5) {
      const near = 0.15 + here.of(this.depth);
      const rows = 2 * Math.PI * (4 * Math.log(near) + 0.5 * wander);
      const rise = swung(swings.swell, rows + (2.2 * x) / near) + 0.6 * swung(swings.chop, 1.6 * rows - (3 * x) / near);
      place.y += ripple * near * rise;
      place.x += 0.6 * ripple * near * swung(swings.drag, 1.3 * rows + 1 + (1.5 * x) / near);
    }
  }

  /** Turns a second: waves of water run towards the viewer. */
  private swingsAt(time: number): Swings {
    const at = (perSecond: number, way = 1): Swing => {
      const half = Math.PI * way * this.turns(perSecond) * time;
      return { half, reach: 2 * Math.sin(half) };
    };
    const plants = { bend: at(0.45), flutter: at(0.95), nod: at(0.7) };
    return { ...plants, swell: at(0.6, -1), chop: at(0.9, -1), drag: at(0.45, -1) };
  }

  /** Whole turns in the clip at about `perSecond`, at least one: whole, so that a loop closes. */
  private turns(perSecond: number): number {
    return Math.max(1, Math.round(perSecond * this.clip.durationSeconds));
  }
}

/** Height (−1..1) at which the ground ends: in the middle one of the columns that have ground; the picture's middle without any. */
function horizonOf({ depth, size }: MotionMaps): number {
  const heights: number[] = [];
  for (let column = 0; column < size; column++) {
    let row = size;
    while (row > 0 && (depth[(row - 1) * size + column] ?? 0) > horizon + 0.05) row--;
    if (row < size) heights.push((2 * row) / size - 1);
  }
  heights.sort((a, b) => a - b);
  return heights.length < size / 2 ? 0 : (heights[Math.floor(heights.length / 2)] ?? 0);
}

/** What all fields of a frame share. */
interface Moment {
  /** 0..1 of the clip. */
  readonly time: number;
  /** 0..1 of the camera's way. */
  readonly travelled: number;
  readonly camera: Camera;
  readonly things: ThingsAt;
}

interface Camera {
  readonly shiftX: number;
  readonly shiftY: number;
  /** Of the angle by which it is turned. */
  readonly cos: number;
  readonly sin: number;
  /** Natural logarithm of how much closer it is: what is nearer grows by a power of that. */
  readonly logZoom: number;
  readonly away: number;
  readonly parallax: number;
}

/** A wave at one moment. */
interface Swing {
  /** Half of the angle it has turned by. */
  readonly half: number;
  readonly reach: number;
}

type Swings = Readonly<Record<'bend' | 'flutter' | 'nod' | 'swell' | 'chop' | 'drag', Swing>>;

/**
 * A wave that is at rest at time 0, so that the first frame is the picture: sin(2 · half + phase) − sin(phase), as the product
 * that needs one cosine a cell.
 */
function swung({ half, reach }: Swing, phase: number): number {
  return reach * Math.cos(half + phase);
}

/** 0..1 in 0..1: even speed in the middle, a smooth start and stop over a quarter of the time each (C2). */
export function ease(time: number): number {
  const ramp = 0.25;
  const speed = 1 / (1 - ramp);
  // integral of smoothstep(t / ramp)
  const start = (t: number): number => speed * (t ** 3 / ramp ** 2 - t ** 4 / (2 * ramp ** 3));
  if (time <= 0) return 0;
  if (time >= 1) return 1;
  if (time < ramp) return start(time);
  if (time > 1 - ramp) return 1 - start(1 - time);
  return start(ramp) + speed * (time - ramp);
}

/** `displacement` at coordinate `at`, bent so that at + displacement stays inside -1..1 without a kink. */
function within(at: number, displacement: number): number {
  const gap = displacement > 0 ? 1 - at : 1 + at;
  const square = (displacement / gap) ** 2;
  // Roots and products: a power takes ten times as long, and this is asked twice a cell.
  return displacement / Math.sqrt(Math.sqrt(1 + square * square));
}

function weaker(a: number, b: number): number {
  if (a * b <= 0) return 0;
  return Math.abs(a) < Math.abs(b) ? a : b;
}
