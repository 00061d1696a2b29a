import type { Pack } from '../../electron/packs/read-pack.ts';
import type { Frame } from '../../electron/pipeline/ports.ts';
import { blended, mean, psnr } from './measures.ts';
import { minterpolated } from './minterpolate.ts';
import { footages, view } from './moving-view.ts';
import type { Row } from './row.ts';
import type { Studio } from './studio.ts';

const edge = 384;
/** Pixels at the rim that nobody can know, because they come into the picture: left out. */
const rim = 8;
/** Frames of the race against the clock, so many that starting up counts little, and their edge: the paper's. */
const race = { frames: 17, edge: 1048 };

/**
 * Two new frames in a gap with 5 to 15 pixels of motion: pans, zoom with rotation, two layers one of which covers the other.
 * Beside it what needs no network: a blend, and ffmpeg's minterpolate, which also gets the frames before and after.
 */
export async function evaluateInterpolation(studio: Studio, pack: Pack, pictures: readonly Frame[]): Promise<Row[]> {
  const scores: { name: string; blend: number; ffmpeg: number; made: number }[] = [];
  for (const [index, picture] of pictures.entries()) {
    const other = pictures.at(index - 1) ?? picture;
    for (const [name, frameAt] of Object.entries(footages(picture, other, edge))) {
      const [before, first, last, after] = [frameAt(-1), frameAt(0), frameAt(1), frameAt(2)];
      const made = await interpolate(studio, pack, [first, last]);
      const ffmpeg = await minterpolated([before, first, last, after]);
      for (const k of [1, 2]) {
        const truth = frameAt(k / 3);
        const against = (frame: Frame | undefined): number => (frame ? psnr(frame, truth, rim) : 0);
        scores.push({
          name,
          blend: against(blended(first, last, k / 3)),
          ffmpeg: against(ffmpeg[3 + k]),
          made: against(made[k]),
        });
      }
    }
  }
  return [...quality(pack.manifest.name, scores), await speed(studio, pack, pictures)];
}

function quality(
  pack: string,
  scores: readonly { name: string; blend: number; ffmpeg: number; made: number }[],
): Row[] {
  const rows: Row[] = [];
  for (const name of new Set(scores.map((score) => score.name))) {
    const own = scores.filter((score) => score.name === name);
    const [made, blend, ffmpeg] = (['made', 'blend', 'ffmpeg'] as const).map((key) =>
      mean(own.map((score) => score[key])),
    );
    rows.push({
      pack,
      measure: `PSNR, ${name}`,
      value: made ?? 0,
      unit: 'dB',
      note: `blend ${blend?.toFixed(1)} dB, minterpolate ${ffmpeg?.toFixed(1)} dB`,
    });
  }
  const gain = (over: 'blend' | 'ffmpeg') => scores.map((score) => score.made - score[over]);
  return [
    ...rows,
    {
      pack,
      measure: 'PSNR over blending, mean',
      value: mean(gain('blend')),
      unit: 'dB',
      target: { atLeast: 6 },
      note: `least ${Math.min(...gain('blend')).toFixed(1)} dB`,
    },
    {
      pack,
      measure: 'PSNR over minterpolate, mean',
      value: mean(gain('ffmpeg')),
      unit: 'dB',
      target: { atLeast: 1.5 },
      note: `least ${Math.min(...gain('ffmpeg')).toFixed(1)} dB`,
    },
  ];
}

function interpolate(studio: Studio, pack: Pack, input: readonly Frame[]): Promise<readonly Frame[]> {
  const { width = 0, height = 0 } = input[0] ?? {};
  const frames = 3 * (input.length - 1) + 1;
  return studio.run({ pack, stage: 'vfi', parameters: { factor: 3 }, input, width, height, frames });
}

/** Wall-clock time for each new frame at the paper's size, starting up included, as a share of what minterpolate takes. */
async function speed(studio: Studio, pack: Pack, pictures: readonly Frame[]): Promise<Row> {
  const [picture] = pictures;
  if (!picture) throw new Error('There is no picture to move.');
  const zoom = (1.15 * race.edge) / Math.min(picture.width, picture.height);
  const input = Array.from({ length: race.frames }, (_, index) =>
    view(picture, race.edge, { shiftX: 10 * index, shiftY: 4 * index, zoom }),
  );
  const made = await secondsAFrame(async () => (await interpolate(studio, pack, input)).length - input.length);
  // The last gap is not filled: as many frames are given back, less one, as came in.
  const ffmpeg = await secondsAFrame(async () => (await minterpolated(input)).length - (input.length - 1));
  return {
    pack: pack.manifest.name,
    measure: `time for a new frame at ${race.edge}×${race.edge}, against minterpolate`,
    value: made / ffmpeg,
    unit: '×',
    target: { atMost: 1 },
    note: `${made.toFixed(2)} s, minterpolate ${ffmpeg.toFixed(2)} s`,
  };
}

async function secondsAFrame(work: () => Promise<number>): Promise<number> {
  const start = performance.now();
  const frames = await work();
  return (performance.now() - start) / 1000 / frames;
}
