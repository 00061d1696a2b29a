import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { BuiltGraph } from '../graph/core.ts';
import { Graph } from '../graph/graph.ts';
import { ModelError } from '../graph/model-error.ts';
import type { AttentionForm, Precision, SamplingForm } from '../graph/types.ts';
import { openWeights, type Weights } from '../graph/weights.ts';
import type { Architecture, Variant } from './architecture.ts';
import { autoencoderKL } from './autoencoder-kl.ts';
import { clipTextModel } from './clip-text-model.ts';
import { interpolationNet } from './interpolation-net.ts';
import { motionFieldNet } from './motion-field-net.ts';
import { pictureWarp } from './picture-warp.ts';
import { refiner } from './refiner.ts';
import { unet2DConditionModel } from './unet-2d-condition-model.ts';

/** Every network the studio can build. A pack that names another one is an error. */
const architectures: readonly Architecture[] = [
  clipTextModel,
  unet2DConditionModel,
  autoencoderKL,
  motionFieldNet,
  pictureWarp,
  refiner,
  interpolationNet,
];

export const architectureNames: readonly string[] = architectures.map((entry) => entry.name);

export interface ModelRequest {
  readonly architecture: string;
  /** Parsed config.json, or the path of one. */
  readonly config: unknown;
  readonly weightPaths: readonly string[];
  readonly variant?: Variant;
  readonly precision?: Precision;
  readonly attention?: AttentionForm;
  readonly sampling?: SamplingForm;
}

export interface BuiltModel extends BuiltGraph {
  /** Tensors of the files that the network should have used but did not: the sign of a wrong config. */
  readonly unusedKeys: readonly string[];
}

/**
 * Builds one network: config and weights checked, graph emitted. Only headers of the weight files are read.
 * @throws ModelError unknown architecture; config, variant, tensors or shapes that do not fit (all bad tensors listed)
 */
export async function buildModel(request: ModelRequest): Promise<BuiltModel> {
  const config = typeof request.config === 'string' ? await readConfig(request.config) : request.config;
  return buildModelFrom({ ...request, config }, await openWeights(request.weightPaths));
}

/** `buildModel` for weights that are already open. */
export function buildModelFrom(request: Omit<ModelRequest, 'weightPaths'>, weights: Weights): BuiltModel {
  const architecture = architectures.find((entry) => entry.name === request.architecture);
  if (!architecture) {
    throw new ModelError(
      `There is no architecture called ${JSON.stringify(request.architecture)}; known: ${architectureNames.join(', ')}.`,
    );
  }
  const config = architecture.configSchema.safeParse(request.config);
  if (!config.success) {
    const issues = config.error.issues.map((issue) => `${issue.path.join('.') || 'config'}: ${issue.message}`);
    throw new ModelError(`The config of ${architecture.name} does not fit. ${issues.join('; ')}.`);
  }
  const graph = new Graph({
    name: architecture.name,
    precision: request.precision ?? 'fp32',
    attention: request.attention ?? 'fused',
    sampling: request.sampling ?? 'native',
  });
  const variant = completeVariant(architecture, request.variant ?? {});
  try {
    architecture.build(graph, weights, config.data, variant);
  } catch (error) {
    weights.check();
    if (error instanceof ModelError) throw new ModelError(`${architecture.name}: ${error.message}`, { cause: error });
    throw error;
  }
  weights.check();
  const ignored = architecture.ignores?.(variant);
  return { ...graph.build(), unusedKeys: weights.unused().filter((key) => !ignored?.test(key)) };
}

function completeVariant(architecture: Architecture, given: Variant): Variant {
  const known = architecture.variant;
  const unknown = Object.keys(given).filter((key) => !Object.hasOwn(known, key));
  const missing = Object.keys(known).filter((key) => known[key] === undefined && given[key] === undefined);
  if (unknown.length > 0 || missing.length > 0) {
    throw new ModelError(
      `${architecture.name} is built with ${Object.keys(known).join(', ') || 'no variant'};` +
        `${missing.length > 0 ? ` missing: ${missing.join(', ')}` : ''}${unknown.length > 0 ? ` unknown: ${unknown.join(', ')}` : ''}.`,
    );
  }
  return { ...(known as Variant), ...given };
}

async function readConfig(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (cause) {
    throw new ModelError(`The config ${basename(path)} cannot be read as JSON.`, { cause });
  }
}
