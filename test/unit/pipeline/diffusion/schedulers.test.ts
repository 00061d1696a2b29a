import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ddim, ddimSchema } from '../../../../electron/pipeline/diffusion/schedulers/ddim.ts';
import { alphasCumprod, scheduleSchema } from '../../../../electron/pipeline/diffusion/schedulers/noise-schedule.ts';
import { createScheduler } from '../../../../electron/pipeline/diffusion/schedulers/registry.ts';

interface Run {
  class: string;
  config: Record<string, unknown>;
  steps: number;
  step_kwargs: { eta?: number };
  timesteps: number[];
  init_noise_sigma: number;
  start: number[];
  first_model_input: number[];
  trajectory: number[][];
}
const reference = JSON.parse(
  readFileSync(new URL('../../../fixtures/schedulers/trajectories.json', import.meta.url), 'utf8'),
) as {
  phase: number;
  x0: number[];
  noise: number[][];
  beta_schedules: Record<
    string,
    {
      config: Record<string, unknown>;
      alphas_cumprod_at: Record<string, number>;
      alphas_cumprod_zero_snr_at: Record<string, number>;
    }
  >;
  runs: Run[];
};

/** The stand-in network of the recorded runs. */
function predict(x: Float32Array, timestep: number): Float32Array {
  const [factor, shift] = [0.1 * Math.sin(0.01 * timestep + reference.phase), 0.05 * Math.cos(0.02 * timestep)];
  return x.map((value) => factor * value + shift);
}

const known = ['DDIMScheduler', 'EulerDiscreteScheduler', 'DPMSolverMultistepScheduler'];
const runs = reference.runs.filter(
  (run) => known.includes(run.class) && run.config.algorithm_type !== 'sde-dpmsolver++',
);

describe('schedulers against diffusers', () => {
  it('covers many settings', () => expect(runs.length).toBeGreaterThan(100));

  it.each(runs.map((run, index) => [`${index} ${run.class} ${run.steps} ${JSON.stringify(run.config)}`, run] as const))(
    'follows the recorded trajectory: %s',
    (_, run) => {
      const eta = run.step_kwargs.eta ?? 0;
      const scheduler =
        eta > 0
          ? ddim(ddimSchema.parse(run.config), run.steps, eta)
          : createScheduler({ _class_name: run.class, ...run.config }, run.steps);
      for (const [index, timestep] of run.timesteps.entries()) {
        expect(scheduler.timesteps[index]).toBeCloseTo(timestep, 2);
      }
      expect(scheduler.timesteps).toHaveLength(run.timesteps.length);
      expect(Math.abs(scheduler.initNoiseSigma / run.init_noise_sigma - 1)).toBeLessThan(1e-5);
      let sample: Float32Array = Float32Array.from(run.start);
      let draw = 0;
      let first = true;
      run.trajectory.forEach((expected, index) => {
        const input = scheduler.scaleModelInput(sample, index);
        if (first) expectClose(input, run.first_model_input);
        first = false;
        const timestep = scheduler.timesteps[index] ?? 0;
        sample = scheduler.step(predict(input, timestep), index, sample, () =>
          Float32Array.from(reference.noise[draw++] ?? []),
        );
        expectClose(sample, expected);
      });
    },
  );

  it.each(Object.entries(reference.beta_schedules))('has the signal shares of %s', (_, schedule) => {
    const plain = alphasCumprod(scheduleSchema.parse(schedule.config));
    const rescaled = alphasCumprod(scheduleSchema.parse({ ...schedule.config, rescale_betas_zero_snr: true }));
    for (const [at, value] of Object.entries(schedule.alphas_cumprod_at)) {
      expect(Math.abs((plain[Number(at)] ?? 0) - value)).toBeLessThan(5e-7);
    }
    for (const [at, value] of Object.entries(schedule.alphas_cumprod_zero_snr_at)) {
      expect(Math.abs((rescaled[Number(at)] ?? 0) - value)).toBeLessThan(1e-6);
    }
  });

  it('names an unknown scheduler and an unsupported setting instead of sampling wrongly', () => {
    expect(() => createScheduler({ _class_name: 'FancyScheduler' }, 10)).toThrow(/FancyScheduler/);
    expect(() => createScheduler({ _class_name: 'DDIMScheduler', thresholding: true }, 10)).toThrow(/thresholding/);
    expect(() => createScheduler(null, 10)).toThrow(/_class_name/);
  });
});

/** Within 1e-4 of the largest number (recorded runs are in float32). */
function expectClose(found: Float32Array, expected: readonly number[]): void {
  const scale = Math.max(1, ...expected.map(Math.abs));
  expected.forEach((value, index) => {
    expect(Math.abs((found[index] ?? Number.NaN) - value) / scale).toBeLessThan(1e-4);
  });
}
