import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readPicture, writePng } from '../../electron/media/pictures.ts';
import type { Pack } from '../../electron/packs/read-pack.ts';
import { latentDecoder, vaeGeometry, withEncoder } from '../../electron/pipeline/diffusion/vae.ts';
import type { Frame } from '../../electron/pipeline/ports.ts';
import { packPorts } from '../support/pack-ports.ts';
import { gradientEnergy, mean } from './measures.ts';
import { type HeldOutCaption, heldOutScenes, openProbe, type Probe, seenInPicture } from './probe.ts';
import { shrunk } from './resample.ts';
import type { Row } from './row.ts';
import type { Studio } from './studio.ts';
import { cut, joined } from './tiles.ts';

/**
 * @param count of captions, at most 64
 * @param sheets folder for contact sheets; null for none
 */
export async function evaluatePictures(
  studio: Studio,
  pack: Pack,
  count: number,
  sheets: string | null,
): Promise<Row[]> {
  const { captions: all, drawings } = await heldOutScenes('stills');
  const captions = all.slice(0, count);
  const edge = Number(pack.manifest.defaults.width ?? 512);
  const { frame } = await readPicture(drawings);
  const drawn = cut(frame, captions.length).map((tile) => shrunk(tile, edge, edge, 0));
  const returned = await throughVae(studio, pack, drawn);
  const made: Frame[] = [];
  for (const [index, { prompt }] of captions.entries()) {
    const shape = { input: [], width: edge, height: edge, frames: 1 };
    made.push(...(await studio.run({ pack, stage: 't2i', prompt, seed: index + 1, ...shape })));
  }
  if (sheets !== null) {
    await mkdir(sheets, { recursive: true });
    await writePng(joined(made), join(sheets, `${pack.manifest.id}.png`));
  }
  const sharpness = mean(made.map(gradientEnergy)) / mean(returned.map(gradientEnergy));
  return [
    ...(await attributesThere(pack.manifest.name, captions, { made, returned, drawn })),
    {
      pack: pack.manifest.name,
      measure: 'gradient energy of pictures made, of the VAE’s own reconstructions',
      value: sharpness,
      unit: '×',
      target: { atLeast: 0.9 },
      note: `${made.length} pictures of ${edge}×${edge}`,
    },
  ];
}

/** Asks the probe about everything that the captions name: all together, then each attribute by itself. */
async function attributesThere(
  pack: string,
  captions: readonly HeldOutCaption[],
  { made, returned, drawn }: Readonly<Record<'made' | 'returned' | 'drawn', readonly Frame[]>>,
): Promise<Row[]> {
  const probe = await openProbe('stills');
  try {
    const ours = await rightAnswers(probe, captions, made);
    const best = await rightAnswers(probe, captions, returned);
    const drawings = await rightAnswers(probe, captions, drawn);
    const heads = Object.keys(probe.heads).filter((head) => ours.some((answer) => answer.head === head));
    const share = (answers: readonly Answer[]) => 100 * mean(answers.map(({ right }) => Number(right)));
    const guess = (head: string) => commonest(captions.flatMap(({ named }) => named[head] ?? []));
    const chance = 100 * mean(ours.map(({ head }) => guess(head)));
    const about = (answers: readonly Answer[], head: string) => answers.filter((answer) => answer.head === head);
    return [
      {
        pack,
        measure: 'attributes named in held-out captions that are there',
        value: share(ours),
        unit: '%',
        target: { atLeast: 92 },
        note: `of ${ours.length}; chance ${chance.toFixed(0)} %, drawings ${share(drawings).toFixed(0)} %, through the VAE ${share(best).toFixed(0)} %`,
      },
      ...heads.map((head): Row => {
        const own = about(ours, head);
        const note = `of ${own.length}; chance ${(100 * guess(head)).toFixed(0)} %, drawings ${share(about(drawings, head)).toFixed(0)} %, through the VAE ${share(about(best, head)).toFixed(0)} %`;
        return { pack, measure: `… ${head}`, value: share(own), unit: '%', note };
      }),
    ];
  } finally {
    await probe.release();
  }
}

/** How often one is right who always says what is named most often. */
function commonest(values: readonly string[]): number {
  const counts = [...new Set(values)].map((value) => values.filter((other) => other === value).length);
  return Math.max(...counts) / values.length;
}

interface Answer {
  readonly head: string;
  readonly right: boolean;
}

async function rightAnswers(
  probe: Probe,
  captions: readonly HeldOutCaption[],
  pictures: readonly Frame[],
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const [index, { named }] of captions.entries()) {
    const picture = pictures[index];
    if (!picture) throw new Error('There are fewer pictures than captions.');
    const seen = await seenInPicture(probe, picture);
    for (const [head, value] of Object.entries(named)) answers.push({ head, right: seen[head] === value });
  }
  return answers;
}

/** Drawings as the pack's VAE gives them back: nothing that its pictures show can be sharper. */
async function throughVae(studio: Studio, pack: Pack, drawings: readonly Frame[]): Promise<Frame[]> {
  const ports = {
    ...packPorts(pack.filesFor('t2i'), studio.runtime),
    draw: (): never => {
      throw new Error('The mean of the posterior needs no noise.');
    },
    advance: async () => undefined,
  };
  const { factor } = await vaeGeometry(ports);
  const edge = Math.round((drawings[0]?.width ?? 0) / factor);
  const latent = { width: edge, height: edge };
  const encoded = await withEncoder(latent, 'mean', ports, async (encoder) => {
    const all = [];
    for (const drawing of drawings) all.push(await encoder.encode(drawing));
    return all;
  });
  const decoder = latentDecoder('vae', latent, ports);
  try {
    const returned: Frame[] = [];
    for (const latents of encoded) returned.push((await decoder.decode(latents)).frame);
    return returned;
  } finally {
    await decoder.release();
  }
}
