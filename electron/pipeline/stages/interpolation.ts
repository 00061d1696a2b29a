import { StudioError } from '../../contract/errors.ts';
import type { Frame, StagePorts, StageRequest } from '../ports.ts';
import { checkNotBlack, frameTensor, tensorFrame } from './frame-tensor.ts';

/**
 * Frame interpolation: between every two neighbours, factor − 1 new frames at t = k / factor; the given frames stay as they are.
 * n frames become (n − 1) · factor + 1. Two frames are in memory, however long the clip is. Needs the component
 * `interpolation`: EDSCInterpolationNet, or as published EMAVFI or RIFE's IFNet, which all take two frames and any time between.
 * @throws StudioError `bad-output` when a picture came out black
 */
export async function runInterpolation(request: StageRequest, ports: StagePorts): Promise<void> {
  const { input } = ports;
  if (!input)
    throw new StudioError('internal', 'Frame interpolation was started without frames. Start it from a clip.');
  const factor = typeof request.parameters.factor === 'number' ? request.parameters.factor : 3;
  const network =
    factor > 1 && input.count > 1
      ? await ports.open('interpolation', { width: request.width, height: request.height })
      : null;
  let done = 0;
  const give = async (frame: Frame): Promise<void> => {
    await ports.output.write(frame);
    await ports.progress(++done, request.frames, frame);
  };
  try {
    let before: Frame | null = null;
    for await (const given of input.frames()) {
      const after = await ports.resize(given, request.width, request.height);
      if (before && network) {
        for (let k = 1; k < factor; k++) {
          const outputs = await network.run({
            frame0: frameTensor(before),
            frame1: frameTensor(after),
            timestep: { type: 'float32', dims: [1], data: Float32Array.of(k / factor) },
          });
          const between = tensorFrame(outputs.frame, 'frame');
          checkNotBlack(after, between, before);
          await give(between);
        }
      }
      await give(after);
      before = after;
    }
  } finally {
    await network?.release();
  }
}
