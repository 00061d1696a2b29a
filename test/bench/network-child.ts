/** Measures one network in a process of its own: `node network-child.ts <NetworkRun as JSON>` prints NetworkTimes as JSON. */
import type { ComponentFiles, Network, Tensor } from '../../electron/pipeline/ports.ts';
import { createRuntime } from '../../electron/runtime/runtime.ts';
import { buildModel } from '../../native-models/architectures/registry.ts';

export interface NetworkRun {
  readonly network: ComponentFiles;
  readonly parts: readonly ComponentFiles[];
  readonly variant: Readonly<Record<string, number | string>>;
}

export interface NetworkTimes {
  readonly graphSeconds: number;
  /** Graph and session together, as a stage opens it. */
  readonly sessionSeconds: number;
  /** The quickest of three runs after the first. */
  readonly stepSeconds: number;
  /** Of the whole process. */
  readonly peakMegabytes: number;
}

const { network, parts, variant } = JSON.parse(process.argv[2] ?? '') as NetworkRun;
const request = ({ architecture, configPath, weightPaths }: ComponentFiles) => ({
  architecture,
  config: configPath,
  weightPaths,
});

const [, graphSeconds] = await timed(() =>
  buildModel({ ...request(network), parts: parts.map(request), variant, attention: 'fused' }),
);
const runtime = createRuntime({ device: 'cpu' });
const [opened, sessionSeconds] = await timed(() => runtime.open(network, variant, parts));
const feeds = inputsOf(opened);
await opened.run(feeds);
const runs: number[] = [];
for (let run = 0; run < 3; run++) runs.push((await timed(() => opened.run(feeds)))[1]);
const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
const times: NetworkTimes = { graphSeconds, sessionSeconds, stepSeconds: Math.min(...runs), peakMegabytes };
process.stdout.write(JSON.stringify(times));
await runtime.release();

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const start = performance.now();
  const result = await work();
  return [result, (performance.now() - start) / 1000];
}

/** Plausible values for every input. */
function inputsOf(opened: Network): Record<string, Tensor> {
  const side = (key: 'width' | 'height') => Number(variant[key]);
  const [batch, frames] = [Number(variant.batch ?? 1), Number(variant.frames ?? 0)];
  const known: Readonly<Record<string, Tensor>> = {
    sample: wave([batch, 4, ...(frames > 0 ? [frames] : []), side('height'), side('width')]),
    timestep: { type: 'float32', dims: [1], data: Float32Array.of(500) },
    encoderHiddenStates: wave([batch, 77, 768]),
    latents: wave([1, 4, side('height'), side('width')]),
    picture: {
      type: 'uint8',
      dims: [8 * side('height'), 8 * side('width'), 3],
      data: Uint8Array.from({ length: 192 * side('height') * side('width') }, (_, index) => (index * 37) % 256),
    },
  };
  return Object.fromEntries(
    opened.inputNames.map((name) => {
      const tensor = known[name];
      if (!tensor) throw new Error(`No value for the input ${name}.`);
      return [name, tensor];
    }),
  );
}

function wave(dims: readonly number[]): Tensor {
  const count = dims.reduce((product, size) => product * size, 1);
  return { type: 'float32', dims, data: Float32Array.from({ length: count }, (_, index) => Math.sin(index * 0.37)) };
}
