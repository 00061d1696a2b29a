import type { MotionControls } from '../../electron/pipeline/frames/ambient.ts';

/** Nothing moves. */
export const atRest: MotionControls = {
  motionStrength: 0.65,
  pan: 0,
  tilt: 0,
  zoom: 1,
  roll: 0,
  parallax: 0,
  sway: 0,
  drift: 0,
  ripple: 0,
  loop: false,
  brush: [],
  wind: 0,
  pace: 1,
};
