import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import type { Frame } from '../../electron/pipeline/ports.ts';
import { shrunk } from './resample.ts';

/** Classifiers of the drawn world and what they are asked about: native-models/training/probe writes them. */
const folder = fileURLToPath(new URL('../fixtures/probe/', import.meta.url));
/** Edge of the pictures that probes read. */
const edge = 128;
/** Frames that the probe of clips looks at. */
const lookedAt = 8;

const factsSchema = z.object({
  heads: z.record(z.string(), z.array(z.string())),
  /** Share of right answers about held-out drawings, by head. */
  accuracy: z.record(z.string(), z.number()),
  /** What an answer is worth that comes without looking; native-models/training/probe says how it is counted. */
  chance: z.record(z.string(), z.number()),
});

/** What a probe sees, by head: `{ subject: 'windmill', time: 'dusk', … }`. */
export type Seen = Readonly<Record<string, string>>;

export interface Probe extends z.infer<typeof factsSchema> {
  /** @param input [channels, 128, 128] */
  answer(input: Float32Array, channels: number): Promise<Seen>;
  release(): Promise<void>;
}

const captionSchema = z.object({
  prompt: z.string(),
  /** What the prompt names, as the drawing has it. */
  named: z.record(z.string(), z.string()),
});
/** A caption of a held-out scene; its drawing is the tile with the same number on the sheet. */
export type HeldOutCaption = z.infer<typeof captionSchema>;

export async function openProbe(name: 'stills' | 'clips'): Promise<Probe> {
  const facts = factsSchema.parse(JSON.parse(await readFile(`${folder}${name}.json`, 'utf8')));
  const session = await InferenceSession.create(`${folder}${name}.onnx`);
  return {
    ...facts,
    async answer(input, channels) {
      const { logits } = await session.run({ input: new Tensor('float32', input, [1, channels, edge, edge]) });
      if (!(logits?.data instanceof Float32Array)) throw new Error('The probe gave no logits.');
      return answers(facts.heads, logits.data);
    },
    release: () => session.release(),
  };
}

/** What the probe `stills` sees in a picture. */
export function seenInPicture(probe: Probe, picture: Frame): Promise<Seen> {
  return probe.answer(planes(shrunk(picture, edge, edge, 0)), 3);
}

/** What the probe `clips` sees: eight frames spread over the clip, grey, less what they have in common; then that. */
export function seenInClip(probe: Probe, frames: readonly Frame[]): Promise<Seen> {
  const area = edge * edge;
  const input = new Float32Array((lookedAt + 1) * area);
  for (let place = 0; place < lookedAt; place++) {
    const frame = frames[Math.round((place * (frames.length - 1)) / (lookedAt - 1))];
    if (!frame) throw new Error('A clip of no frames cannot be judged.');
    const { data } = shrunk(frame, edge, edge, 0);
    for (let at = 0; at < area; at++) {
      const grey = ((data[3 * at] ?? 0) + (data[3 * at + 1] ?? 0) + (data[3 * at + 2] ?? 0)) / 765;
      input[place * area + at] = grey;
      input[lookedAt * area + at] = (input[lookedAt * area + at] ?? 0) + grey / lookedAt;
    }
  }
  for (let at = 0; at < lookedAt * area; at++)
    input[at] = (input[at] ?? 0) - (input[lookedAt * area + (at % area)] ?? 0);
  return probe.answer(input, lookedAt + 1);
}

/** Captions of scenes that no training saw, and the sheet with their drawings: of clips, the first frames. */
export async function heldOutScenes(
  name: 'stills' | 'clips',
): Promise<{ captions: readonly HeldOutCaption[]; drawings: string }> {
  const content: unknown = JSON.parse(await readFile(`${folder}held-out-${name}.json`, 'utf8'));
  return { captions: z.array(captionSchema).parse(content), drawings: `${folder}held-out-${name}.webp` };
}

/** Bytes [h, w, 3] as [3, h, w] in 0..1. */
function planes({ data }: Frame): Float32Array {
  const area = data.length / 3;
  const out = new Float32Array(data.length);
  for (let at = 0; at < data.length; at++) out[(at % 3) * area + Math.floor(at / 3)] = (data[at] ?? 0) / 255;
  return out;
}

/** The likeliest class of each head; the logits of all heads follow each other. */
function answers(heads: Readonly<Record<string, readonly string[]>>, logits: Float32Array): Seen {
  let start = 0;
  return Object.fromEntries(
    Object.entries(heads).map(([head, classes]) => {
      const own = logits.subarray(start, start + classes.length);
      start += classes.length;
      return [head, classes[own.indexOf(Math.max(...own))] ?? ''];
    }),
  );
}
