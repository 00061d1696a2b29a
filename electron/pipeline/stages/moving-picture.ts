import { StudioError } from '../../contract/errors.ts';
import { type BrushRegion, type MethodId, type Parameters, parameterSpecs } from '../../contract/parameters.ts';
import type { MotionControls, MotionMaps } from '../frames/ambient.ts';
import { type MotionClip, PictureMotion } from '../frames/motion.ts';
import { motionFromPrompt } from '../frames/prompt-motion.ts';
import type { Frame, Network, StagePorts, StageRequest, Tensor } from '../ports.ts';
import { frameTensor, tensorFrame } from './frame-tensor.ts';

/** Edge of the picture that MotionFieldNet reads and of the maps it gives. */
const mapSize = 256;
/** Edge of the displacement fields: fine enough for the ripples of far water, a third of the work of the maps' own size. */
const fieldSize = 160;

/**
 * The controls to move by. With `followPrompt`, what the prompt says takes the place of every control that stands at the default
 * it has for this method; what was set by hand stays.
 */
export function controlsOf(parameters: Parameters, prompt: string, method: MethodId): MotionControls {
  const said = parameters.followPrompt === false ? {} : motionFromPrompt(prompt);
  const specs = parameterSpecs('i2v', method) ?? [];
  const control = (key: Exclude<keyof MotionControls, 'loop' | 'brush'>): number => {
    const spec = specs.find((candidate) => candidate.key === key);
    const usual = spec?.kind === 'number' ? spec.default : 0;
    const value = parameters[key];
    const set = typeof value === 'number' ? value : usual;
    return set === usual ? (said[key] ?? set) : set;
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

/**
 * How a picture moves in a clip of `request`: one look at it by the component `motion` (MotionFieldNet).
 * @param edges what the camera does at the picture's edges, see `MotionClip`
 */
export async function pictureMotion(
  picture: Frame,
  controls: MotionControls,
  request: Pick<StageRequest, 'width' | 'height' | 'frames' | 'fps' | 'seed'>,
  edges: MotionClip['edges'],
  ports: Pick<StagePorts, 'open' | 'resize'>,
): Promise<PictureMotion> {
  const { width, height, frames, fps, seed } = request;
  const maps = await lookAt(picture, ports);
  return new PictureMotion(maps, controls, {
    aspect: width / height,
    frames,
    durationSeconds: frames / fps,
    seed,
    fieldSize,
    edges,
  });
}

async function lookAt(picture: Frame, ports: Pick<StagePorts, 'open' | 'resize'>): Promise<MotionMaps> {
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

/** The frames of a picture that moves, the picture itself first, bent by the component `warp` (PictureWarp). */
export async function* movingPicture(
  picture: Frame,
  motion: PictureMotion,
  frames: number,
  { open }: Pick<StagePorts, 'open'>,
): AsyncGenerator<Frame, undefined> {
  yield picture;
  if (frames === 1) return undefined;
  const { width, height } = picture;
  const warp = await open('warp', { width, height, fieldSize, fields: motion.fieldCount });
  try {
    for (let index = 1; index < frames; index++) yield await bend(warp, picture, motion, index);
  } finally {
    await warp.release();
  }
  return undefined;
}

async function bend(warp: Network, picture: Frame, motion: PictureMotion, index: number): Promise<Frame> {
  const { fields, mix } = motion.frame(index);
  const inputs: Record<string, Tensor> = { picture: frameTensor(picture) };
  for (const [k, data] of fields.entries())
    inputs[`field${k}`] = { type: 'float32', dims: [fieldSize, fieldSize, 2], data };
  if (fields.length > 1) inputs.mix = { type: 'float32', dims: [1], data: Float32Array.of(mix) };
  return tensorFrame((await warp.run(inputs)).frame, 'frame');
}
