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
/** Maps without and with things. */
const [plainMaps, allMaps] = [4, 9];
/** Of things, when the prompt does not say how quickly they move. */
const plainPace = 1.4;

/**
 * The controls to move by. With `followPrompt`, what the prompt says takes the place of every control that stands at the default
 * it has for this method; what was set by hand stays.
 */
export function controlsOf(parameters: Parameters, prompt: string, method: MethodId): MotionControls {
  const said = parameters.followPrompt === false ? {} : motionFromPrompt(prompt);
  const specs = parameterSpecs('i2v', method) ?? [];
  const control = (key: keyof Omit<MotionControls, 'loop' | 'brush' | 'wind' | 'pace'>): number => {
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
    wind: said.wind ?? 0,
    pace: said.pace ?? plainPace,
  };
}

/** How a picture moves in a clip: one look at it by the component `motion` (MotionFieldNet). */
export async function pictureMotion(
  picture: Frame,
  controls: MotionControls,
  clip: Pick<StageRequest, 'width' | 'height' | 'frames' | 'fps' | 'seed'> & Pick<MotionClip, 'redrawn'>,
  ports: Pick<StagePorts, 'open' | 'resize'>,
): Promise<PictureMotion> {
  const { width, height, frames, fps, seed, redrawn } = clip;
  const maps = await lookAt(picture, ports);
  return new PictureMotion(maps, controls, {
    aspect: width / height,
    frames,
    durationSeconds: frames / fps,
    seed,
    fieldSize,
    redrawn,
  });
}

async function lookAt(picture: Frame, ports: Pick<StagePorts, 'open' | 'resize'>): Promise<MotionMaps> {
  const network = await ports.open('motion');
  try {
    const { layers } = await network.run({ picture: frameTensor(await ports.resize(picture, mapSize, mapSize)) });
    const count = (layers?.data.length ?? 0) / mapSize ** 2;
    if (layers?.type !== 'float32' || (count !== plainMaps && count !== allMaps)) {
      const dims = `[${plainMaps} or ${allMaps},${mapSize},${mapSize}]`;
      throw new StudioError('model-invalid', `The motion network must give layers ${dims}.`);
    }
    const plane = (index: number): Float32Array => layers.data.slice(index * mapSize ** 2, (index + 1) * mapSize ** 2);
    const things = () => ({
      thing: plane(4),
      travelX: plane(5),
      travelY: plane(6),
      turn: plane(7),
      blown: plane(8),
    });
    return {
      size: mapSize,
      depth: plane(0),
      drift: plane(1),
      ripple: plane(2),
      sway: plane(3),
      things: count === allMaps ? things() : null,
    };
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
