import type { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Weights } from '../graph/weights.ts';

/** Build input of one session: fixed sizes, which half of a network … Each architecture documents its own. */
export type Variant = Readonly<Record<string, number | string | boolean>>;

/** One kind of network, as data. `build` declares the graph's inputs and outputs itself. */
export interface Architecture<Config = unknown> {
  /** Name used by pack.json; for published networks the upstream class name. */
  readonly name: string;
  /** The part of the upstream config.json that matters; everything else is ignored. */
  readonly configSchema: z.ZodType<Config>;
  /** Variant keys and their defaults (undefined: must be given). */
  readonly variant: Readonly<Record<string, number | string | boolean | undefined>>;
  /** Tensors of published files that this variant rightly leaves alone (the other half of a VAE, saved buffers). */
  readonly ignores?: (variant: Variant) => RegExp;
  /**
   * Adds the network to the graph. Picture-in, picture-out networks keep bytes at their borders.
   * @throws ModelError naming what does not fit
   */
  build(g: Graph, weights: Weights, config: Config, variant: Variant): void;
}

/** Keeps the config's type inside an architecture while the registry holds them all alike. */
export function architecture<Config>(definition: Architecture<Config>): Architecture {
  return {
    ...definition,
    build: (g, weights, config, variant) => definition.build(g, weights, config as Config, variant),
  };
}

/** A whole number from the variant. @throws ModelError when it is missing or out of range */
export function sizeFrom(variant: Variant, key: string, range: { min?: number; max?: number } = {}): number {
  const value = variant[key];
  const { min = 1, max = 65_536 } = range;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new ModelError(`The variant's ${key} must be a whole number from ${min} to ${max}, found ${String(value)}.`);
  }
  return value;
}
