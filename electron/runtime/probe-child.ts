/**
 * The throw-away process in which a graphics device is tried. It may crash or hang: only its parent cares. Prints lines of
 * JSON, each a `TrialResult` that knows more than the one before; the log on stderr names the hardware.
 */
import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import type { TrialResult } from './probe.ts';
import type { SessionDevice } from './session.ts';
import { correctnessTrial, speedTrial, type TrialSize, trialGraph, wave } from './trial-graph.ts';

env.logLevel = 'info';

async function openTrial(size: TrialSize, device: SessionDevice) {
  const session = await InferenceSession.create(trialGraph(size, device === 'cpu' ? 'fused' : 'plain').bytes, {
    executionProviders: [device],
    logSeverityLevel: 3,
  });
  const { channels, edge } = size;
  const x = new Tensor('float32', wave(channels * edge * edge, 1), [1, channels, edge, edge]);
  return async () => (await session.run({ x })).y?.data as Float32Array;
}

/** Milliseconds of the quickest of three runs, after one to warm up. */
async function quickest(size: TrialSize, device: SessionDevice): Promise<number> {
  const run = await openTrial(size, device);
  await run();
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    await run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function report(result: TrialResult): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`${JSON.stringify(result)}\n`, () => resolve()));
}

async function trial(): Promise<void> {
  const expected = await (await openTrial(correctnessTrial, 'cpu'))();
  const found = await (await openTrial(correctnessTrial, 'webgpu'))();
  const difference = expected.reduce((worst, value, index) => {
    const apart = Math.abs(value - (found[index] ?? Number.NaN));
    return Number.isNaN(apart) ? Number.POSITIVE_INFINITY : Math.max(worst, apart);
  }, 0);
  await report({ ok: true, difference, milliseconds: null });
  const cpu = await quickest(speedTrial, 'cpu');
  await report({ ok: true, difference, milliseconds: { cpu, webgpu: await quickest(speedTrial, 'webgpu') } });
}

try {
  await trial();
} catch (error) {
  await report({ ok: false, problem: error instanceof Error ? error.message : String(error) });
}
process.exit(0);
