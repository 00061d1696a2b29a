import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { unitPicture } from '../../electron/pipeline/diffusion/latents.ts';
import { withNetwork } from '../../electron/pipeline/diffusion/ports.ts';
import { type FloatTensor, floatOutput, floatTensor, scalar } from '../../electron/pipeline/diffusion/tensors.ts';
import type { ComponentFiles, Frame, NetworkVariant } from '../../electron/pipeline/ports.ts';
import type { Runtime } from '../../electron/runtime/runtime.ts';
import type { VariantChecks } from './cases.ts';
import { type Check, within, withinScale } from './check.ts';
import { weightsIn } from './model-folder.ts';
import { readNpy } from './npy.ts';

const caseSchema = z.object({
  models: z.record(z.string(), z.object({ folder: z.string(), result: z.record(z.string(), z.unknown()) })),
});

/** Which network a recorded model is, by what its name starts with. */
const architectures: Readonly<Record<string, string>> = { emavfi: 'EMAVFI', rife: 'IFNet' };

/** Frames between two frames, by the networks of which the weights are published: frames within 2e-4. */
export async function* checkInterpolation(folder: string, content: unknown, runtime: Runtime): VariantChecks {
  const { models } = caseSchema.parse(content);
  for (const [name, model] of Object.entries(models)) {
    const known = Object.keys(architectures).find((start) => name.startsWith(start));
    const architecture = known && architectures[known];
    if (!architecture) throw new Error(`There is no check for the model ${name}.`);
    const network: ComponentFiles = {
      architecture,
      configPath: join(folder, model.folder, 'config.json'),
      weightPaths: await weightsIn(join(folder, model.folder)),
    };
    for (const result of Object.keys(model.result)) {
      yield [`${name} ${result}`, await checkResult(folder, `${known}_${result}`, network, runtime)];
    }
  }
}

/** @param name e.g. `emavfi_96x128_t1_3`, or `emavfi_hr_192x256_down0.5_t1_3`: frames twice as large, flow at half their size */
async function checkResult(
  folder: string,
  name: string,
  model: ComponentFiles,
  runtime: Runtime,
): Promise<Record<string, Check>> {
  const found = /(?<height>\d+)x(?<width>\d+)(?:_down(?<down>[\d.]+))?_t(?<part>\d+)_(?<of>\d+)$/.exec(name)?.groups;
  if (!found) throw new Error(`The result ${name} does not say its size and time.`);
  const { part, of } = found;
  const [height, width, down] = [Number(found.height), Number(found.width), Number(found.down ?? 1)];
  const pair = await Promise.all([0, 1].map((index) => frameAt(folder, index, width, height)));
  const variant = { width, height, format: 'float', flowScale: 1 / down };
  const open = { open: (_: string | readonly string[], wanted?: NetworkVariant) => runtime.open(model, wanted) };
  const outputs = await withNetwork(open, 'interpolation', variant, (network) =>
    network.run({
      ...Object.fromEntries(pair.map((frame, index) => [`frame${index}`, frame])),
      timestep: scalar(Number(part) / Number(of)),
    }),
  );
  const files = await readdir(join(folder, 'outputs'));
  const checks: Record<string, Check> = {};
  for (const [suffix, output] of [
    ['_flow', 'flow'],
    ['_mask_sigmoid', 'mask'],
  ] as const) {
    const file = `${name}${suffix}.npy`;
    if (!files.includes(file)) continue;
    const expected = await readNpy(join(folder, 'outputs', file));
    checks[output] = withinScale(floatOutput(outputs, output).data, expected.data, 1e-4);
  }
  const expected = await readNpy(join(folder, 'outputs', `${name}.npy`));
  return { ...checks, frame: within(floatOutput(outputs, 'frame').data, expected.data, 2e-4) };
}

/** A recorded frame; from one of half the size, enlarged, where there is none of this one. */
async function frameAt(folder: string, index: number, width: number, height: number): Promise<FloatTensor> {
  const path = (w: number, h: number) => join(folder, `inputs/frame${index}_${h}x${w}.npy`);
  const exact = await readNpy(path(width, height)).catch(() => null);
  const { shape, data } = exact ?? (await readNpy(path(width / 2, height / 2)));
  const frame: Frame = { width: shape[1] ?? 0, height: shape[0] ?? 0, data: Uint8Array.from(data) };
  const unit = unitPicture(frame);
  return exact ? unit : doubled(unit);
}

/** PyTorch's bilinear interpolation by 2 without aligned corners: neighbours weigh 3 to 1. */
function doubled({ dims, data }: FloatTensor): FloatTensor {
  const [, channels = 0, height = 0, width = 0] = dims;
  const twice = new Float32Array(4 * data.length);
  const near = (at: number, edge: number) => {
    const place = Math.max(0, (at + 0.5) / 2 - 0.5);
    const first = Math.floor(place);
    return { first, second: Math.min(edge - 1, first + 1), share: place - first };
  };
  for (let channel = 0; channel < channels; channel++) {
    const at = (y: number, x: number) => data[(channel * height + y) * width + x] ?? 0;
    for (let y = 0; y < 2 * height; y++) {
      const row = near(y, height);
      for (let x = 0; x < 2 * width; x++) {
        const column = near(x, width);
        const line = (r: number) => at(r, column.first) * (1 - column.share) + at(r, column.second) * column.share;
        const value = line(row.first) * (1 - row.share) + line(row.second) * row.share;
        twice[(channel * 2 * height + y) * 2 * width + x] = value;
      }
    }
  }
  return floatTensor([1, channels, 2 * height, 2 * width], twice);
}
