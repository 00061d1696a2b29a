/** What in a picture moves by itself, and how far: clouds, water, plants, and what the motion brush says. */
import type { BrushRegion } from '../../contract/parameters.ts';
import { blur, cellsOf, dilate, erode, liftAboveRoots, type PlaneMap, strokeMask } from './maps.ts';
import type { ThingMaps } from './things.ts';

/** What MotionFieldNet sees in a picture; each map is size × size, 0..1, and covers the whole picture. */
export interface MotionMaps {
  readonly size: number;
  /** 0 far .. 1 near. */
  readonly depth: PlaneMap;
  /** Clouds and smoke, water, plants. */
  readonly drift: PlaneMap;
  readonly ripple: PlaneMap;
  readonly sway: PlaneMap;
  /** What moves as a whole, if the network tells. */
  readonly things: ThingMaps | null;
}

/** The user's controls; ranges as in the contract's `i2v/motion-field` parameters. */
export interface MotionControls {
  readonly motionStrength: number;
  readonly pan: number;
  readonly tilt: number;
  readonly zoom: number;
  /** Degrees. */
  readonly roll: number;
  readonly parallax: number;
  readonly sway: number;
  readonly drift: number;
  readonly ripple: number;
  readonly loop: boolean;
  readonly brush: readonly BrushRegion[];
  /** Where the wind blows: 1 to the right, −1 to the left, 0 either way, as the seed decides. */
  readonly wind: number;
  /** How quickly things move that do so as a whole; 1 is gently. */
  readonly pace: number;
}

/** Strength at which the ambient sliders and the camera have their plain reach: the default of `motionStrength`. */
export const plainStrength = 0.65;
/** The default of the ambient sliders. */
const plainAmbient = 0.4;
/** Displacements at plain strength where a class is sure, in half shorter edges; drift over the whole clip. */
export type Reach = Readonly<Record<'sway' | 'drift' | 'ripple', number>>;
/** A picture that is only bent looks like rubber when it is bent far. */
export const reach: Readonly<Record<'bent' | 'redrawn', Reach>> = {
  bent: { sway: 0.014, drift: 0.11, ripple: 0.009 },
  redrawn: { sway: 0.035, drift: 0.14, ripple: 0.013 },
};

/** Amplitudes of what moves by itself, each a map over the picture. */
export interface Ambient {
  readonly sway: PlaneMap;
  readonly ripple: PlaneMap;
  readonly driftX: PlaneMap;
  readonly driftY: PlaneMap;
  readonly moveX: PlaneMap;
  readonly moveY: PlaneMap;
  /** 0 where the motion brush pins the picture. */
  readonly free: PlaneMap;
  readonly moving: { sway: boolean; ripple: boolean; drift: boolean; move: boolean };
}

/** Where and how the ambient motion moves; `windward` 1 or −1 is the way of clouds that have no arrow. */
export interface AmbientOptions {
  /** Width over height of the picture. */
  readonly aspect: number;
  readonly gain: number;
  readonly windward: number;
  readonly reach: Reach;
}

/** The amplitudes of everything that moves by itself: what the network saw, as far as the sliders let it, and the brush. */
export function ambientOf(maps: MotionMaps, controls: MotionControls, options: AmbientOptions): Ambient {
  const { size } = maps;
  const { reach } = options;
  const sure = confident(maps);
  const zeros = (): PlaneMap => new Float32Array(size * size);
  const share = (map: PlaneMap, slider: number, full: number): PlaneMap =>
    map.map((value) => ((value * slider) / plainAmbient) * full);
  const painted: Painted = {
    sway: share(sure.sway, controls.sway, 1),
    ripple: share(sure.ripple, controls.ripple, 1),
    driftX: share(cloudFlow(maps, sure.drift), controls.drift, reach.drift * options.windward),
    driftY: zeros(),
    moveX: zeros(),
    moveY: zeros(),
    free: zeros().fill(1),
  };
  for (const region of controls.brush) paint(painted, region, size, options);

  const { free } = painted;
  const scaled = (map: PlaneMap, factor: (i: number) => number = () => 1): PlaneMap =>
    map.map((value, i) => value * options.gain * (free[i] ?? 1) * factor(i));
  const lift = liftAboveRoots(painted.sway, size, cellsOf(size, 40));
  // The air around a plant moves a little with it, or its rim would be cut off.
  const plants = blur(dilate(painted.sway, size, cellsOf(size, 2)), size, cellsOf(size, 2));
  const sway = scaled(plants, (i) => reach.sway * (lift[i] ?? 0) * (0.35 + 0.65 * (maps.depth[i] ?? 0)));
  const ripple = scaled(blur(painted.ripple, size, cellsOf(size, 2)), () => reach.ripple);
  const [driftX, driftY] = [scaled(painted.driftX), scaled(painted.driftY)];
  const [moveX, moveY] = [scaled(painted.moveX), scaled(painted.moveY)];
  const any = (...list: readonly PlaneMap[]): boolean =>
    list.some((map) => map.some((value) => Math.abs(value) > 1e-5));
  const moving = { sway: any(sway), ripple: any(ripple), drift: any(driftX, driftY), move: any(moveX, moveY) };
  return { sway, ripple, driftX, driftY, moveX, moveY, free, moving };
}

