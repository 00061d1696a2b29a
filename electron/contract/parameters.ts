import { z } from 'zod';
import type { StageId } from './geometry.ts';
import { type Mask, maskSchema } from './mask.ts';

/**
 * How a parameter is shown, checked and defaulted. The inspector, the CLI's --set and the validation all derive from it.
 * `needs` names a component: a pack without it does not have the parameter.
 */
export type ParameterSpec =
  | {
      readonly kind: 'number';
      readonly key: string;
      readonly label: string;
      readonly help: string;
      readonly unit: '' | '%' | '°' | '×' | 'px' | 'frames' | 'fps' | 'steps';
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly default: number;
      readonly group?: string;
      readonly needs?: string;
    }
  | {
      readonly kind: 'boolean';
      readonly key: string;
      readonly label: string;
      readonly help: string;
      readonly default: boolean;
      readonly group?: string;
      readonly needs?: string;
    }
  | {
      readonly kind: 'choice';
      readonly key: string;
      readonly label: string;
      readonly help: string;
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly default: string;
      readonly group?: string;
      readonly needs?: string;
    }
  | {
      /** `brush` is the motion brush's regions, `mask` the region to draw anew. */
      readonly kind: 'brush' | 'mask';
      readonly key: string;
      readonly label: string;
      readonly help: string;
      readonly group?: string;
      readonly needs?: string;
    };

/** How a pack's networks are driven; picks the stage runner. */
export const methodIds = ['latent-diffusion', 'motion-field', 'refiner', 'interpolation'] as const;
export const methodIdSchema = z.enum(methodIds);
export type MethodId = z.infer<typeof methodIdSchema>;

/**
 * One stroke group of the motion brush: a region of the picture and the direction in which it moves.
 * Coordinates are fractions of width and height, so a brush survives a change of size.
 */
export const brushRegionSchema = z.object({
  points: z
    .array(z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }))
    .min(1)
    .max(2000),
  /** Radius of the brush as a fraction of the shorter edge. */
  radius: z.number().min(0.002).max(0.5),
  /** Where the region travels, as fractions of the shorter edge over the whole clip; 0,0 holds it still. */
  arrow: z.object({ x: z.number().min(-1).max(1), y: z.number().min(-1).max(1) }),
  motion: z.enum(['move', 'sway', 'ripple', 'drift', 'still']),
});
export type BrushRegion = z.infer<typeof brushRegionSchema>;

export type ParameterValue = number | boolean | string | readonly BrushRegion[] | Mask;
export type Parameters = Readonly<Record<string, ParameterValue>>;

const num = (
  key: string,
  label: string,
  help: string,
  [min, max, step, fallback]: readonly [number, number, number, number],
  unit: Extract<ParameterSpec, { kind: 'number' }>['unit'] = '',
  group?: string,
): ParameterSpec => ({
  kind: 'number',
  key,
  label,
  help,
  unit,
  min,
  max,
  step,
  default: fallback,
  ...(group ? { group } : {}),
});

const steps = num('steps', 'Steps', 'More steps, finer picture, more time.', [1, 150, 1, 24], 'steps');
const guidance = num('guidanceScale', 'Guidance', 'How strictly the prompt is followed.', [0, 30, 0.1, 4]);
const size = (most: number, fallback: number): ParameterSpec =>
  num('size', 'Size', 'Edge of the square frame.', [64, most, 8, fallback], 'px');

/** How pictures steer a clip, by the networks that read them. */
const steering: readonly ParameterSpec[] = [
  {
    ...num(
      'referenceStrength',
      'Reference strength',
      'How much the look of the reference counts beside the prompt.',
      [0, 1.5, 0.01, 0.7],
    ),
    needs: 'ipAdapter',
  },
  {
    ...num('controlStrength', 'Control strength', 'How closely frames keep to the picture given.', [0, 2, 0.01, 1]),
    needs: 'control',
  },
];

const sampling: readonly ParameterSpec[] = [
  {
    kind: 'choice',
    key: 'scheduler',
    label: 'Scheduler',
    help: 'The path from noise to picture; some need fewer steps.',
    options: [
      { value: 'pack', label: 'As published' },
      { value: 'ddim', label: 'DDIM' },
      { value: 'pndm', label: 'PNDM' },
      { value: 'euler', label: 'Euler' },
      { value: 'euler-ancestral', label: 'Euler ancestral' },
      { value: 'dpmpp-2m', label: 'DPM++ 2M' },
      { value: 'dpmpp-2m-karras', label: 'DPM++ 2M Karras' },
      { value: 'unipc', label: 'UniPC' },
      { value: 'lcm', label: 'LCM (for LCM models)' },
    ],
    default: 'pack',
    group: 'Sampling',
  },
  num(
    'guidanceRescale',
    'Guidance rescale',
    'Takes back the glare of strong guidance.',
    [0, 1, 0.01, 0],
    '',
    'Sampling',
  ),
  num(
    'eta',
    'Fresh noise',
    'How much new noise DDIM adds at every step: livelier texture, and a picture of its own.',
    [0, 1, 0.05, 0],
    '',
    'Sampling',
  ),
  num('clipSkip', 'CLIP skip', 'Last layers of the text encoder to leave out.', [0, 4, 1, 0], '', 'Sampling'),
];

/**
 * How a picture moves: camera, wind, water, and the motion brush.
 * @param zoom, parallax defaults, for when neither control nor prompt says anything
 */
