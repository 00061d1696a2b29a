import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import type { Frame } from '../../electron/pipeline/ports.ts';
import { shrunk } from './resample.ts';

/** Classifiers of the drawn world and what they are asked about: native-models/training/probe writes them. */
const folder = fileURLToPath(new URL('../fixtures/probe/', import.meta.url));
/** Edge of the pictures that the probe of pictures reads. */
const stillSize = 128;

const factsSchema = z.object({
  heads: z.record(z.string(), z.array(z.string())),
  /** Share of right answers about held-out drawings, by head. */
  accuracy: z.record(z.string(), z.number()),
  /** The same for who always gives the most common answer. */
  chance: z.record(z.string(), z.number()),
});

/** What a probe sees, by head: `{ subject: 'windmill', time: 'dusk', … }`. */
export type Seen = Readonly<Record<string, string>>;

export interface Probe extends z.infer<typeof factsSchema> {
  judge(picture: Frame): Promise<Seen>;
  release(): Promise<void>;
}

const captionSchema = z.object({
  prompt: z.string(),
  /** The attributes that the prompt names, as the drawing has them. */
  named: z.record(z.string(), z.string()),
});
/** A caption of a held-out scene; its drawing is the tile with the same number in `world.webp`. */
export type HeldOutCaption = z.infer<typeof captionSchema>;

export async function openProbe(): Promise<Probe> {
  const facts = factsSchema.parse(JSON.parse(await readFile(`${folder}stills.json`, 'utf8')));
  const session = await InferenceSession.create(`${folder}stills.onnx`);
  return {
    ...facts,
    async judge(picture) {
      const dims = [1, 3, stillSize, stillSize];
      const input = new Tensor('float32', planes(shrunk(picture, stillSize, stillSize, 0)), dims);
      const { logits } = await session.run({ input });
      if (!(logits?.data instanceof Float32Array)) throw new Error('The probe gave no logits.');
      return answers(facts.heads, logits.data);
    },
    release: () => session.release(),
  };
}

/** Captions of scenes that no training saw, and where their drawings are. */
export async function heldOutScenes(): Promise<{ captions: readonly HeldOutCaption[]; drawings: string }> {
  const content: unknown = JSON.parse(await readFile(`${folder}prompts.json`, 'utf8'));
  return { captions: z.array(captionSchema).parse(content), drawings: `${folder}world.webp` };
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
