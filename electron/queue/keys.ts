import { createHash } from 'node:crypto';
import type { StageId } from '../contract/geometry.ts';
import type { MethodId, Parameters } from '../contract/parameters.ts';

/** Everything a stage's frames depend on. */
export interface KeyInput {
  readonly stage: StageId;
  readonly method: MethodId;
  readonly packId: string;
  readonly weightsHash: string;
  readonly parameters: Parameters;
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly seed: number;
  /** SHA-256 of the parent's master; null for text to image. */
  readonly parentContent: string | null;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly fps: number;
}

/** What each method reads besides its parameters and its input: whatever it does not read must not change the key. */
const reads: Readonly<
  Record<
    MethodId,
    {
      readonly prompt: (parameters: Parameters) => boolean;
      readonly negativePrompt: (parameters: Parameters) => boolean;
      readonly seed: boolean;
    }
  >
> = {
  // Without guidance the network is never asked what to keep away from.
  'latent-diffusion': {
    prompt: () => true,
    negativePrompt: ({ guidanceScale }) => !(Number(guidanceScale) <= 1),
    seed: true,
  },
  'motion-field': { prompt: ({ followPrompt }) => followPrompt === true, negativePrompt: () => false, seed: true },
  refiner: { prompt: () => false, negativePrompt: () => false, seed: false },
  interpolation: { prompt: () => false, negativePrompt: () => false, seed: false },
};

/**
 * The key of a take: equal keys mean equal frames, so a take with a known key is not made twice. The device is left out on
 * purpose: another device may differ in the last bits, which is no reason to redo finished work.
 */
export function takeKey(input: KeyInput): string {
  const read = reads[input.method];
  const facts = {
    stage: input.stage,
    packId: input.packId,
    weightsHash: input.weightsHash,
    parameters: input.parameters,
    prompt: read.prompt(input.parameters) ? input.prompt : null,
    negativePrompt: read.negativePrompt(input.parameters) ? input.negativePrompt : null,
    seed: read.seed ? input.seed : null,
    parentContent: input.parentContent,
    width: input.width,
    height: input.height,
    frames: input.frames,
    fps: input.fps,
  };
  return createHash('sha256').update(canonicalJson(facts)).digest('hex');
}

/** JSON with sorted keys: the same facts give the same text in whatever order they were put together. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}
