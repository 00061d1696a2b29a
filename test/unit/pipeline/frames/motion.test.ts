import { describe, expect, it } from 'vitest';
import type { MotionControls, MotionMaps } from '../../../../electron/pipeline/frames/ambient.ts';
import { ease, type MotionClip, PictureMotion } from '../../../../electron/pipeline/frames/motion.ts';
import { atRest } from '../../../support/motion-controls.ts';

const size = 48;
const still: MotionControls = { ...atRest, parallax: 0.5 };
const all: MotionControls = { ...still, pan: 0.8, tilt: -0.5, zoom: 1.15, roll: 6, sway: 0.6, drift: 0.6, ripple: 0.6 };

/** Sky that drifts above, water that ripples at the left below, a meadow that sways at the right, a near post in the middle. */
function scene(): MotionMaps {
  const plane = (value: (x: number, y: number) => number): Float32Array =>
    Float32Array.from({ length: size * size }, (_, i) => value((i % size) / size, Math.floor(i / size) / size));
  const post = (x: number): boolean => Math.abs(x - 0.5) < 0.1;
  return {
    size,
    depth: plane((x, y) => (post(x) ? 0.9 : y > 0.5 ? 2 * y - 1 : 0)),
    drift: plane((x, y) => (y < 0.5 && !post(x) ? 1 : 0)),
    ripple: plane((x, y) => (y > 0.5 && x < 0.4 ? 1 : 0)),
    sway: plane((x, y) => (y > 0.5 && x > 0.6 ? 1 : 0)),
    things: null,
  };
}

const clip: MotionClip = { aspect: 1, frames: 16, durationSeconds: 4, seed: 3, fieldSize: size, redrawn: false };
const motionOf = (controls: Partial<MotionControls>, base = still, over: Partial<MotionClip> = {}): PictureMotion =>
  new PictureMotion(scene(), { ...base, ...controls }, { ...clip, ...over });

/** The blend of a frame's fields, as the picture feels it where both are near. */
function at(motion: PictureMotion, frame: number, x: number, y: number): [number, number] {
  const { fields, mix } = motion.frame(frame);
  const cell = 2 * (Math.floor(y * size) * size + Math.floor(x * size));
  const [a, b] = [fields[0], fields[1] ?? fields[0]];
  const part = (k: number): number => (a?.[cell + k] ?? Number.NaN) * (1 - mix) + (b?.[cell + k] ?? Number.NaN) * mix;
  return [part(0), part(1)];
}

