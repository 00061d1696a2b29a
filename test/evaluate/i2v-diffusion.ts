import { readPicture } from '../../electron/media/pictures.ts';
import type { Pack } from '../../electron/packs/read-pack.ts';
import { mean, psnr } from './measures.ts';
import { heldOutScenes, openProbe, seenInClip } from './probe.ts';
import { shrunk } from './resample.ts';
import type { Row } from './row.ts';
import type { Studio } from './studio.ts';
import { cut } from './tiles.ts';

/** Two seconds. training/i2v/evaluate.py looks at more clips, and at flicker along the true motion. */
const frames = 16;

/**
 * Drawings of held-out scenes, moved as their captions say.
 * @param clips how many, at most 16
 */
export async function evaluateClips(studio: Studio, pack: Pack, clips: number): Promise<Row[]> {
  const { captions, drawings } = await heldOutScenes('clips');
  const edge = Number(pack.manifest.defaults.width ?? 512);
  const { frame } = await readPicture(drawings);
  const references = cut(frame, captions.length).map((tile) => shrunk(tile, edge, edge, 0));
  const probe = await openProbe('clips');
  const fidelity: number[] = [];
  const answers: { head: string; right: number; chance: number; drawn: number }[] = [];
  try {
    for (const [index, { prompt, named }] of captions.slice(0, clips).entries()) {
      const reference = references[index];
      if (!reference) throw new Error('There are fewer drawings than captions.');
      const shape = { width: edge, height: edge, frames };
      const made = await studio.run({ pack, stage: 'i2v', prompt, seed: index + 1, input: [reference], ...shape });
      fidelity.push(made[0] ? psnr(made[0], reference) : 0);
      const answer = await seenInClip(probe, made);
      for (const [head, value] of Object.entries(named)) {
        answers.push({
          head,
          right: Number(answer[head] === value),
          chance: probe.chance[head] ?? 0,
          drawn: probe.accuracy[head] ?? 0,
        });
      }
    }
  } finally {
    await probe.release();
  }
  const seen = (measure: string, own: typeof answers, target?: Row['target']): Omit<Row, 'pack'>[] => {
    if (own.length === 0) return [];
    const share = (key: 'right' | 'chance' | 'drawn') => 100 * mean(own.map((answer) => answer[key]));
    const beside = `of ${own.length}; chance ${share('chance').toFixed(0)} %, in drawn clips ${share('drawn').toFixed(0)} %`;
    return [{ measure, value: share('right'), unit: '%', ...(target ? { target } : {}), note: beside }];
  };
  const rows: Omit<Row, 'pack'>[] = [
    {
      measure: 'PSNR of the first frame to the reference, mean',
      value: mean(fidelity),
      unit: 'dB',
      target: { atLeast: 28 },
      note: `least ${Math.min(...fidelity).toFixed(1)} dB; ${clips} clips of ${frames} frames`,
    },
    ...seen('motion named in held-out captions that the probe sees', answers, { atLeast: 80 }),
    ...seen(
      '… the camera’s',
      answers.filter(({ head }) => head === 'camera'),
    ),
    ...seen(
      '… that of things',
      answers.filter(({ head }) => head !== 'camera'),
    ),
  ];
  return rows.map((row) => ({ pack: pack.manifest.name, ...row }));
}