const pictureMotion = ({ zoom, parallax }: { zoom: number; parallax: number }): readonly ParameterSpec[] => [
  num('motionStrength', 'Motion strength', 'How far everything moves.', [0, 1, 0.01, 0.65]),
  num('pan', 'Pan', 'Camera to the left (−) or right (+).', [-1, 1, 0.01, 0], '', 'Camera'),
  num('tilt', 'Tilt', 'Camera down (−) or up (+).', [-1, 1, 0.01, 0], '', 'Camera'),
  num('zoom', 'Zoom', 'Scale reached at the end of the clip.', [0.8, 1.5, 0.01, zoom], '×', 'Camera'),
  num('roll', 'Roll', 'Turn of the camera over the clip.', [-30, 30, 0.5, 0], '°', 'Camera'),
  num('parallax', 'Parallax', 'How much nearer things move more than far ones.', [0, 1, 0.01, parallax], '', 'Camera'),
  num('sway', 'Sway', 'Plants and cloth move in a breeze.', [0, 1, 0.01, 0.4], '', 'Ambient'),
  num('drift', 'Drift', 'Clouds and smoke travel.', [0, 1, 0.01, 0.4], '', 'Ambient'),
  num('ripple', 'Ripple', 'Water moves.', [0, 1, 0.01, 0.4], '', 'Ambient'),
  {
    kind: 'boolean',
    key: 'followPrompt',
    label: 'Follow the prompt',
    help: 'Words such as “slow zoom in” or “waves” set the controls you have not set.',
    default: true,
  },
  { kind: 'brush', key: 'brush', label: 'Motion brush', help: 'Paint a region and draw where it goes.' },
];

/** What parameters belong to: a stage; or `inpaint`, which is text to image inside a mask of a picture there is. */
type Operation = StageId | 'inpaint';

/** Geometry keys (`size`, `frames`, `factor`, `fps`) take their default from the preset, not from here. */
const specs: Readonly<Partial<Record<`${Operation}/${MethodId}`, readonly ParameterSpec[]>>> = {
  't2i/latent-diffusion': [steps, guidance, size(2048, 1024), ...sampling],
  'inpaint/latent-diffusion': [
    { kind: 'mask', key: 'mask', label: 'Mask', help: 'What is painted over is drawn anew.' },
    num('strength', 'Strength', 'How much of what is under the mask is drawn anew.', [0.05, 1, 0.01, 1]),
    steps,
    guidance,
    ...sampling,
  ],
  'i2v/latent-diffusion': [
    ...pictureMotion({ zoom: 1, parallax: 0 }).map((spec) => ({ ...spec, needs: 'motion' })),
    ...steering,
    num(
      'noisePrior',
      'Noise prior',
      'Shifts the starting noise towards the reference: steadier, but less motion.',
      [0, 1, 0.01, 0.1],
    ),
    steps,
    guidance,
    num('frames', 'Keyframes', 'Frames before interpolation.', [2, 128, 1, 32], 'frames'),
    size(1536, 600),
    ...sampling,
  ],
  'v2v/latent-diffusion': [
    num('strength', 'Strength', 'How much of every frame is drawn anew.', [0.05, 1, 0.01, 0.4]),
    ...steering,
    steps,
    guidance,
    size(2160, 1048),
    ...sampling,
  ],
  'i2v/motion-field': [
    ...pictureMotion({ zoom: 1.1, parallax: 0.5 }),
    { kind: 'boolean', key: 'loop', label: 'Loop', help: 'The last frame leads back to the first.', default: false },
    num('frames', 'Keyframes', 'Frames before interpolation.', [2, 128, 1, 32], 'frames'),
    size(1536, 600),
  ],
  'v2v/refiner': [
    num('strength', 'Strength', 'How much detail the network adds; 0 only resizes.', [0, 1, 0.01, 1]),
    size(2160, 1048),
  ],
  'vfi/interpolation': [
    num('factor', 'Factor', 'Frames per gap plus one: 3 adds two new frames between neighbours.', [1, 8, 1, 3], '×'),
    num('fps', 'Frame rate', 'Frames per second of the finished video.', [1, 120, 1, 24], 'fps'),
  ],
};

/**
 * Parameters of an operation when driven by a method; undefined when the method cannot do it.
 * @param components of the pack: what needs another component is left out. Without it, everything the method knows.
 */
export function parameterSpecs(
  operation: Operation,
  method: MethodId,
  components?: readonly string[],
): readonly ParameterSpec[] | undefined {
  const all = specs[`${operation}/${method}`];
  return components ? all?.filter(({ needs }) => needs === undefined || components.includes(needs)) : all;
}

/** A zod schema for partial, explicit parameters; unknown keys are errors that name the key. */
export function parametersSchema(list: readonly ParameterSpec[]): z.ZodType<Parameters> {
  const shape: Record<string, z.ZodType> = {};
  for (const spec of list) shape[spec.key] = valueSchema(spec).optional();
  return z.strictObject(shape) as z.ZodType<Parameters>;
}

function valueSchema(spec: ParameterSpec): z.ZodType {
  switch (spec.kind) {
    case 'number':
      return Number.isInteger(spec.step) && Number.isInteger(spec.min)
        ? z.number().int().min(spec.min).max(spec.max)
        : z.number().min(spec.min).max(spec.max);
    case 'boolean':
      return z.boolean();
    case 'choice':
      return z.enum(spec.options.map((option) => option.value));
    case 'brush':
      return z.array(brushRegionSchema).max(64);
    case 'mask':
      return maskSchema;
  }
}

export function defaultValue(spec: ParameterSpec): ParameterValue {
  return 'default' in spec ? spec.default : [];
}
