import { availableParallelism } from 'node:os';
import { buildModel } from '../../native-models/architectures/registry.ts';
import type { Precision } from '../../native-models/graph/types.ts';
import type { ComponentFiles, Network, NetworkVariant } from '../pipeline/ports.ts';
import { asStudioError } from './errors.ts';
import { openSession, type SessionDevice } from './session.ts';

/** The form in which each device runs every network best; docs/ARCHITECTURE.md has the measurements behind it. */
const forms = {
  cpu: { attention: 'fused', sampling: 'native', precision: 'fp32' },
  webgpu: { attention: 'plain', sampling: 'gather', precision: 'fp32' },
} as const;

/** What networks compute in on a device. */
export function precisionOn(device: SessionDevice): Precision {
  return forms[device].precision;
}

/** The sessions of one engine process. */
export interface Runtime {
  readonly device: SessionDevice;
  /** As takes show it, e.g. "CPU · fp32". */
  readonly label: string;
  /** Time spent inside session runs so far. */
  readonly sessionSeconds: number;
  /**
   * Builds a network of a pack and loads it. Weights are mapped from their safetensors files: nothing is converted or copied
   * to disk.
   * @param parts networks that become part of the first one's graph: motion modules, ControlNets, adapters, LoRAs
   * @throws StudioError `model-invalid`, `out-of-memory`
   */
  open(component: ComponentFiles, variant?: NetworkVariant, parts?: readonly ComponentFiles[]): Promise<Network>;
  /** Releases all networks that are still open. */
  release(): Promise<void>;
}

export interface RuntimeOptions {
  /** A device that can be used: what `probeDevice` answered. */
  readonly device: SessionDevice;
  /** Threads of one operator; default: one a core. The same number gives the same bits. */
  readonly threads?: number;
  /** Writes what ran where into `<prefix>_<time>.json`, for tests. */
  readonly profilePrefix?: string;
}

export function createRuntime(options: RuntimeOptions): Runtime {
  const { device, threads = availableParallelism(), profilePrefix } = options;
  const open = new Set<Network>();
  const clock = { seconds: 0 };
  // WebGPU sessions that run at the same time can crash (microsoft/onnxruntime#32561), and on the CPU they only take
  // each other's cores: one run at a time.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };

  return {
    device,
    label: `${device === 'cpu' ? 'CPU' : 'GPU'} · ${precisionOn(device)}`,
    get sessionSeconds() {
      return clock.seconds;
    },
    async open(component, variant, parts = []) {
      try {
        const model = await buildModel({
          ...modelOf(component),
          parts: parts.map(modelOf),
          ...(variant ? { variant } : {}),
          ...forms[device],
        });
        const network = await openSession(model, {
          device,
          threads,
          inTurn,
          onRun: (seconds) => {
            clock.seconds += seconds;
          },
          onRelease: () => open.delete(network),
          ...(profilePrefix ? { profilePrefix } : {}),
        });
        open.add(network);
        return network;
      } catch (error) {
        throw asStudioError(error, component.architecture);
      }
    },
    async release() {
      await Promise.all([...open].map((network) => network.release()));
    },
  };
}

function modelOf({ architecture, configPath, weightPaths, scale }: ComponentFiles) {
  return { architecture, config: configPath ?? {}, weightPaths, ...(scale === undefined ? {} : { scale }) };
}
