import { describe, expect, it } from 'vitest';
import { motionFromPrompt } from '../../../../electron/pipeline/frames/prompt-motion.ts';

describe('motionFromPrompt', () => {
  it.each([
    ['a lighthouse, slow zoom in', { zoom: 1.1 }],
    ['a lighthouse, zooming out quickly', { zoom: 0.8 }],
    ['the camera pans left', { pan: -0.5 }],
    ['a tree, slowly panning to the right', { pan: 0.3 }],
    ['tilt up', { tilt: 0.5 }],
    ['grass swaying in a gentle breeze', { sway: 0.4, pace: 1 }],
    ['a house under a few clouds', { drift: 0.55 }],
    ['clouds drift gently', { drift: 0.5 }],
    ['rolling fog', { drift: 0.55 }],
    ['fog rolling over the hills, drifting smoke', { drift: 0.8 }],
    ['a boat on a calm lake', { ripple: 0.15 }],
    ['strong wind and big waves', { sway: 1, pace: 2, ripple: 1 }],
    ['clouds drift to the left, tracking shot to the right', { drift: 0.8, wind: -1, pan: 0.5, parallax: 1 }],
    ['a sailboat sails slowly towards the right', { wind: 1, pace: 1 }],
    ['wind from the left', { sway: 0.65, wind: 1 }],
    ['a house, static camera', { pan: 0, tilt: 0, zoom: 1, roll: 0 }],
    ['camera rotating counterclockwise', { roll: -6 }],
    ['the camera rolls right', { roll: -6 }],
    ['a red house in a meadow, dolly left slowly', { pan: -0.3, parallax: 1 }],
    ['the camera moves forward', { zoom: 1.2, parallax: 1 }],
    ['a sheep in the snow, moving away quickly', { zoom: 0.8, parallax: 1 }],
    ['an old windmill, looking up', { tilt: 0.5 }],
    ['the camera stands still', { pan: 0, tilt: 0, zoom: 1, roll: 0 }],
  ])('%s', (prompt, expected) => {
    expect(motionFromPrompt(prompt)).toEqual(expected);
  });

  it('gives each clause its own pace', () => {
    expect(motionFromPrompt('slow zoom in, fast clouds')).toEqual({ zoom: 1.1, drift: 0.9 });
  });

  it('finds nothing in words about other things, nor in empty, huge or odd prompts', () => {
    for (const prompt of [
      '',
      'a red panda on a table',
      'leftover pancakes',
      'a cat looking up at a truck',
      'a meadow with rolling hills, a boat moving away from the shore',
      '🎈'.repeat(5000),
      '\u0000\u0007',
      'x'.repeat(1e6),
    ]) {
      expect(motionFromPrompt(prompt)).toEqual({});
    }
  });

  it('stays inside the ranges of the controls', () => {
    const { zoom, pan, roll } = motionFromPrompt('fast zoom out. quickly pan left. rapidly rotating clockwise');
    expect([zoom, pan, roll]).toEqual([0.8, -0.9, 12]);
  });
});
