import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { probeDevice } from '../../electron/runtime/probe.ts';
import { preferSwiftShader } from '../support/swift-shader.ts';
import type { Comparison } from '../support/webgpu-child.ts';

/**
 * The GPU path, without a GPU by SwiftShader. Where neither it nor a real device is found, the tests say so and are skipped.
 */
const child = fileURLToPath(new URL('../support/webgpu-child.ts', import.meta.url));

const networks = [
  'CLIP text',
  'CLIP text, projected',
  'CLIP vision',
  'tiny VAE',
  'UNet, odd size',
  'UNet with motion, IP-Adapter, SparseCtrl',
  'UNet with ControlNets, guess mode',
  'UNet of SDXL',
  'VAE decoder',
  'VAE encoder',
  'starter CLIP text',
  'starter UNet',
  'starter VAE',
  'Refiner',
  'EDSCInterpolationNet',
  'EMAVFI',
  'IFNet',
  'MotionFieldNet',
  'PictureWarp',
];
/** Operators that would make a GPU wait for the CPU. Moving a few bytes of a finished picture is not among them. */
const heavy = [
  'Conv',
  'ConvTranspose',
  'MatMul',
  'Gemm',
  'FusedConv',
  'FusedMatMul',
  'Softmax',
  'MultiHeadAttention',
  'GridSample',
].concat(['InstanceNormalization', 'LayerNormalization', 'Resize']);

describe('networks on WebGPU', () => {
  let unavailable: string | null = null;
  const found = new Map<string, Comparison>();
  let log = '';

  beforeAll(async () => {
    preferSwiftShader();
    try {
      await probeDevice('webgpu', { timeoutMs: 120_000 });
    } catch (error) {
      unavailable = error instanceof Error ? error.message : String(error);
      console.warn(`The WebGPU tests are skipped. ${unavailable}`);
      return;
    }
    const output = await new Promise<string>((resolve) => {
      const process_ = spawn(process.execPath, [child, ...networks], { stdio: ['ignore', 'pipe', 'pipe'] });
      let text = '';
      process_.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      process_.stderr.on('data', (chunk: Buffer) => {
        log = (log + chunk.toString()).slice(-2000);
      });
      process_.on('close', () => resolve(text));
    });
    for (const line of output.split('\n').filter((text) => text.startsWith('{'))) {
      const comparison = JSON.parse(line) as Comparison;
      found.set(comparison.name, comparison);
    }
  }, 600_000);

  it.for(networks)('%s gives the CPU’s numbers, and nothing heavy falls back to the CPU', (name, { skip }) => {
    if (unavailable) skip(unavailable);
    const comparison = found.get(name);
    expect(comparison, `${name} did not run: ${log}`).toBeDefined();
    // Bytes may differ by one level where rounding falls on the other side.
    expect(comparison?.difference).toBeLessThanOrEqual(comparison?.bytes ? 1 : 1e-3);
    expect(comparison?.onCpu.filter((operator) => heavy.includes(operator))).toEqual([]);
  });
});
