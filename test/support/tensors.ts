import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { BuiltGraph } from '../../native-models/graph/core.ts';
import { ModelProtoSchema } from '../../native-models/graph/generated/onnx_pb.ts';
import { rawTensors } from './write-safetensors.ts';

/** A tensor of a fixture file. */
export interface FixtureTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint8Array;
}

/** Whole numbers of a fixture file: token ids. */
export interface IdTensor {
  readonly shape: readonly number[];
  readonly data: BigInt64Array;
}

/** All float32 and byte tensors of a small safetensors file. */
export async function readTensors(path: string): Promise<Record<string, FixtureTensor>> {
  const found: Record<string, FixtureTensor> = {};
  for (const [key, { shape, type, bytes }] of await rawTensors(path)) {
    if (type === 'I64') continue;
    found[key] = { shape, data: type === 'U8' ? bytes : new Float32Array(bytes.slice().buffer) };
  }
  return found;
}

/** All int64 tensors of a small safetensors file. */
export async function readIds(path: string): Promise<Record<string, IdTensor>> {
  const found: Record<string, IdTensor> = {};
  for (const [key, { shape, type, bytes }] of await rawTensors(path)) {
    if (type === 'I64') found[key] = { shape, data: new BigInt64Array(bytes.slice().buffer) };
  }
  return found;
}

/** A built graph, loaded on the CPU provider, its weights copied beside it. */
export interface LoadedGraph {
  run(inputs: Readonly<Record<string, FixtureTensor | IdTensor>>): Promise<Record<string, FixtureTensor>>;
  release(): Promise<void>;
}

/** A temporary folder with the model and its weights. */
async function copyOf(graph: BuiltGraph): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stillmotion-graph-'));
  for (const path of graph.externalFiles) {
    const copy = join(folder, relative(graph.weightsFolder, path));
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(path, copy);
  }
  await writeFile(join(folder, 'model.onnx'), graph.bytes);
  return folder;
}

export async function loadGraph(graph: BuiltGraph): Promise<LoadedGraph> {
  const folder = await copyOf(graph);
  const session = await InferenceSession.create(join(folder, 'model.onnx'), { intraOpNumThreads: 2 });
  return {
    async run(inputs) {
      const feeds = Object.entries(inputs).map(([name, tensor]) => [name, ortTensor(tensor)]);
      const results = await session.run(Object.fromEntries(feeds));
      const outputs = Object.entries(results).map(([name, { data, dims }]) => [name, { data, shape: dims }]);
      return Object.fromEntries(outputs) as Record<string, FixtureTensor>;
    },
    async release() {
      await session.release();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** How many nodes are left once ONNX Runtime has folded and fused what it can on the CPU. */
export async function optimizedNodes(graph: BuiltGraph): Promise<number> {
  const folder = await copyOf(graph);
  const optimizedModelFilePath = join(folder, 'optimized.onnx');
  const session = await InferenceSession.create(join(folder, 'model.onnx'), {
    optimizedModelFilePath,
    logSeverityLevel: 3,
  });
  await session.release();
  const { graph: optimized } = fromBinary(ModelProtoSchema, await readFile(optimizedModelFilePath));
  await rm(folder, { recursive: true, force: true });
  return optimized?.node.length ?? 0;
}

function ortTensor({ data, shape }: FixtureTensor | IdTensor): Tensor {
  if (data instanceof Uint8Array) return new Tensor('uint8', data, shape);
  return data instanceof BigInt64Array ? new Tensor('int64', data, shape) : new Tensor('float32', data, shape);
}

/** The numbers of a tensor that must be float32. */
export function floats(tensors: Readonly<Record<string, FixtureTensor>>, name: string): Float32Array {
  const data = tensors[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`There is no float32 tensor ${name}.`);
  return data;
}

/** Runs a built graph once. */
export async function runGraph(
  graph: BuiltGraph,
  inputs: Readonly<Record<string, FixtureTensor | IdTensor>>,
): Promise<Record<string, FixtureTensor>> {
  const loaded = await loadGraph(graph);
  try {
    return await loaded.run(inputs);
  } finally {
    await loaded.release();
  }
}
