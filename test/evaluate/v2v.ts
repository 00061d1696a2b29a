import type { Pack } from '../../electron/packs/read-pack.ts';
import type { Frame } from '../../electron/pipeline/ports.ts';
import { mean, psnr, temporalError } from './measures.ts';
import { view } from './moving-view.ts';
import { enlarged, shrunk } from './resample.ts';
import type { Row } from './row.ts';
import type { Studio } from './studio.ts';

/** Edges of the footage and of what the refiner gets of it: a factor of 1.75, as in the paper from 600 to 1048. */
const [large, small] = [448, 256];
/** Deviations of the lens's blur, pixels of the large footage. */
const blurs = [0.4, 0.7, 1];
const frames = 4;
const rim = 8;

interface ClipScore {
  readonly gain: number;
  readonly lanczos: number;
  readonly made: number;
  /** Change from frame to frame that the true footage does not have, as a share of Lanczos's. */
  readonly flicker: number;
}

/** Moving footage, shrunk 1.75 times, brought back by the refiner and by Lanczos. */
export async function evaluateRefiner(studio: Studio, pack: Pack, pictures: readonly Frame[]): Promise<Row[]> {
  const clips: ClipScore[] = [];
  for (const picture of pictures) {
    const truth = Array.from({ length: frames }, (_, index) =>
      view(picture, large, { shiftX: 1.3 * index, shiftY: 0.7 * index, turn: 0.004 * index }),
    );
    for (const blur of blurs) {
      const input = truth.map((frame) => shrunk(frame, small, small, blur));
      clips.push(await scoreClip(studio, pack, { truth, input }));
    }
  }
  const name = pack.manifest.name;
  const worst = clips.reduce((a, b) => (a.gain < b.gain ? a : b));
  return [
    {
      pack: name,
      measure: 'PSNR over Lanczos ×1.75, mean',
      value: mean(clips.map(({ gain }) => gain)),
      unit: 'dB',
      target: { atLeast: 0.7 },
      note: `${mean(clips.map(({ lanczos }) => lanczos)).toFixed(2)} → ${mean(clips.map(({ made }) => made)).toFixed(2)} dB`,
    },
    {
      pack: name,
      measure: 'PSNR over Lanczos ×1.75, worst clip',
      value: worst.gain,
      unit: 'dB',
      target: { atLeast: 0 },
      note: `of ${clips.length} clips`,
    },
    {
      pack: name,
      measure: 'temporal error against Lanczos',
      value: mean(clips.map(({ flicker }) => flicker)),
      unit: '×',
      target: { atMost: 1 },
      note: `worst ${Math.max(...clips.map(({ flicker }) => flicker)).toFixed(2)} ×`,
    },
  ];
}

async function scoreClip(
  studio: Studio,
  pack: Pack,
  { truth, input }: { truth: readonly Frame[]; input: readonly Frame[] },
): Promise<ClipScore> {
  const shape = { width: large, height: large, frames: input.length };
  const made = await studio.run({ pack, stage: 'v2v', input, ...shape });
  const plain = input.map((frame) => enlarged(frame, large, large));
  const score = (clip: readonly Frame[]): number =>
    mean(truth.map((frame, index) => psnr(clip[index] ?? frame, frame, rim)));
  const [lanczos, ours] = [score(plain), score(made)];
  return {
    lanczos,
    made: ours,
    gain: ours - lanczos,
    flicker: temporalError(made, truth) / temporalError(plain, truth),
  };
}
