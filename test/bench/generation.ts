import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../../electron/engine/supervisor.ts';
import { currentLayout } from '../../electron/hosts/layout.ts';
import type { ComponentFiles, PackFiles } from '../../electron/pipeline/ports.ts';
import { type PublishedFolder, publishedRequest, writePublished } from '../support/published-model.ts';
import { tinyVideoPack } from '../support/tiny-video-pack.ts';
import { writeMidSize } from './mid-size.ts';

/** A clip by diffusion, whole: text, steps, decoding and encoding; how much of it is spent outside the networks. */
export async function benchGeneration(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'stillmotion-bench-'));
  const layout = currentLayout();
  const engine = createEngine({
    nodePath: layout.engine.node,
    script: layout.engine.script,
    label: 'bench',
    ffmpegPath: () => null,
    memoryBytes: () => 64e9,
  });
  try {
    const published = (name: PublishedFolder): ComponentFiles => {
      writePublished(folder, name, 'random');
      const { config, ...files } = publishedRequest(folder, name);
      return { ...files, configPath: String(config) };
    };
    const scheduler = join(folder, 'scheduler_config.json');
    await writeFile(
      scheduler,
      JSON.stringify({ _class_name: 'DDIMScheduler', beta_schedule: 'linear', clip_sample: false }),
    );
    const pack: PackFiles = {
      ...tinyVideoPack,
      id: 'mid-size',
      components: { textEncoder: published('text_encoder'), vae: published('vae'), ...writeMidSize(folder) },
      schedulerPath: scheduler,
      featureExtractorPath: null,
    };
    const outputDir = join(folder, 'out');
    await mkdir(outputDir);
    const { seconds, sessionSeconds, files } = await engine.run({
      kind: 'stage',
      request: {
        stage: 'i2v',
        prompt: 'an old-fashioned windmill surrounded by flowers, warm dusk light',
        negativePrompt: 'blurry',
        seed: 1,
        parameters: { steps: 25, guidanceScale: 7.5, frames: 16, size: 256 },
        width: 256,
        height: 256,
        frames: 16,
        fps: 8,
      },
      method: 'latent-diffusion',
      pack,
      inputPath: join(layout.packs, '../../renderer/public/samples/bay.jpg'),
      inputFps: 24,
      outputDir,
      previewPath: null,
      device: 'cpu',
      memoryBytes: 64e9,
    });
    const outside = `${(100 * (1 - sessionSeconds / seconds)).toFixed(1)} %`;
    console.log('\n| generation | steps | frames | seconds | in networks | outside |');
    console.log('|---|---|---|---|---|---|');
    console.log(
      `| UNet 53 M + motion 24 M, VAE of SD 1.5 | 25 | ${files.frames} of ${files.width}×${files.height} | ${seconds.toFixed(1)} | ${sessionSeconds.toFixed(1)} | ${outside} |`,
    );
  } finally {
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
