import { describe, expect, it } from 'vitest';
import type { MotionControls, MotionMaps } from '../../../../electron/pipeline/frames/ambient.ts';
import { PictureMotion } from '../../../../electron/pipeline/frames/motion.ts';
import { type ThingMaps, type ThingOptions, ThingsAt, thingsOf } from '../../../../electron/pipeline/frames/things.ts';
import { atRest } from '../../../support/motion-controls.ts';

const size = 64;
const plane = (value: (x: number, y: number) => number): Float32Array =>
  Float32Array.from({ length: size * size }, (_, i) => value((i % size) + 0.5, Math.floor(i / size) + 0.5));
const box = (left: number, top: number, right: number, bottom: number) => (x: number, y: number) =>
  x > left && x < right && y > top && y < bottom;

const boat = box(10, 30, 18, 36);
const bird = box(40, 8, 46, 11);
/** Sails like a plus around (48, 40). */
const sails = (x: number, y: number): boolean => box(38, 38, 58, 42)(x, y) || box(46, 30, 50, 50)(x, y);
const speck = box(2, 60, 3, 61);

function maps(): ThingMaps {
  return {
    thing: plane((x, y) => (boat(x, y) || bird(x, y) || sails(x, y) || speck(x, y) ? 0.9 : 0.1)),
    // the boat 0.04 widths a second downwind, the bird 0.06 to the left; elsewhere nonsense
    travelX: plane((x, y) => (boat(x, y) ? 0.7 : bird(x, y) ? 0.2 : sails(x, y) ? 0.53 : 0.9)),
    travelY: plane((x, y) => (boat(x, y) || bird(x, y) || sails(x, y) ? 0.5 : 1)),
    turn: plane((x, y) => (sails(x, y) ? 0.75 : boat(x, y) ? 0.52 : 0.5)),
    blown: plane((x, y) => (boat(x, y) || sails(x, y) ? 1 : 0)),
  };
}

const options: ThingOptions = { size, scaleX: 1, scaleY: 1, gain: 1, wind: 1, free: plane(() => 1) };
/** A place of the maps in half shorter edges. */
const at = (x: number, y: number) => ({ x: (2 * x) / size - 1, y: (2 * y) / size - 1 });

describe('things', () => {
  it('finds each piece once, the largest last, and takes no speck for a thing', () => {
    const [birdFound, boatFound, sailsFound, ...more] = thingsOf(maps(), options);
    expect(more).toEqual([]);
    expect(boatFound?.speed.x).toBeCloseTo(0.08, 5);
    expect(boatFound?.turn).toBe(0);
    expect(birdFound?.speed.x).toBeCloseTo(-0.12, 5);
    expect(sailsFound?.turn).toBeCloseTo(0.5, 5);
    // what turns stays: a mill whose sails travel is a broken mill
    expect(sailsFound?.speed).toEqual({ x: 0, y: 0 });
    expect(sailsFound?.hub.x).toBeCloseTo(at(48, 40).x, 5);
    expect(sailsFound?.hub.y).toBeCloseTo(at(48, 40).y, 5);
  });

  it('lets the wind decide for what is blown, and nothing else; twice the gain is twice as quick', () => {
    const [birdFound, boatFound, sailsFound] = thingsOf(maps(), { ...options, wind: -1, gain: 2 });
    expect(birdFound?.speed.x).toBeCloseTo(-0.24, 5);
    expect(boatFound?.speed.x).toBeCloseTo(-0.16, 5);
    expect(sailsFound?.turn).toBeCloseTo(-1, 5);
  });

  it('leaves what the brush pins', () => {
    const free = plane((x, y) => (sails(x, y) ? 0 : 1));
    expect(thingsOf(maps(), { ...options, free }).map(({ turn }) => turn)).toEqual([0, 0]);
  });

  it('says where a thing has come from, and what it left', () => {
    const things = thingsOf(maps(), options);
    // 4 seconds: the boat has gone 0.32 half edges, which is 10.24 cells
    const later = new ThingsAt(things, 4, options);
    const place = at(14 + 10.24, 33);
    expect(later.follow(place)).toBe('thing');
    expect(place.x).toBeCloseTo(at(14, 33).x, 5);
    expect(later.follow(at(12, 33))).toBe('left');
    expect(later.follow(at(30, 55))).toBe('rest');
    // a quarter turn clockwise: what points right was up
    const tip = at(57, 40);
    expect(new ThingsAt(things, Math.PI, options).follow(tip)).toBe('thing');
    expect(tip.x).toBeCloseTo(at(48, 31).x, 5);
    expect(tip.y).toBeCloseTo(at(48, 31).y, 5);
  });
});

describe('PictureMotion with things', () => {
  const still: MotionControls = { ...atRest, wind: 1 };
  const none = plane(() => 0);
  const scene: MotionMaps = { size, depth: none, drift: none, ripple: none, sway: none, things: maps() };
  const clip = { aspect: 1, frames: 17, durationSeconds: 4.25, seed: 1, fieldSize: size, redrawn: true };

  it('starts at the picture, carries things along and does not know what was behind them', () => {
    const motion = new PictureMotion(scene, still, clip);
    expect(Math.max(...(motion.frame(0).fields[0] ?? []).map(Math.abs))).toBeLessThan(1e-6);
    expect([...motion.known(0, size, size)].every((share) => share === 1)).toBe(true);
    const { fields } = motion.frame(16);
    const cell = 33 * size + 24;
    expect(fields[0]?.[2 * cell]).toBeCloseTo(-0.32, 2);
    expect(motion.known(16, size, size)[33 * size + 12]).toBe(0);
    expect(motion.known(16, size, size)[cell]).toBe(1);
  });

  it('comes back to the picture in a loop', () => {
    const motion = new PictureMotion(scene, { ...still, loop: true }, clip);
    const far = motion.frame(8).fields[0] ?? [];
    expect(Math.max(...far.map(Math.abs))).toBeGreaterThan(0.1);
    expect(Math.max(...(motion.frame(17).fields[0] ?? []).map(Math.abs))).toBeLessThan(1e-6);
  });

  it('moves none where nobody draws what they leave behind', () => {
    const motion = new PictureMotion(scene, still, { ...clip, redrawn: false });
    expect(Math.max(...(motion.frame(16).fields[0] ?? []).map(Math.abs))).toBeLessThan(1e-6);
  });
});
