/**
 * How a still picture moves: from depth, what could move, and the user's controls to where each pixel of a frame comes from.
 *
 * Lengths are in half shorter edges (the picture's shorter half is 1), angles in radians, y points down. Frame 0 is the
 * picture itself: every term is zero there. All terms have continuous acceleration in time, so that nothing jerks.
 */
import { type Ambient, ambientOf, cellsOf, type MotionControls, type MotionMaps, plainStrength } from './ambient.ts';
import { blur, dilate, type PlaneMap, randomFrom, sample, smoothNoise } from './maps.ts';

/** The clip in which a picture moves. */
export interface MotionClip {
  /** Width over height. */
  readonly aspect: number;
  readonly frames: number;
  readonly durationSeconds: number;
  readonly seed: number;
  /** Edge of the fields to make, in cells; the graph that bends the picture enlarges them smoothly. */
  readonly fieldSize: number;
}

/**
 * Displacements of one frame, [fieldSize, fieldSize, 2] as x, y in GridSample units (the picture spans -1..1): pixel p of the frame
 * shows the picture at p + displacement. With two fields the frame is field 0 times 1 - mix plus field 1 times mix.
 */
export interface FrameMotion {
  readonly fields: readonly Float32Array[];
  readonly mix: number;
}

/** How far the camera travels at a full pan or tilt. */
const panReach = 0.3;

/** The motion of a whole clip; `frame(f)` is pure and may be asked in any order. */
export class PictureMotion {
  readonly fieldCount: 1 | 2;
  private readonly depth: PlaneMap;
  private readonly ambient: Ambient;
  private readonly noise: PlaneMap;
  private readonly size: number;
  private readonly scaleX: number;
  private readonly scaleY: number;
  private readonly gain: number;
  private readonly controls: MotionControls;
  private readonly clip: MotionClip;

  constructor(maps: MotionMaps, controls: MotionControls, clip: MotionClip) {
    this.controls = controls;
    this.clip = clip;
    this.size = maps.size;
    this.scaleX = Math.max(1, clip.aspect);
    this.scaleY = Math.max(1, 1 / clip.aspect);
    this.gain = controls.motionStrength / plainStrength;
    const random = randomFrom(clip.seed);
    const windward = random() < 0.5 ? -1 : 1;
    // Near things grow before the blur: the stretch beside a moving edge then falls on what lies behind it. The blur is wide
    // because a depth that is a little wrong should lean things over, not break them.
    this.depth = blur(dilate(maps.depth, maps.size, cellsOf(maps.size, 3)), maps.size, cellsOf(maps.size, 4));
    this.noise = smoothNoise(maps.size, 7, random);
    this.ambient = ambientOf(maps, controls, { aspect: clip.aspect, gain: this.gain, windward });
    this.fieldCount = controls.loop && this.ambient.moving.drift ? 2 : 1;
  }

  /** Displacements of frame `index`, 0 .. frames - 1. */
  frame(index: number): FrameMotion {
    const { loop } = this.controls;
    const span = loop ? this.clip.frames : Math.max(1, this.clip.frames - 1);
    const time = index / span;
    const travelled = loop ? 0.5 - 0.5 * Math.cos(2 * Math.PI * time) : ease(time);
    const camera = this.camera(travelled);
    if (this.fieldCount === 1) return { fields: [this.field(camera, time, travelled, time)], mix: 0 };
    // Clouds that flow for ever: two copies half a period apart fade into each other, each out of sight when it jumps back.
    const mix = 0.5 - 0.5 * Math.cos(2 * Math.PI * time);
    const first = time < 0.5 ? time : time - 1;
    return {
      fields: [this.field(camera, time, travelled, first), this.field(camera, time, travelled, time - 0.5)],
      mix,
    };
  }

