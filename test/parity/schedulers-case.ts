import { join } from 'node:path';
import { z } from 'zod';
import { createScheduler } from '../../electron/pipeline/diffusion/schedulers/registry.ts';
import type { VariantChecks } from './cases.ts';
import { type Check, withinScale } from './check.ts';
import { readJson } from './read-json.ts';

const numbers = z.array(z.number());
const runSchema = z.object({
  class: z.string(),
  config: z.record(z.string(), z.unknown()),
  steps: z.number().int(),
  step_kwargs: z.object({ eta: z.number().optional() }).default({}),
  timesteps: numbers,
  sigmas: numbers.nullish(),
  init_noise_sigma: z.number(),
  start: numbers,
  first_model_input: numbers,
  last_model_input: numbers,
  trajectory: z.array(numbers),
  add_noise_at_mid: z.object({ t: z.number(), result: numbers }).nullish(),
});
type Run = z.infer<typeof runSchema>;

const fileSchema = z.object({
  phase: z.number(),
  x0: numbers,
  noise: z.array(numbers),
  runs: z.array(runSchema),
});
type Recorded = z.infer<typeof fileSchema>;

const tolerance = 1e-5;

/** Whole trajectories of every recorded scheduler, with a made-up network: 1e-5 of their scale. */
export async function* checkSchedulers(folder: string, content: unknown): VariantChecks {
  const { file = 'schedulers.json' } = z.object({ file: z.string().optional() }).parse(content);
  const recorded = fileSchema.parse(await readJson(join(folder, file)));
  for (const [index, run] of recorded.runs.entries()) {
    const name = `${index} ${run.class} ${words(run.config)} ${run.steps} steps`;
    try {
      yield [name, checkRun(recorded, run)];
    } catch (error) {
      yield [name, error instanceof Error ? error : new Error(String(error))];
    }
  }
}

/** The settings in which runs of one class differ. */
function words(config: Run['config']): string {
  const usual = ['beta_start', 'beta_end', 'num_train_timesteps', 'steps_offset', 'skip_prk_steps', 'algorithm_type'];
  const entries = Object.entries(config).filter(([key, value]) => !usual.includes(key) && value !== false);
  return entries.map(([key, value]) => (value === true ? key : String(value))).join(' ');
}

function checkRun({ phase, x0, noise }: Recorded, run: Run): Record<string, Check> {
  const config = { _class_name: run.class, ...run.config };
  const { eta } = run.step_kwargs;
  const scheduler = createScheduler(config, run.steps, eta === undefined ? {} : { eta });
  let drawn = 0;
  const draw = () => Float32Array.from(noise[drawn++] ?? []);
  let sample = Float32Array.from(x0, (value) => value * scheduler.initNoiseSigma);
  const checks: Record<string, Check> = {
    timesteps: withinScale(scheduler.timesteps, run.timesteps, tolerance),
    init_noise_sigma: withinScale([scheduler.initNoiseSigma], [run.init_noise_sigma], tolerance),
    start: withinScale(sample, run.start, tolerance),
  };
  let trajectory: Check = { error: 0, tolerance };
  for (const [index, timestep] of scheduler.timesteps.entries()) {
    const input = scheduler.scaleModelInput(sample, index);
    if (index === 0) checks.first_model_input = withinScale(input, run.first_model_input, tolerance);
    if (index === run.timesteps.length - 1) {
      checks.last_model_input = withinScale(input, run.last_model_input, tolerance);
    }
    const [slope, offset] = [0.1 * Math.sin(0.01 * timestep + phase), 0.05 * Math.cos(0.02 * timestep)];
    const prediction = input.map((value) => value * slope + offset);
    sample = Float32Array.from(scheduler.step(prediction, index, sample, draw));
    const found = withinScale(sample, run.trajectory[index] ?? [], tolerance);
    const relative = found.tolerance === 0 ? found.error : (found.error / found.tolerance) * tolerance;
    trajectory = { error: Math.max(trajectory.error, relative), tolerance };
  }
  checks.trajectory = trajectory;
  if (run.add_noise_at_mid) {
    const at = run.timesteps.lastIndexOf(run.add_noise_at_mid.t);
    const noised = scheduler.addNoise(Float32Array.from(x0), Float32Array.from(noise[0] ?? []), at);
    checks.add_noise = withinScale(noised, run.add_noise_at_mid.result, tolerance);
  }
  return checks;
}