/** Amplitudes while the brush adds to them; `free` is 0 where it pins the picture. */
interface Painted {
  readonly sway: PlaneMap;
  readonly ripple: PlaneMap;
  readonly driftX: PlaneMap;
  readonly driftY: PlaneMap;
  readonly moveX: PlaneMap;
  readonly moveY: PlaneMap;
  readonly free: PlaneMap;
}

function paint(painted: Painted, region: BrushRegion, size: number, options: AmbientOptions): void {
  const { motion } = region;
  const { reach } = options;
  const arrow = { x: region.arrow.x * 2, y: region.arrow.y * 2 };
  const aimless = arrow.x === 0 && arrow.y === 0;
  const softness = motion === 'move' ? 0.15 * Math.hypot(arrow.x, arrow.y) : 0;
  const mask = strokeMask(region, size, options.aspect, softness);
  const toward = (map: PlaneMap, value: (before: number) => number): void => {
    for (let i = 0; i < map.length; i++) {
      const m = mask[i] ?? 0;
      if (m > 0) map[i] = (map[i] ?? 0) * (1 - m) + value(map[i] ?? 0) * m;
    }
  };
  if (motion === 'still' || (motion === 'move' && aimless)) toward(painted.free, () => 0);
  else if (motion === 'move') {
    toward(painted.moveX, () => arrow.x);
    toward(painted.moveY, () => arrow.y);
  } else if (motion === 'drift') {
    toward(painted.driftX, () => (aimless ? reach.drift * options.windward : arrow.x));
    toward(painted.driftY, () => arrow.y);
  } else toward(painted[motion], (before) => Math.max(1, before));
}

/** The maps without faint guesses, which would make faces shimmer: below `low` nothing moves, above `high` all of it. */
function confident(maps: MotionMaps): MotionMaps {
  const above = (map: PlaneMap, low: number, high: number): PlaneMap =>
    map.map((value) => {
      const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
      return value * t * t * (3 - 2 * t);
    });
  // Glints on water and flowers in grass move with what is around them.
  const cells = cellsOf(maps.size, 4);
  const closed = (map: PlaneMap): PlaneMap => erode(dilate(map, maps.size, cells), maps.size, cells);
  return {
    ...maps,
    drift: above(maps.drift, 0.25, 0.5),
    ripple: above(closed(maps.ripple), 0.35, 0.65),
    sway: above(closed(maps.sway), 0.15, 0.35),
  };
}

/**
 * How fast each place of the sky flows, 0..1: smooth from cloud to cloud, so that none tears, and down to nothing before
 * the edge of whatever stands in front.
 */
function cloudFlow(maps: MotionMaps, speed: PlaneMap): PlaneMap {
  const { size } = maps;
  const sky = blur(
    erode(
      maps.drift.map((value) => (value > 0.08 ? 1 : 0)),
      size,
      cellsOf(size, 6),
    ),
    size,
    cellsOf(size, 2),
  );
  const weight = blur(sky, size, cellsOf(size, 8));
  const flow = blur(
    speed.map((value, i) => value * (sky[i] ?? 0)),
    size,
    cellsOf(size, 8),
  );
  return flow.map((value, i) => (value / Math.max(1e-3, weight[i] ?? 0)) * (sky[i] ?? 0));
}
