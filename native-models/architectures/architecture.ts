import type { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Precision } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';

/** Build input of one session: fixed sizes, which half of a network … Each architecture documents its own. */
export type Variant = Readonly<Record<string, number | string | boolean>>;

/**
 * A network attached to another one: its weights stay in their own files and become nodes of the same graph, so that one step is
 * one session run.
 */
export interface Part {
  /** Name of its architecture. */
  readonly architecture: string;
  /** Its config as its own architecture parsed it. */
  readonly config: unknown;
  readonly weights: Weights;
}

/** One kind of network, as data. `build` declares the graph's inputs and outputs itself. */
export interface Architecture<Config = unknown> {
  /** Name used by pack.json; for published networks the upstream class name. */
  readonly name: string;
  /** The part of the upstream config.json that matters; everything else is ignored. */
  readonly configSchema: z.ZodType<Config>;
  /** Variant keys and their defaults (undefined: must be given). */
  readonly variant: Readonly<Record<string, number | string | boolean | undefined>>;
  /** The precision to build with, where a config rules one out; default: what was asked for. */
  readonly precision?: (config: Config, asked: Precision) => Precision;
  /** Names of the architectures that can be attached to this one. */
  readonly attaches?: readonly string[];
  /** Tensors of published files that this variant rightly leaves alone (the other half of a VAE, saved buffers). */
  readonly ignores?: (variant: Variant) => RegExp;
  /** Tensors that are rightly left alone when this network is attached to another one. */
  readonly ignoresAsPart?: RegExp;
  /**
   * Adds the network to the graph. Picture-in, picture-out networks keep bytes at their borders.
   * @throws ModelError naming what does not fit
   */
  build(g: Graph, weights: Weights, config: Config, variant: Variant, parts: readonly Part[]): void;
}

/** Keeps the config's type inside an architecture while the registry holds them all alike. */
export function architecture<Config>(definition: Architecture<Config>): Architecture {
  return {
    ...definition,
    precision: (config, asked) => definition.precision?.(config as Config, asked) ?? asked,
    build: (g, weights, config, variant, parts) => definition.build(g, weights, config as Config, variant, parts),
  };
}

/** A network that only ever runs as a part of others. */
export interface PartArchitecture<Config> extends Architecture {
  readonly configSchema: z.ZodType<Config>;
}

export function partArchitecture<Config>(
  definition: Pick<Architecture<Config>, 'name' | 'configSchema' | 'ignoresAsPart'>,
): PartArchitecture<Config> {
  return {
    ...definition,
    variant: {},
    build() {
      throw new ModelError(`${definition.name} works as a part of another network; it cannot be built alone.`);
    },
  };
}

/** The parts of one architecture, with their configs typed, in the order they were attached. */
export function partsOf<Config>(
  parts: readonly Part[],
  { name, configSchema }: { readonly name: string; readonly configSchema: z.ZodType<Config> },
): { readonly config: Config; readonly weights: Weights }[] {
  return parts
    .filter((part) => part.architecture === name)
    .map(({ config, weights }) => ({ config: configSchema.parse(config), weights }));
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
