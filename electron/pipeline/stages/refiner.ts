import { StudioError } from '../../contract/errors.ts';
import type { Frame, Network, StagePorts, StageRequest } from '../ports.ts';
import { checkNotBlack, frameTensor, tensorFrame } from './frame-tensor.ts';
import { createHandover } from './handover.ts';

/**
 * Video to video by a feed-forward network: each frame is enlarged, sharpened and brought to the asked size, all in one graph: rounded
 * to bytes in between, smooth footage would lose about a decibel. Frames stream: two are in memory, however long the clip is. Needs the
 * component `refiner` (Refiner).
 * @throws StudioError `bad-output` when a picture came out black
 */
export async function runRefiner(request: StageRequest, ports: StagePorts): Promise<void> {
  const { input } = ports;
  if (!input) throw new StudioError('internal', 'Video to video was started without frames. Start it from keyframes.');
  const strength = typeof request.parameters.strength === 'number' ? request.parameters.strength : 1;
  const refine = await openRefiner(ports, input, request);
  // One frame is written while the network works on the next.
  const handover = createHandover();
  let done = 0;
  try {
    for await (const frame of input.frames()) {
      const refined = await refine.run(frame, strength);
      checkNotBlack(frame, refined);
      await handover.give(async () => {
        await ports.output.write(refined);
        await ports.progress(++done, request.frames, refined);
      });
    }
    await handover.finish();
  } finally {
    await handover.settled();
    await refine.release();
  }
}

/** What one pass of the network multiplies the size by. */
const scale = 2;

interface Enlarger {
  run(frame: Frame, strength: number): Promise<Frame>;
  release(): Promise<void>;
}

/** As many enlargements in a row as the asked size needs, at least one. */
async function openRefiner(
  ports: StagePorts,
  from: { width: number; height: number },
  to: { width: number; height: number },
): Promise<Enlarger> {
  const networks: Network[] = [];
  const release = async (): Promise<void> => {
    for (const network of networks) await network.release();
  };
  try {
    for (let { width, height } = from, isLast = false; !isLast; width *= scale, height *= scale) {
      isLast = scale * width >= to.width || scale * height >= to.height;
      const size = isLast ? { outWidth: to.width, outHeight: to.height } : {};
      networks.push(await ports.open('refiner', { width, height, margin: 8, ...size }));
    }
  } catch (error) {
    await release();
    throw error;
  }
  return {
    async run(frame, strength) {
      let refined = frame;
      for (const network of networks) {
        const outputs = await network.run({
          picture: frameTensor(refined),
          strength: { type: 'float32', dims: [1], data: Float32Array.of(strength) },
        });
        refined = tensorFrame(outputs.refined, 'refined');
      }
      return refined;
    },
    release,
  };
}