describe('PictureMotion', { timeout: 30_000 }, () => {
  it.each([false, true])(
    'shows the picture itself at frame 0 (loop %s), so that a project starts at its reference',
    (loop) => {
      const { fields, mix } = motionOf({ loop }, all).frame(0);
      expect(mix).toBe(0);
      expect(Math.max(...(fields[0] ?? []).map(Math.abs))).toBeLessThan(1e-6);
    },
  );

  it('never looks past the edge of the picture, whatever the camera does', () => {
    for (const controls of [all, { ...all, zoom: 0.8 }, { ...all, roll: -25, pan: -1, tilt: 1, motionStrength: 1 }]) {
      for (const aspect of [1, 1.8, 0.6]) {
        const motion = motionOf(controls, all, { aspect });
        for (const frame of [15]) {
          for (const field of motion.frame(frame).fields) {
            const places = field.map((value, i) => {
              const cell = i % 2 === 0 ? (i / 2) % size : Math.floor(i / 2 / size);
              return Math.abs(((cell + 0.5) / size) * 2 - 1 + value);
            });
            expect(Math.max(...places)).toBeLessThanOrEqual(1);
          }
        }
      }
    }
  });

  it('closes a loop: the frame after the last is the first, and the step there is as small as any other', () => {
    const motion = motionOf({ loop: true }, all);
    const steps: number[] = [];
    for (let frame = 0; frame < clip.frames; frame++) {
      const [x0, y0] = at(motion, frame, 0.8, 0.8);
      const [x1, y1] = at(motion, frame + 1, 0.8, 0.8);
      steps.push(Math.hypot(x1 - x0, y1 - y0));
    }
    expect(at(motion, clip.frames, 0.8, 0.8)[0]).toBeCloseTo(0, 5);
    expect(steps.at(-1)).toBeLessThan(1.01 * Math.max(...steps));
  });

  it('moves near things more than far ones, and all alike without parallax', () => {
    const deep = motionOf({ pan: 0.5, parallax: 1 });
    const near = at(deep, 15, 0.5, 0.1)[0];
    // two places beside the post, in the sky: the covering zoom cancels out in their mean
    const far = (at(deep, 15, 0.25, 0.1)[0] + at(deep, 15, 0.75, 0.1)[0]) / 2;
    expect(near).toBeGreaterThan(2 * far);
    expect(far).toBeGreaterThan(0.01);
    const flat = motionOf({ pan: 0.5, parallax: 0 });
    const middle = at(flat, 15, 0.5, 0.5)[0];
    expect(middle).toBeGreaterThan(0.05);
    // only the covering zoom is left: mirrored places move symmetrically about the shift
    expect((at(flat, 15, 0.3, 0.5)[0] + at(flat, 15, 0.7, 0.5)[0]) / 2).toBeCloseTo(middle, 1);
  });

  it('leaves a picture alone at strength 0', () => {
    const { fields } = motionOf({ motionStrength: 0 }, all).frame(9);
    expect(Math.max(...(fields[0] ?? []).map(Math.abs))).toBeLessThan(1e-6);
  });

  it('has no jerks: the change of speed from frame to frame stays small against the speed', () => {
    const motion = motionOf({}, all, { frames: 64 });
    const fields = Array.from({ length: 64 }, (_, frame) => motion.frame(frame).fields[0]);
    for (const [x, y] of [
      [0.2, 0.2],
      [0.2, 0.8],
      [0.8, 0.8],
      [0.5, 0.5],
    ] as const) {
      const cell = 2 * (Math.floor(y * size) * size + Math.floor(x * size));
      const path = fields.map((field) => field?.[cell] ?? Number.NaN);
      const speed = path.slice(1).map((value, i) => value - (path[i] ?? 0));
      const change = speed.slice(1).map((value, i) => Math.abs(value - (speed[i] ?? 0)));
      expect(Math.max(...change)).toBeLessThan(0.35 * Math.max(...speed.map(Math.abs)));
    }
  });

  it('keeps to each class: the sky does not sway, the meadow does not drift', () => {
    const swaying = motionOf({ sway: 1 });
    expect(Math.abs(at(swaying, 6, 0.8, 0.6)[0])).toBeGreaterThan(1e-3);
    expect(at(swaying, 6, 0.2, 0.2)[0]).toBeCloseTo(0, 6);
    const drifting = motionOf({ drift: 1 });
    expect(Math.abs(at(drifting, 15, 0.2, 0.2)[0])).toBeGreaterThan(0.05);
    expect(at(drifting, 15, 0.8, 0.8)[0]).toBeCloseTo(0, 6);
  });

  it('roots plants: what is low in a meadow bends less than what is high', () => {
    const maps = scene();
    const motion = new PictureMotion(
      { ...maps, depth: new Float32Array(size * size).fill(0.5) },
      { ...still, sway: 1 },
      clip,
    );
    const widest = (y: number): number =>
      Math.max(...Array.from({ length: 16 }, (_, frame) => Math.abs(at(motion, frame, 0.8, y)[0])));
    expect(widest(0.97)).toBeLessThan(0.6 * widest(0.6));
  });

  it('of frames that are redrawn looks past the picture, and says how much of a frame the picture knows', () => {
    // 0.3 of half a picture to the right: the right 15 % of the last frame are unknown
    const flat = { ...still, parallax: 0 };
    const open = motionOf({ pan: 1 }, flat, { redrawn: true });
    expect(at(open, 15, 0.5, 0.5)[0]).toBeCloseTo(0.3, 5);
    const cells = [...open.known(15, 4, 2)];
    expect(cells.slice(0, 3)).toEqual([1, 1, 1]);
    expect(cells[3]).toBeCloseTo(0.4, 1);
    expect([...open.known(0, 4, 2)]).toEqual(new Array(8).fill(1));
    // what Starter Motion does instead: it comes closer until nothing is unknown
    expect([...motionOf({ pan: 1 }).known(15, 4, 2)]).toEqual(new Array(8).fill(1));
    // a grid finer than the field has no cell without an answer
    expect(new Set(open.known(0, 3 * size, 2 * size + 1))).toEqual(new Set([1]));
    // a travelling camera passes what is near; what is beyond the horizon stays
    const travel = motionOf({ pan: 1 }, { ...still, parallax: 1 }, { redrawn: true });
    expect(at(travel, 15, 0.2, 0.2)[0]).toBeCloseTo(0, 5);
    expect(at(travel, 15, 0.2, 0.95)[0]).toBeGreaterThan(0.4);
    // forwards, towards the horizon: the ground there stays, and the nearest comes closer, by as much as was asked for at most
    const forwards = motionOf({ zoom: 1.25 }, { ...still, parallax: 1 }, { redrawn: true });
    expect(at(forwards, 15, 0.2, 0.5)).toEqual([expect.closeTo(0, 2), expect.closeTo(0, 2)]);
    const below = at(forwards, 15, 0.2, 0.97)[1];
    expect(below).toBeLessThan(-0.08);
    expect(below).toBeGreaterThan(0.94 / 1.25 - 0.94);
    // a turn alone turns
    expect(Math.abs(at(motionOf({ roll: 20 }, flat, { redrawn: true }), 15, 0.9, 0.5)[1])).toBeGreaterThan(0.1);
    // farther away, the rim is unknown and the middle known
    const away = [...motionOf({ zoom: 0.8 }, flat, { redrawn: true }).known(15, 4, 4)];
    expect(away[0]).toBeLessThan(0.6);
    expect(away[5]).toBe(1);
  });

  it('moves a brushed region along its arrow and leaves the rest', () => {
    const brush = [{ points: [{ x: 0.3, y: 0.3 }], radius: 0.12, arrow: { x: 0.1, y: 0 }, motion: 'move' as const }];
    const motion = motionOf({ brush });
    // content travels right, so a place in the region shows what lay to its left
    expect(at(motion, 15, 0.36, 0.3)[0]).toBeLessThan(-0.1);
    expect(at(motion, 15, 0.8, 0.8)[0]).toBeCloseTo(0, 6);
  });

  it('holds still what the brush pins', () => {
    const brush = [{ points: [{ x: 0.2, y: 0.2 }], radius: 0.2, arrow: { x: 0, y: 0 }, motion: 'still' as const }];
    expect(Math.abs(at(motionOf({ brush, drift: 1 }), 15, 0.2, 0.2)[0])).toBeLessThan(0.01);
  });

  it('gives the same motion for the same seed', () => {
    expect(motionOf({}, all).frame(7)).toEqual(motionOf({}, all).frame(7));
    expect(motionOf({}, all).frame(7)).not.toEqual(motionOf({}, all, { seed: 4 }).frame(7));
  });
});

describe('ease', () => {
  it('starts and stops at rest, goes one way, and has no kink in its speed', () => {
    const steps = Array.from({ length: 401 }, (_, i) => ease(i / 400));
    const speed = steps.slice(1).map((value, i) => value - (steps[i] ?? 0));
    expect(steps[0]).toBe(0);
    expect(steps[400]).toBe(1);
    expect(Math.min(...speed)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...speed.slice(1).map((value, i) => Math.abs(value - (speed[i] ?? 0))))).toBeLessThan(1e-4);
  });
});
