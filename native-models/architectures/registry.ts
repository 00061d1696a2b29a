import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { BuiltGraph } from '../graph/core.ts';
import { Graph } from '../graph/graph.ts';
import { ModelError } from '../graph/model-error.ts';
import type { AttentionForm, Precision, SamplingForm } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import type { Architecture, Part, Variant } from './architecture.ts';
import { autoencoderKL } from './autoencoder-kl.ts';
import { autoencoderTiny } from './autoencoder-tiny.ts';
import { clipTextModel, clipTextModelWithProjection } from './clip-text-model.ts';
import { clipVisionModelWithProjection } from './clip-vision-model.ts';
import { controlNetModel } from './control-net-model.ts';
import { edscInterpolationNet } from './edsc-interpolation-net.ts';
import { emaVFI } from './ema-vfi.ts';
import { ipAdapter } from './ip-adapter.ts';
import { openNetwork } from './ldm-keys.ts';
import { attachLoras, loraArchitecture } from './lora.ts';
import { motionAdapter } from './motion-adapter.ts';
import { motionFieldNet } from './motion-field-net.ts';
import { pictureWarp } from './picture-warp.ts';
import { refiner } from './refiner.ts';
import { rifeIFNet } from './rife-ifnet.ts';
import { sparseControlNetModel } from './sparse-control-net-model.ts';
import { unet2DConditionModel } from './unet-2d-condition-model.ts';
import { unetMotionModel } from './unet-motion-model.ts';

/** Every network the studio can build. A pack that names another one is an error. */
const architectures: readonly Architecture[] = [
  clipTextModel,
  clipTextModelWithProjection,
  clipVisionModelWithProjection,
  unet2DConditionModel,
  unetMotionModel,
  motionAdapter,
  ipAdapter,
  controlNetModel,
  sparseControlNetModel,
  autoencoderKL,
  autoencoderTiny,
  motionFieldNet,
  pictureWarp,
  refiner,
  edscInterpolationNet,
  emaVFI,
  rifeIFNet,
];

/** What packs may name: the networks, and what can be attached to any of them. */
export const architectureNames: readonly string[] = [...architectures.map((entry) => entry.name), loraArchitecture];

export interface PartRequest {
  readonly architecture: string;
  /** Parsed config.json, or the path of one; none for parts published without one. */
  readonly config?: unknown;
  readonly weightPaths: readonly string[];
  /** Strength of a LoRA. */
  readonly scale?: number;
}

export interface ModelRequest {
  readonly architecture: string;
  /** Parsed config.json, or the path of one. */
  readonly config: unknown;
  readonly weightPaths: readonly string[];
  /** Networks attached to this one, in order: the first ControlNet is ControlNet 0. */
  readonly parts?: readonly PartRequest[];
  readonly variant?: Variant;
  readonly precision?: Precision;
  readonly attention?: AttentionForm;
  readonly sampling?: SamplingForm;
}

/** A request whose files are open and whose configs are parsed JSON. */
export interface OpenModelRequest extends Omit<ModelRequest, 'weightPaths' | 'parts'> {
  readonly parts?: readonly (Omit<PartRequest, 'weightPaths'> & { readonly weights: Weights })[];
}

export interface BuiltModel extends BuiltGraph {
  /**
   * Tensors of the files that the network should have used but did not: the sign of a wrong config. Those of a part follow its
   * architecture's name and a colon.
   */
  readonly unusedKeys: readonly string[];
}

/**
 * Builds one network with its parts: configs and weights checked, graph emitted. Only headers of the weight files are read.
 * @throws ModelError unknown architecture; config, variant, parts, tensors or shapes that do not fit (all bad tensors listed)
 */
export async function buildModel(request: ModelRequest): Promise<BuiltModel> {
  const [config, weights, parts] = await Promise.all([
    readConfig(request.config),
    openNetwork(request.weightPaths, request.architecture),
    Promise.all(
      (request.parts ?? []).map(async (part) => ({
        ...part,
        config: await readConfig(part.config),
        weights: await openNetwork(part.weightPaths, part.architecture),
      })),
    ),
  ]);
  return buildModelFrom({ ...request, config, parts }, weights);
}

/** `buildModel` for weights that are already open. */
export function buildModelFrom(request: OpenModelRequest, weights: Weights): BuiltModel {
  const architecture = architectureCalled(request.architecture);
  const config = parsedConfig(architecture, request.config);
  const isLora = (part: { readonly architecture: string }) => part.architecture === loraArchitecture;
  const loras = (request.parts ?? []).filter(isLora).map((lora) => ({ ...lora, scale: lora.scale ?? 1 }));
  const attached = (request.parts ?? []).filter((part) => !isLora(part));
  const parts = attached.map((part): Part => {
    if (!architecture.attaches?.includes(part.architecture)) {
      const fits = architecture.attaches?.join(', ') ?? 'nothing';
      throw new ModelError(
        `${JSON.stringify(part.architecture)} cannot be attached to ${architecture.name}; what can: ${fits}.`,
      );
    }
    const { architecture: name, weights } = part;
    return { architecture: name, config: parsedConfig(architectureCalled(name), part.config ?? {}), weights };
  });
  attachLoras([{ architecture: architecture.name, weights }, ...parts], loras);
  const { precision = 'fp32' } = request;
  const graph = new Graph({
    name: architecture.name,
    precision: architecture.precision?.(config, precision) ?? precision,
    attention: request.attention ?? 'fused',
    sampling: request.sampling ?? 'native',
  });
  const variant = completeVariant(architecture, request.variant ?? {});
  const check = () => {
    for (const { weights: files } of [{ weights }, ...parts]) files.check();
  };
  try {
    architecture.build(graph, weights, config, variant, parts);
  } catch (error) {
    check();
    if (error instanceof ModelError) throw new ModelError(`${architecture.name}: ${error.message}`, { cause: error });
    throw error;
  }
  check();
  const unusedKeys = [
    ...unusedIn(weights, architecture.ignores?.(variant)),
    ...parts.flatMap(({ architecture: name, weights: files }) =>
      unusedIn(files, architectureCalled(name).ignoresAsPart).map((key) => `${name}: ${key}`),
    ),
    ...loras.flatMap((lora) => lora.weights.unused().map((key) => `${loraArchitecture}: ${key}`)),
  ];
  return { ...graph.build(), unusedKeys };
}

function unusedIn(weights: Weights, ignored: RegExp | undefined): string[] {
  return weights.unused().filter((key) => !ignored?.test(key));
}

function architectureCalled(name: string): Architecture {
  const architecture = architectures.find((entry) => entry.name === name);
  if (architecture) return architecture;
  throw new ModelError(
    `There is no architecture called ${JSON.stringify(name)}; known: ${architectureNames.join(', ')}.`,
  );
}

function parsedConfig(architecture: Architecture, given: unknown): unknown {
  const config = architecture.configSchema.safeParse(given);
  if (config.success) return config.data;
  const issues = config.error.issues.map((issue) => `${issue.path.join('.') || 'config'}: ${issue.message}`);
  throw new ModelError(`The config of ${architecture.name} does not fit. ${issues.join('; ')}.`);
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

/** A config given as a path, read; others as they are. */
async function readConfig(path: unknown): Promise<unknown> {
  if (typeof path !== 'string') return path;
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (cause) {
    throw new ModelError(`The config ${basename(path)} cannot be read as JSON.`, { cause });
  }
}
