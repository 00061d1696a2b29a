import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPicture } from '../../electron/media/pictures.ts';
import { drawnPictures } from '../evaluate/drawn-pictures.ts';
import { mean, psnr } from '../evaluate/measures.ts';
import { minterpolated } from '../evaluate/minterpolate.ts';
import { footages } from '../evaluate/moving-view.ts';
import { heldOutScenes, openProbe, type Probe, seenInPicture } from '../evaluate/probe.ts';
import { openStudio, type Studio } from '../evaluate/studio.ts';
import { cut } from '../evaluate/tiles.ts';

/** What `npm run evaluate` measures with, on the packs that ship with the studio. */
const [picture, other] = drawnPictures(2, 160);
if (!picture || !other) throw new Error('Nothing was drawn.');
const frameAt = footages(picture, other, 96)['pan of 5 px'];
if (!frameAt) throw new Error('There is no such clip.');

describe('new frames', () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await openStudio({ threads: 1 });
  });
  afterAll(() => studio.close());

  it('of the pack and of minterpolate are held against the moments they show', async () => {
    const [pack] = await studio.packsFor('vfi');
    if (!pack) throw new Error('No pack interpolates.');
    const given = [-1, 0, 1, 2].map(frameAt);
    const made = await studio.run({
      pack,
      stage: 'vfi',
      parameters: { factor: 3 },
      input: given.slice(1, 3),
      ...{ width: 96, height: 96, frames: 4 },
    });
    const ffmpeg = await minterpolated(given);
    expect(made).toHaveLength(4);
    for (const [name, frames] of Object.entries({ pack: made, minterpolate: ffmpeg.slice(3) })) {
      for (const k of [1, 2]) {
        const [own, swapped] = [k, 3 - k].map((third) => psnr(frames[k] ?? picture, frameAt(third / 3), 8));
        expect(own, `${name} at ${k}/3`).toBeGreaterThan((swapped ?? 99) + 3);
      }
    }
  });
});

describe('the probe', () => {
  let probe: Probe;
  beforeAll(async () => {
    probe = await openProbe('stills');
  });
  afterAll(() => probe.release());

  it('sees in held-out drawings what their captions name, as often as it says of itself', async () => {
    const { captions, drawings } = await heldOutScenes('stills');
    const { frame } = await readPicture(drawings);
    const right: Record<string, number[]> = {};
    for (const [index, tile] of cut(frame, captions.length).entries()) {
      const seen = await seenInPicture(probe, tile);
      for (const [head, value] of Object.entries(captions[index]?.named ?? {})) {
        right[head] = [...(right[head] ?? []), Number(seen[head] === value)];
      }
    }
    const all = Object.values(right).flat();
    const told = Object.entries(right).flatMap(([head, answers]) => answers.map(() => probe.accuracy[head] ?? 0));
    expect(all.length).toBeGreaterThan(150);
    expect(mean(all)).toBeGreaterThan(mean(told) - 0.07);
    expect(mean(all)).toBeGreaterThan(0.8);
  });
});

describe('the command', () => {
  it('names the stages it knows when it is asked for another, and measures nothing', () => {
    const script = fileURLToPath(new URL('../evaluate/main.ts', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--only', 'video'], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('video; known: t2i, i2v, v2v, vfi');
  });
});