  /** The camera when `done` 0..1 of its way is behind it. */
  private camera(done: number): Camera {
    const { pan, tilt, zoom, roll, parallax } = this.controls;
    const held = Math.min(1, this.gain);
    const shiftX = -pan * panReach * this.gain * done;
    const shiftY = tilt * panReach * this.gain * done;
    const angle = ((roll * Math.PI) / 180) * held * done;
    const wanted = 1 + (zoom - 1) * held * done;
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
      angle,
      zoom: 1 + (closer ** 4 + needed ** 4) ** 0.25,
      // Farther than the picture reaches: the middle shrinks, the rim stays.
      away: Math.max(0, 1 / wanted - 1),
      parallax,
    };
  }

  private field(camera: Camera, time: number, travelled: number, flow: number): Float32Array {
    const { scaleX, scaleY } = this;
    const size = this.clip.fieldSize;
    const out = new Float32Array(size * size * 2);
    const place = { x: 0, y: 0 };
    for (let row = 0, at = 0; row < size; row++) {
      const v = ((row + 0.5) / size) * 2 - 1;
      for (let column = 0; column < size; column++, at += 2) {
        const u = ((column + 0.5) / size) * 2 - 1;
        this.throughCamera(camera, u, v, place);
        this.addAmbient(place, time, travelled, flow);
        out[at] = within(u, place.x / scaleX - u);
        out[at + 1] = within(v, place.y / scaleY - v);
      }
    }
    return out;
  }

  /** Which point of the picture the camera shows at u, v. Its depth is that of the point found, so look again and again. */
  private throughCamera(camera: Camera, u: number, v: number, place: { x: number; y: number }): void {
    const x = u * (1 + camera.away * (1 - u * u)) * this.scaleX;
    const y = v * (1 + camera.away * (1 - v * v)) * this.scaleY;
    const [c, s] = [Math.cos(camera.angle), Math.sin(camera.angle)];
    place.x = x;
    place.y = y;
    if (camera.zoom === 1 && camera.shiftX === 0 && camera.shiftY === 0) return;
    const looks = camera.parallax > 0 ? 3 : 1;
    for (let look = 0; look < looks; look++) {
      const near =
        camera.parallax > 0 ? sample(this.depth, this.size, place.x / this.scaleX, place.y / this.scaleY) : 0;
      const follow = 1 + camera.parallax * (1.5 * near - 0.75);
      const grow = camera.zoom ** (1 + camera.parallax * (1.1 * near - 0.3));
      const dx = (x - camera.shiftX * follow) / grow;
      const dy = (y - camera.shiftY * follow) / grow;
      place.x = c * dx + s * dy;
      place.y = -s * dx + c * dy;
    }
  }

  private addAmbient(place: { x: number; y: number }, time: number, travelled: number, flow: number): void {
    const { ambient, size } = this;
    const { moving } = ambient;
    if (!(moving.sway || moving.ripple || moving.drift || moving.move)) return;
    const { x, y } = place;
    const [u, v] = [x / this.scaleX, y / this.scaleY];
    if (moving.drift) {
      const x1 = x - sample(ambient.driftX, size, u, v) * flow;
      const y1 = y - sample(ambient.driftY, size, u, v) * flow;
      // No farther than the place it comes from also drifts: what stands before the clouds is not drawn along.
      place.x -=
        weaker(sample(ambient.driftX, size, u, v), sample(ambient.driftX, size, x1 / this.scaleX, y1 / this.scaleY)) *
        flow;
      place.y -=
        weaker(sample(ambient.driftY, size, u, v), sample(ambient.driftY, size, x1 / this.scaleX, y1 / this.scaleY)) *
        flow;
    }
    if (moving.move) {
      let [mx, my] = [x, y];
      for (let look = 0; look < 3; look++) {
        const [mu, mv] = [mx / this.scaleX, my / this.scaleY];
        mx = x - sample(ambient.moveX, size, mu, mv) * travelled;
        my = y - sample(ambient.moveY, size, mu, mv) * travelled;
      }
      place.x += mx - x;
      place.y += my - y;
    }
    if (!(moving.sway || moving.ripple)) return;
    const wander = sample(this.noise, size, u, v);
    const sway = moving.sway ? sample(ambient.sway, size, u, v) : 0;
    if (sway > 1e-5) {
      const gust = 2 * Math.PI * (0.55 * x + 0.8 * wander);
      const bend = wave(this.turns(0.45), time, gust) + 0.4 * wave(this.turns(0.95), time, 1.7 * gust + 2);
      place.x += sway * bend;
      place.y += 0.3 * sway * wave(this.turns(0.7), time, gust + 1);
    }
    const ripple = moving.ripple ? sample(ambient.ripple, size, u, v) : 0;
    if (ripple > 1e-5) {
      const near = 0.15 + sample(this.depth, size, u, v);
      const rows = 2 * Math.PI * (4 * Math.log(near) + 0.5 * wander);
      place.y +=
        ripple *
        near *
        (wave(-this.turns(0.6), time, rows + (2.2 * x) / near) +
          0.6 * wave(-this.turns(0.9), time, 1.6 * rows - (3 * x) / near));
      place.x += 0.6 * ripple * near * wave(-this.turns(0.45), time, 1.3 * rows + 1 + (1.5 * x) / near);
    }
  }

  /** Whole turns in the clip at about `perSecond`, at least one: whole, so that a loop closes. */
  private turns(perSecond: number): number {
    return Math.max(1, Math.round(perSecond * this.clip.durationSeconds));
  }
}

interface Camera {
  readonly shiftX: number;
  readonly shiftY: number;
  readonly angle: number;
  readonly zoom: number;
  readonly away: number;
  readonly parallax: number;
}

/** A wave that is at rest at time 0, so that the first frame is the picture. */
function wave(turns: number, time: number, phase: number): number {
  return Math.sin(2 * Math.PI * turns * time + phase) - Math.sin(phase);
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
  return displacement / (1 + (displacement / gap) ** 4) ** 0.25;
}

function weaker(a: number, b: number): number {
  if (a * b <= 0) return 0;
  return Math.abs(a) < Math.abs(b) ? a : b;
}
