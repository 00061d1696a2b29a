import type { Parameters } from '../../electron/contract/parameters.ts';
import { resizeFrame } from '../../electron/media/pictures.ts';
import type { Pack } from '../../electron/packs/read-pack.ts';
import type { Frame } from '../../electron/pipeline/ports.ts';
import { movedBy, type PictureMove } from './camera-motion.ts';
import { jerkiness, shareOutside, watchDisplacements } from './displacements.ts';
import { psnr } from './measures.ts';
import type { Row } from './row.ts';
import type { Studio } from './studio.ts';

const edge = 256;
const still: Parameters = { followPrompt: false, pan: 0, tilt: 0, zoom: 1, roll: 0, sway: 0, drift: 0, ripple: 0 };
/** Less than this is no move: a hundredth of half an edge. */
const visible = 0.01;

interface Ask {
  readonly name: string;
  readonly prompt?: string;
  readonly parameters: Parameters;
  /** What the picture must do, and which way; the camera that pans right sees it go left. */
  readonly move: keyof PictureMove;
  readonly sign: 1 | -1;
}

const byHand: readonly Ask[] = [
  { name: 'pan right', parameters: { pan: 0.5 }, move: 'right', sign: -1 },
  { name: 'pan left', parameters: { pan: -0.5 }, move: 'right', sign: 1 },
  { name: 'tilt up', parameters: { tilt: 0.5 }, move: 'down', sign: 1 },
  { name: 'tilt down', parameters: { tilt: -0.5 }, move: 'down', sign: -1 },
  { name: 'zoom in', parameters: { zoom: 1.2 }, move: 'growth', sign: 1 },
  { name: 'zoom out', parameters: { zoom: 0.85 }, move: 'growth', sign: -1 },
  { name: 'roll clockwise', parameters: { roll: 8 }, move: 'clockwise', sign: 1 },
  { name: 'roll counter-clockwise', parameters: { roll: -8 }, move: 'clockwise', sign: -1 },
];

const inWords: readonly Ask[] = [
  { name: '“pan right”', prompt: 'the camera pans to the right', parameters: {}, move: 'right', sign: -1 },
  { name: '“pan left”', prompt: 'pan left', parameters: {}, move: 'right', sign: 1 },
  { name: '“tilt up”', prompt: 'tilt up', parameters: {}, move: 'down', sign: 1 },
  { name: '“camera down”', prompt: 'the camera moves down', parameters: {}, move: 'down', sign: -1 },
  { name: '“zoom in”', prompt: 'zoom in', parameters: {}, move: 'growth', sign: 1 },
  { name: '“zoom out”', prompt: 'slow zoom out', parameters: {}, move: 'growth', sign: -1 },
];

/** Pictures that the network never saw, moved as the controls and as the prompt ask. */
export async function evaluateMotionField(studio: Studio, pack: Pack, pictures: readonly Frame[]): Promise<Row[]> {
  let [firstFrame, outside, jerk, right, asked] = [99, 0, 0, 0, 0];
  const wrong: string[] = [];
  for (const picture of pictures) {
    const reference = await resizeFrame(picture, edge, edge);
    for (const ask of [...byHand, ...inWords]) {
      const seen = watchDisplacements();
      const parameters = ask.prompt === undefined ? { ...still, ...ask.parameters } : ask.parameters;
      const frames = await studio.run({
        pack,
        stage: 'i2v',
        prompt: ask.prompt ?? '',
        parameters,
        input: [reference],
        width: edge,
        height: edge,
        frames: 16,
        watch: seen.watch,
      });
      asked++;
      if (isRight(ask, movedBy(frames))) right++;
      else wrong.push(ask.name);
      firstFrame = Math.min(firstFrame, frames[0] ? psnr(frames[0], reference) : 0);
      outside = Math.max(outside, shareOutside(seen));
      // Plants and water swing on purpose: what the camera does is judged alone.
      if (ask.prompt === undefined) jerk = Math.max(jerk, jerkiness(seen));
    }
  }
  const rows: Omit<Row, 'pack'>[] = [
    { measure: 'PSNR of frame 0 to the reference, least', value: firstFrame, unit: 'dB', target: { atLeast: 40 } },
    { measure: 'hole or border pixels, most', value: 100 * outside, unit: '%', target: { atMost: 0 } },
    {
      measure: 'asked camera direction seen in the frames',
      value: (100 * right) / asked,
      unit: '%',
      target: { atLeast: 100 },
      note: wrong.length > 0 ? `of ${asked}; wrong: ${wrong.join(', ')}` : `of ${asked}`,
    },
    {
      measure: 'greatest change of speed in a frame, of the top speed',
      value: jerk,
      unit: '×',
      target: { atMost: 0.5 },
      note: '16 frames; a jerk would be 1',
    },
  ];
  return rows.map((row) => ({ pack: pack.manifest.name, ...row }));
}

/** The asked part has the right sign and can be seen, and the picture does not slip away in another direction. */
function isRight({ move, sign }: Ask, moved: PictureMove): boolean {
  const slips = (['right', 'down'] as const).filter((other) => other !== move).map((other) => Math.abs(moved[other]));
  const own = sign * moved[move];
  return own > visible && slips.every((slip) => slip < Math.max(own, visible));
}
