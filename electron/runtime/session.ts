import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { BuiltGraph } from '../../native-models/graph/core.ts';
import type { Network, Tensor } from '../pipeline/ports.ts';
import { asStudioError } from './errors.ts';

export type SessionDevice = 'cpu' | 'webgpu';

export interface OpenSessionOptions {
  readonly device: SessionDevice;
  readonly threads: number;
  /** Runs the work after all earlier work on the device. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  readonly onRun: (seconds: number) => void;
  readonly onRelease: () => void;
  readonly profilePrefix?: string;
}

/**
 * Loads a built graph. The graph comes from memory; ONNX Runtime maps its weights from the safetensors files below
 * `weightsFolder`, the only folder it may reach. (A model file in a folder of links is refused: it does not follow links out.)
 */
export async function openSession(model: BuiltGraph, options: OpenSessionOptions): Promise<Network> {
  const { device, threads, inTurn, onRun, onRelease, profilePrefix } = options;
  const session = await inTurn(() =>
    InferenceSession.create(model.bytes, {
      executionProviders: [device],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // The second run would take one more block for everything beside what the first run took: twice the memory.
      enableMemPattern: false,
      // Nodes that stay on the CPU by design (shapes, GridSample) are not worth a warning each.
      logSeverityLevel: 3,
      ...(profilePrefix ? { enableProfiling: true, profileFilePrefix: profilePrefix } : {}),
      ...(model.weightsFolder
        ? { extra: { session: { model_external_initializers_file_folder_path: model.weightsFolder } } }
        : {}),
    }),
  );
  const inputs = new Map(model.inputs.map((input) => [input.name, input]));
  let released = false;
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    async run(given) {
      const feeds = Object.fromEntries(Object.entries(given).map(([name, tensor]) => [name, toOrt(tensor)]));
      try {
        for (const [name, input] of inputs) {
          const tensor = given[name];
          if (!tensor) throw new Error(`The network's input ${name} is missing.`);
          if (tensor.type !== input.type || tensor.dims.join() !== input.shape.join()) {
            throw new Error(
              `The network's input ${name} must be ${input.type} [${input.shape}], found ${tensor.type} [${tensor.dims}].`,
            );
          }
        }
        return await inTurn(async () => {
          const start = performance.now();
          const results = await session.run(feeds);
          onRun((performance.now() - start) / 1000);
          return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, fromOrt(name, tensor)]));
        });
      } catch (error) {
        throw asStudioError(error, 'The network');
      }
    },
    async release() {
      if (released) return;
      released = true;
      onRelease();
      await inTurn(async () => {
        if (profilePrefix) session.endProfiling();
        await session.release();
      });
    },
  };
}

function toOrt(tensor: Tensor): OrtTensor {
  switch (tensor.type) {
    case 'float32':
      return new OrtTensor('float32', tensor.data, tensor.dims);
    case 'uint8':
      return new OrtTensor('uint8', tensor.data, tensor.dims);
    case 'int64':
      return new OrtTensor('int64', tensor.data, tensor.dims);
  }
}

function fromOrt(name: string, value: InferenceSession.ReturnType[string]): Tensor {
  const { type, dims, data } = value;
  if (type === 'float32' && data instanceof Float32Array) return { type, dims, data };
  if (type === 'uint8' && data instanceof Uint8Array) return { type, dims, data };
  if (type === 'int64' && data instanceof BigInt64Array) return { type, dims, data };
  throw new Error(`The network's output ${name} has the type ${type}, which is not used here.`);
}
