import type { Network, NetworkVariant } from '../ports.ts';
import { blendWindows, type ContextWindow } from './context-windows.ts';
import { controlScaleAt } from './control.ts';
import { type LatentShape, latentDims } from './latents.ts';
import { motionOf } from './motion.ts';
import { type DiffusionPorts, loras, withNetwork } from './ports.ts';
import type { Control, DiffusionRequest } from './request.ts';
import { concat, type FloatTensor, floatOutput, floatTensor, repeat, scalar, take } from './tensors.ts';

/** Everything the UNet is told that is the same at every step. */
interface Conditioning {
  /** One row for each row of the batch: text, image tokens, SDXL's sizes. */
  readonly rows: Readonly<Record<string, FloatTensor>>;
  /** Seen by every row: what ControlNets are shown, the IP-Adapter's scale. */
  readonly shared: Readonly<Record<string, FloatTensor>>;
  /** [1, n, h, w], appended to the channels of the sample: what a dedicated inpainting UNet sees of the picture. */
  readonly channels: FloatTensor | null;
}

/**
 * Asks the UNet what noise is in the sample.
 * @param sample as the network wants to see it, in the shape of the latents
 * @returns [b, channels, (frames,) h, w]; rows: unconditional (with guidance), conditional
 */
export type Predict = (sample: Float32Array, timestep: number, step: number) => Promise<FloatTensor>;

export interface Predictor {
  readonly request: DiffusionRequest;
  readonly shape: LatentShape;
  readonly guided: boolean;
  /** Steps of this run. */
  readonly steps: number;
  /** All frames at once, or windows of one length that overlap; empty for a picture. */
  readonly windows: readonly ContextWindow[];
  readonly conditioning: Conditioning;
}

/**
 * Opens the UNet with everything attached to it, for the time of `work`. A step is one run of it; more where guidance is computed
 * apart, or the clip in windows.
 */
export function withPredictor<T>(
  predictor: Predictor,
  ports: DiffusionPorts,
  work: (predict: Predict) => Promise<T>,
): Promise<T> {
  const { request, guided } = predictor;
  const rows = guided ? [0, 1] : [0];
  const passes = request.guidancePasses === 'together' ? [rows] : rows.map((row) => [row]);
  return withNetwork(ports, componentsOf(predictor, ports), variantOf(predictor, passes[0]?.length ?? 1), (unet) =>
    work(async (sample, timestep, step) => {
      const predictions: FloatTensor[] = [];
      for (const pass of passes) {
        const prediction = await runPass(unet, predictor, { pass, sample, timestep, step }, ports);
        predictions.push(prediction);
      }
      return concat(predictions);
    }),
  );
}

function componentsOf({ request, shape }: Predictor, ports: DiffusionPorts): string[] {
  return [
    'unet',
    ...(shape.frames > 0 ? motionOf(ports.pack).parts : []),
    ...request.controls.map(({ component }) => component),
    ...(request.imagePrompt ? ['ipAdapter'] : []),
    ...loras(ports),
  ];
}

function variantOf({ request, shape, windows, conditioning }: Predictor, batch: number): NetworkVariant {
  const { width, height } = shape;
  const tokens = conditioning.rows.encoderHiddenStates?.dims[1] ?? 77;
  return {
    width,
    height,
    batch,
    tokens,
    ...(shape.frames > 0 ? { frames: windows[0]?.frames.length ?? shape.frames } : {}),
    ...(request.controls.some(({ guessMode }) => guessMode)
      ? { guessModes: request.controls.map(({ guessMode }) => (guessMode ? '1' : '0')).join('') }
      : {}),
  };
}

interface Call {
  /** Rows of the batch. */
  readonly pass: readonly number[];
  readonly sample: Float32Array;
  readonly timestep: number;
  readonly step: number;
}

/** All windows of some rows of the batch. */
async function runPass(
  unet: Network,
  predictor: Predictor,
  { pass, sample, timestep, step }: Call,
  ports: DiffusionPorts,
): Promise<FloatTensor> {
  const { shape, windows, conditioning } = predictor;
  const latents = floatTensor(latentDims(shape), sample);
  const whole = conditioning.channels ? concat([latents, conditioning.channels], 1) : latents;
  const rows = Object.entries(conditioning.rows).map(([name, tensor]) => [name, take(tensor, 0, pass)]);
  const fixed = { ...Object.fromEntries(rows), ...controlScales(predictor, pass, step), timestep: scalar(timestep) };
  const run = async (frames: readonly number[] | null): Promise<FloatTensor> => {
    const cut = (tensor: FloatTensor) => (frames ? take(tensor, frameAxis(tensor), frames) : tensor);
    const shared = Object.entries(conditioning.shared).map(([name, tensor]) => [
      name,
      name.startsWith('control') ? cut(tensor) : tensor,
    ]);
    const seen = repeat(cut(whole), pass.length);
    const outputs = await unet.run({ ...fixed, ...Object.fromEntries(shared), sample: seen });
    const prediction = floatOutput(outputs, 'prediction');
    if (step === 0 && windows.length <= 1 && pass.length === conditioning.rows.encoderHiddenStates?.dims[0]) {
      ports.observe?.('sample', seen);
      ports.observe?.('prediction', prediction);
    }
    return prediction;
  };
  if (windows.length <= 1) return run(null);
  const predictions: FloatTensor[] = [];
  for (const { frames } of windows) predictions.push(await run(frames));
  return blendWindows(predictions, windows, shape.frames);
}

/** Latents are [b, c, frames, h, w], a video's control pictures [frames, 3, H, W]. */
function frameAxis({ dims }: FloatTensor): number {
  return dims.length === 5 ? 2 : 0;
}

/** In guess mode the unconditional half goes without the controls; inside one batch the network sees to it. */
function controlScales({ request, guided, steps }: Predictor, pass: readonly number[], step: number) {
  const unconditional = guided && pass.length === 1 && pass[0] === 0;
  const scaleOf = (control: Control) => (control.guessMode && unconditional ? 0 : controlScaleAt(control, step, steps));
  return Object.fromEntries(
    request.controls.map((control, index) => [`controlScale${index}`, scalar(scaleOf(control))]),
  );
}
