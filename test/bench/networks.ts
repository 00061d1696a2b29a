import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publishedRequest, writePublished } from '../support/published-model.ts';
import { writeMidSize } from './mid-size.ts';
import type { NetworkRun, NetworkTimes } from './network-child.ts';

const child = fileURLToPath(new URL('network-child.ts', import.meta.url));

/**
 * Denoising steps of the mid-size UNet with motion, from few to many frames and small to large latents, and Stable Diffusion 1.5's
 * VAE. Each line is a process of its own, so that its memory is its own.
 */
export async function benchNetworks(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'stillmotion-bench-'));
  try {
    const { unet, motionAdapter } = writeMidSize(folder);
    writePublished(folder, 'vae', 'random');
    const { config, ...files } = publishedRequest(folder, 'vae');
    const vae = { ...files, configPath: String(config) };
    console.log('\n| network | batch | frames | latent | graph s | session s | step s | peak MB |');
    console.log('|---|---|---|---|---|---|---|---|');
    const step = async (batch: number, frames: number, side: number) => {
      const variant = { width: side, height: side, batch, frames };
      const times = await measured({ network: unet, parts: [motionAdapter], variant });
      print(['UNet 53 M + motion 24 M', batch, frames, `${side}×${side}`], times);
    };
    await step(2, 16, 32);
    await step(1, 16, 32);
    for (const frames of [8, 24, 32]) await step(2, frames, 32);
    for (const side of [16, 48, 64]) await step(2, 16, side);
    for (const half of ['encoder', 'decoder']) {
      const times = await measured({ network: vae, parts: [], variant: { half, width: 64, height: 64 } });
      print([`VAE of SD 1.5, ${half}`, 1, 1, '64×64'], times);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measured(run: NetworkRun): Promise<NetworkTimes> {
  const { stdout } = await promisify(execFile)(process.execPath, [child, JSON.stringify(run)]);
  return JSON.parse(stdout) as NetworkTimes;
}

function print(what: readonly (string | number)[], times: NetworkTimes): void {
  const { graphSeconds, sessionSeconds, stepSeconds, peakMegabytes } = times;
  const seconds = [graphSeconds, sessionSeconds, stepSeconds].map((value) => value.toFixed(2));
  console.log(`| ${[...what, ...seconds, peakMegabytes].join(' | ')} |`);
}
