import type { Pack } from '../../electron/packs/read-pack.ts';
import { randomFrom } from '../../electron/pipeline/frames/maps.ts';
import type { Frame } from '../../electron/pipeline/ports.ts';
import { mean, psnr, temporalError } from './measures.ts';
import { view } from './moving-view.ts';
import { enlarged, shrunk } from './resample.ts';
import type { Row } from './row.ts';
import type { Studio } from './studio.ts';

/** Edges of the footage and of what the refiner gets of it: a factor of 1.75, as in the paper from 600 to 1048. */
const [large, small] = [448, 256];
const frames = 3;
const rim = 8;

interface Shot {
  readonly name: string;
  /** What the camera adds to the large footage, which is the truth: soft focus or noise. */
  readonly spoil: (frame: Frame, index: number) => Frame;
  /** Deviation of the lens's blur before shrinking, pixels of the large footage. */
  readonly blur: number;
}

const mild = [0.4, 0.7, 1].map((blur): Shot => ({ name: `blur ${blur}`, spoil: (frame) => frame, blur }));
/** Footage with nothing to sharpen, or where sharpening hurts: no clip may become worse. */
const rough: readonly Shot[] = [
  { name: 'out of focus', spoil: (frame) => shrunk(frame, large, large, 2.5), blur: 0.5 },
  { name: 'noisy', spoil: noisy, blur: 0.5 },
];

interface ClipScore {
  readonly name: string;
  readonly lanczos: number;
  readonly made: number;
  /** Change from frame to frame that the true footage does not have, as a share of Lanczos's. */
  readonly flicker: number;
}

/** Moving footage, shrunk 1.75 times, brought back by the refiner and by Lanczos. */
export async function evaluateRefiner(studio: Studio, pack: Pack, pictures: readonly Frame[]): Promise<Row[]> {
  const clips: ClipScore[] = [];
  for (const picture of pictures) {
    const views = Array.from({ length: frames }, (_, index) =>
      view(picture, large, { shiftX: 1.3 * index, shiftY: 0.7 * index, turn: 0.004 * index }),
    );
    for (const { name, spoil, blur } of [...mild, ...rough]) {
      const truth = views.map(spoil);
      const input = truth.map((frame) => shrunk(frame, small, small, blur));
      clips.push({ name, ...(await scoreClip(studio, pack, { truth, input })) });
    }
  }
  const gain = ({ made, lanczos }: ClipScore) => made - lanczos;
  const sharp = clips.filter(({ name }) => mild.some((shot) => shot.name === name));
  const worst = clips.reduce((a, b) => (gain(a) < gain(b) ? a : b));
  const rows: Omit<Row, 'pack'>[] = [
    {
      measure: 'PSNR over Lanczos ×1.75, mean',
      value: mean(sharp.map(gain)),
      unit: 'dB',
      target: { atLeast: 0.7 },
      note: `${mean(sharp.map(({ lanczos }) => lanczos)).toFixed(2)} → ${mean(sharp.map(({ made }) => made)).toFixed(2)} dB, ${sharp.length} clips`,
    },
    {
      measure: 'PSNR over Lanczos ×1.75, worst clip',
      value: gain(worst),
      unit: 'dB',
      target: { atLeast: 0 },
      note: `${worst.name}; of ${clips.length}, noisy and unfocused ones among them`,
    },
    {
      measure: 'temporal error against Lanczos, mean',
      value: mean(clips.map(({ flicker }) => flicker)),
      unit: '×',
      target: { atMost: 1 },
      note: `most ${Math.max(...clips.map(({ flicker }) => flicker)).toFixed(2)} ×`,
    },
  ];
  return rows.map((row) => ({ pack: pack.manifest.name, ...row }));
}

async function scoreClip(
  studio: Studio,
  pack: Pack,
  { truth, input }: { truth: readonly Frame[]; input: readonly Frame[] },
): Promise<Omit<ClipScore, 'name'>> {
  const shape = { width: large, height: large, frames: input.length };
  const made = await studio.run({ pack, stage: 'v2v', input, ...shape });
  const plain = input.map((frame) => enlarged(frame, large, large));
  const score = (clip: readonly Frame[]): number =>
    mean(truth.map((frame, index) => psnr(clip[index] ?? frame, frame, rim)));
  return {
    lanczos: score(plain),
    made: score(made),
    flicker: temporalError(made, truth) / temporalError(plain, truth),
  };
}

/** White noise of 3 % of full brightness, other in every frame. */
function noisy(frame: Frame, index: number): Frame {
  const random = randomFrom(index);
  // Twelve even numbers add up to nearly a Gaussian of deviation 1.
  const noise = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
  const data = Uint8Array.from(frame.data, (level) =>
    Math.min(255, Math.max(0, Math.round(level + 0.03 * 255 * noise()))),
  );
  return { ...frame, data };
}
