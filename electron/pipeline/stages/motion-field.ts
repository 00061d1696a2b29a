import { StudioError } from '../../contract/errors.ts';
import type { BrushRegion, Parameters } from '../../contract/parameters.ts';
import type { MotionControls, MotionMaps } from '../frames/ambient.ts';
import { PictureMotion } from '../frames/motion.ts';
import { motionFromPrompt } from '../frames/prompt-motion.ts';
import type { Frame, Network, StagePorts, StageRequest, Tensor } from '../ports.ts';
import { checkNotBlack, frameTensor, tensorFrame } from './frame-tensor.ts';
import { createHandover } from './handover.ts';

/** Edge of the picture that MotionFieldNet reads and of the maps it gives. */
const mapSize = 256;
/** Edge of the displacement fields: fine enough for the ripples of far water, a third of the work of the maps' own size. */
const fieldSize = 160;

/** The numeric controls of `i2v/motion-field` with the defaults of the contract. */
const controlDefaults = {
  motionStrength: 0.65,
  pan: 0,
  tilt: 0,
  zoom: 1.1,
  roll: 0,
  parallax: 0.5,
  sway: 0.4,
  drift: 0.4,
  ripple: 0.4,
} as const;
type NumericControl = keyof typeof controlDefaults;

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
  const maps = await lookAt(reference, ports);
  await ports.progress(1, steps, picture);
  await ports.output.write(picture);
  await ports.progress(2, steps, picture);
  if (frames === 1) return;

  const motion = new PictureMotion(maps, controlsOf(request.parameters, request.prompt), {
    aspect: width / height,
    frames,
    durationSeconds: frames / request.fps,
    seed: request.seed,
    fieldSize,
  });
  const warp = await ports.open('warp', { width, height, fieldSize, fields: motion.fieldCount });
  // One frame is written while the next is bent.
  const handover = createHandover();
  try {
    for (let index = 1; index < frames; index++) {
      const frame = await bend(warp, picture, motion, index);
      await handover.give(async () => {
        await ports.output.write(frame);
        await ports.progress(index + 2, steps, frame);
      });
    }
    await handover.finish();
  } finally {
    await handover.settled();
    await warp.release();
  }
}

/**
 * The controls to move by. With `followPrompt`, what the prompt says takes the place of every control that stands at its
 * default; what was set by hand stays.
 */
export function controlsOf(parameters: Parameters, prompt: string): MotionControls {
  const said = parameters.followPrompt === false ? {} : motionFromPrompt(prompt);
  const control = (key: NumericControl): number => {
    const value = parameters[key];
    const set = typeof value === 'number' ? value : controlDefaults[key];
    return set === controlDefaults[key] ? (said[key] ?? set) : set;
  };
  return {
    motionStrength: control('motionStrength'),
    pan: control('pan'),
    tilt: control('tilt'),
    zoom: control('zoom'),
    roll: control('roll'),
    parallax: control('parallax'),
    sway: control('sway'),
    drift: control('drift'),
    ripple: control('ripple'),
    loop: parameters.loop === true,
    brush: (parameters.brush as readonly BrushRegion[] | undefined) ?? [],
  };
}

async function firstFrame(ports: StagePorts): Promise<Frame> {
  if (ports.input) for await (const frame of ports.input.frames()) return frame;
  throw new StudioError('internal', 'Image to video was started without a picture. Start it from a reference.');
}

async function lookAt(picture: Frame, ports: StagePorts): Promise<MotionMaps> {
  const network = await ports.open('motion');
  try {
    const { layers } = await network.run({ picture: frameTensor(await ports.resize(picture, mapSize, mapSize)) });
    if (layers?.type !== 'float32' || layers.data.length !== 4 * mapSize * mapSize) {
      throw new StudioError('model-invalid', `The motion network must give layers [4,${mapSize},${mapSize}].`);
    }
    const plane = (index: number): Float32Array => layers.data.slice(index * mapSize ** 2, (index + 1) * mapSize ** 2);
    return { size: mapSize, depth: plane(0), drift: plane(1), ripple: plane(2), sway: plane(3) };
  } finally {
    await network.release();
  }
}

async function bend(warp: Network, picture: Frame, motion: PictureMotion, index: number): Promise<Frame> {
  const { fields, mix } = motion.frame(index);
  const inputs: Record<string, Tensor> = { picture: frameTensor(picture) };
  for (const [k, data] of fields.entries())
    inputs[`field${k}`] = { type: 'float32', dims: [fieldSize, fieldSize, 2], data };
  if (fields.length > 1) inputs.mix = { type: 'float32', dims: [1], data: Float32Array.of(mix) };
  const frame = tensorFrame((await warp.run(inputs)).frame, 'frame');
  checkNotBlack(picture, frame);
  return frame;
}
