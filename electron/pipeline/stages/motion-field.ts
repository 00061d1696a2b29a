import { StudioError } from '../../contract/errors.ts';
import type { Frame, StagePorts, StageRequest } from '../ports.ts';
import { checkNotBlack } from './frame-tensor.ts';
import { createHandover } from './handover.ts';
import { controlsOf, movingPicture, pictureMotion } from './moving-picture.ts';

/**
 * Image to video by predicted motion: one look at the picture, then one bend of it a frame. The first frame is the picture.
 * Needs the components `motion` (MotionFieldNet) and `warp` (PictureWarp). Steps: the look, then every frame.
 * @throws StudioError `internal` without an input picture, `bad-output` when a frame came out black
 */
export async function runMotionField(request: StageRequest, ports: StagePorts): Promise<void> {
  const { width, height, frames } = request;
  const steps = frames + 1;
  const reference = await firstFrame(ports);
  const picture = await ports.resize(reference, width, height);
  const controls = controlsOf(request.parameters, request.prompt, 'motion-field');
  const motion = await pictureMotion(reference, controls, { ...request, redrawn: false }, ports);
  await ports.progress(1, steps, picture);
  let done = 1;
  // One frame is written while the next is bent.
  const handover = createHandover();
  try {
    for await (const frame of movingPicture(picture, motion, frames, ports)) {
      checkNotBlack(picture, frame);
      await handover.give(async () => {
        await ports.output.write(frame);
        await ports.progress(++done, steps, frame);
      });
    }
    await handover.finish();
  } finally {
    await handover.settled();
  }
}

async function firstFrame(ports: StagePorts): Promise<Frame> {
  if (ports.input) for await (const frame of ports.input.frames()) return frame;
  throw new StudioError('internal', 'Image to video was started without a picture. Start it from a reference.');
}
