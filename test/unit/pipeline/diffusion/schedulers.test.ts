import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alphasCumprod, scheduleSchema } from '../../../../electron/pipeline/diffusion/schedulers/noise-schedule.ts';
import { createScheduler } from '../../../../electron/pipeline/diffusion/schedulers/registry.ts';
import type { Scheduler } from '../../../../electron/pipeline/diffusion/schedulers/scheduler.ts';

interface Run {
  class: string;
  config: Record<string, unknown>;
  steps: number;
  step_kwargs: { eta?: number };
  timesteps: number[];
  sigmas?: number[];
  init_noise_sigma: number;
  noise_used: number;
  start: number[];
  first_model_input: number[];
  last_model_input: number[];
  trajectory: number[][];
  add_noise_at_mid: { t: number; result: number[] };
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
/** Settings that few configs have, recorded with the same stand-in network: λ clipped, no signal left, a third order with noise. */
const rare = JSON.parse(
  readFileSync(new URL('../../../fixtures/schedulers/rare-settings.json', import.meta.url), 'utf8'),
) as Run[];
const original = Float32Array.from(reference.x0);
const unitNoise = (draw: number) => Float32Array.from(reference.noise[draw % reference.noise.length] ?? []);

/** The stand-in network of the recorded runs. */
function predict(x: Float32Array, timestep: number, phase = reference.phase): Float32Array {
  const [factor, shift] = [0.1 * Math.sin(0.01 * timestep + phase), 0.05 * Math.cos(0.02 * timestep)];
  return x.map((value) => factor * value + shift);
}

const classes = [
  'DDIM',
  'EulerDiscrete',
  'EulerAncestralDiscrete',
  'DPMSolverMultistep',
  'UniPCMultistep',
  'LCM',
  'PNDM',
];

/** Runs all steps from `sample`. */
function sampled(scheduler: Scheduler, sample: Float32Array) {
  const inputs: Float32Array[] = [];
  const trajectory: Float32Array[] = [];
  let draws = 0;
  for (const [index, timestep] of scheduler.timesteps.entries()) {
    const input = scheduler.scaleModelInput(trajectory.at(-1) ?? sample, index);
    inputs.push(input);
    const next = scheduler.step(predict(input, timestep), index, trajectory.at(-1) ?? sample, () => unitNoise(draws++));
    trajectory.push(next);
  }
  return { inputs, trajectory, draws };
}

describe('schedulers against diffusers', () => {
  it('covers every class', () => {
    expect(new Set(reference.runs.map((run) => run.class)).size).toBe(7);
    expect(reference.runs.length).toBeGreaterThan(200);
  });

  it.each(
    [...reference.runs, ...rare].map(
      (run, index) => [`${index} ${run.class} ${run.steps} ${JSON.stringify(run.config)}`, run] as const,
    ),
  )('follows the recorded run: %s', (_, run) => {
    const scheduler = createScheduler({ _class_name: run.class, ...run.config }, run.steps, run.step_kwargs);
    expectClose(scheduler.timesteps, run.timesteps);
    if (run.sigmas) expectClose(scheduler.sigmas ?? [], run.sigmas);
    else expect(scheduler.sigmas).toBeNull();
    expectClose([scheduler.initNoiseSigma], [run.init_noise_sigma]);
    expectClose(
      original.map((value) => value * scheduler.initNoiseSigma),
      run.start,
    );
    const { inputs, trajectory, draws } = sampled(scheduler, Float32Array.from(run.start));
    expect(trajectory).toHaveLength(run.trajectory.length);
    for (const [index, expected] of run.trajectory.entries()) expectClose(trajectory[index] ?? [], expected);
    expectClose(inputs[0] ?? [], run.first_model_input);
    expectClose(inputs.at(-1) ?? [], run.last_model_input);
    expect(draws).toBe(run.noise_used);
    const { t, result } = run.add_noise_at_mid;
    expectClose(scheduler.addNoise(original, unitNoise(0), run.timesteps.lastIndexOf(t)), result);
  });

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

  it('stays finite with fresh noise of any share, from no signal at all (would catch a root of less than nothing)', () => {
    const config = {
      _class_name: 'DDIMScheduler',
      beta_schedule: 'scaled_linear',
      rescale_betas_zero_snr: true,
      timestep_spacing: 'trailing',
      prediction_type: 'v_prediction',
      clip_sample: false,
    };
    for (let steps = 1; steps <= 150; steps += 1) {
      for (const eta of [0.5, 0.95, 1]) {
        const scheduler = createScheduler(config, steps, { eta });
        for (const [index] of scheduler.timesteps.entries()) {
          const [next] = scheduler.step(Float32Array.of(0.3), index, Float32Array.of(0.7), () => Float32Array.of(0.1));
          expect(next, `${steps} steps, eta ${eta}, step ${index}`).toSatisfy(Number.isFinite);
        }
      }
    }
  });

  it('names an unknown scheduler and an unsupported setting instead of sampling wrongly', () => {
    expect(() => createScheduler({ _class_name: 'FancyScheduler' }, 10)).toThrow(/FancyScheduler/);
    expect(() => createScheduler({ _class_name: 'DDIMScheduler', thresholding: true }, 10)).toThrow(/thresholding/);
    expect(() => createScheduler({ _class_name: 'EulerDiscreteScheduler', use_beta_sigmas: true }, 10)).toThrow(
      /use_beta_sigmas/,
    );
    expect(() => createScheduler({ _class_name: 'PNDMScheduler' }, 10)).toThrow(/skip_prk_steps/);
    expect(() => createScheduler(null, 10)).toThrow(/_class_name/);
    expect(() => createScheduler({ _class_name: 'LCMScheduler', original_inference_steps: 20 }, 21)).toThrow(
      /20 steps/,
    );
  });
});

describe('a run cut by strength', () => {
  const cuts = JSON.parse(
    readFileSync(new URL('../../../fixtures/schedulers/strength.json', import.meta.url), 'utf8'),
  ) as {
    phase: number;
    x0: number[];
    noise: number[][];
    runs: {
      config: { _class_name: string };
      steps: number;
      strength: number;
      timesteps: number[];
      draws: number;
      start: number[];
      trajectory: number[][];
    }[];
  };
  it.each(cuts.runs.map((run) => [run.config._class_name, run] as const))('follows diffusers: %s', (_, run) => {
    const scheduler = createScheduler(run.config, run.steps, { strength: run.strength });
    expectClose(scheduler.timesteps, run.timesteps);
    let draws = 0;
    const noise = () => Float32Array.from(cuts.noise[draws++] ?? []);
    let sample: Float32Array = scheduler.addNoise(Float32Array.from(cuts.x0), noise(), 0);
    expectClose(sample, run.start);
    for (const [index, timestep] of scheduler.timesteps.entries()) {
      const prediction = predict(scheduler.scaleModelInput(sample, index), timestep, cuts.phase);
      sample = scheduler.step(prediction, index, sample, noise);
      expectClose(sample, run.trajectory[index] ?? []);
    }
    expect(draws).toBe(run.draws);
  });

  const spaced = {
    beta_schedule: 'linear',
    beta_start: 0.00085,
    beta_end: 0.012,
    timestep_spacing: 'linspace',
    steps_offset: 1,
  };
  // Timesteps that diffusers' video-to-video and inpainting pipelines recorded.
  it.each([
    [{ _class_name: 'DDIMScheduler', ...spaced }, 10, 0.6, [555, 444, 333, 222, 111, 0]],
    [{ _class_name: 'DDIMScheduler', ...spaced }, 10, 0.35, [222, 111, 0]],
    [{ _class_name: 'LCMScheduler', beta_schedule: 'linear' }, 8, 0.5, [499, 379, 259, 139]],
    [
      { _class_name: 'DPMSolverMultistepScheduler', ...spaced, use_karras_sigmas: true },
      10,
      0.6,
      [537, 354, 171, 53, 9, 0],
    ],
  ])('keeps the last int(steps · strength) timesteps of %o', (config, steps, strength, timesteps) => {
    const cut = createScheduler(config, steps, { strength });
    expect(cut.timesteps).toEqual(timesteps);
    expect(cut.initNoiseSigma).toBe(createScheduler(config, steps).initNoiseSigma);
    if (cut.sigmas) expect(cut.sigmas).toHaveLength(timesteps.length + 1);
  });

  it('leaves one step of a strength near zero, and all of a strength of one', () => {
    const config = { _class_name: 'EulerDiscreteScheduler' };
    expect(createScheduler(config, 10, { strength: 0.01 }).timesteps).toHaveLength(1);
    expect(createScheduler(config, 10, { strength: 1 }).timesteps).toHaveLength(10);
  });

  it.each(classes)('%sScheduler with a network that knows the answer arrives at it from the middle', (name) => {
    const config = {
      _class_name: `${name}Scheduler`,
      skip_prk_steps: true,
      prediction_type: 'sample',
      clip_sample: false,
    };
    const scheduler = createScheduler(config, 12, { strength: 0.5 });
    let sample: Float32Array = scheduler.addNoise(original, unitNoise(0), 0);
    let draw = 1;
    for (const index of scheduler.timesteps.keys()) {
      sample = scheduler.step(original, index, sample, () => unitNoise(draw++));
    }
    // DDIM and PNDM end where the first training timestep is, LCM keeps a trace of its input: nearly clean.
    sample.forEach((value, index) => {
      expect(Math.abs(value - (original[index] ?? 0))).toBeLessThan(0.05);
    });
    expect(scheduler.predictedOriginal).not.toBeNull();
  });

  it('stays finite for every class, number of steps, spacing and strength', () => {
    const run = fc.record({
      _class_name: fc.constantFrom(...classes.map((name) => `${name}Scheduler`)),
      timestep_spacing: fc.constantFrom('leading', 'linspace', 'trailing'),
      prediction_type: fc.constantFrom('epsilon', 'v_prediction', 'sample'),
      solver_order: fc.integer({ min: 1, max: 3 }),
      use_karras_sigmas: fc.boolean(),
    });
    const [steps, strength] = [fc.integer({ min: 1, max: 50 }), fc.double({ min: 0, max: 1, noNaN: true })];
    fc.assert(
      fc.property(run, steps, strength, (config, count, share) => {
        const scheduler = createScheduler({ ...config, skip_prk_steps: true }, count, { strength: share });
        expect(scheduler.timesteps.length).toBeGreaterThan(0);
        const start = scheduler.addNoise(original, unitNoise(0), 0);
        const { trajectory } = sampled(scheduler, start);
        expect(trajectory.at(-1)?.every(Number.isFinite)).toBe(true);
        expect(scheduler.timesteps.every((timestep) => timestep >= 0 && timestep < 1000)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('counts the steps of addNoise and scaleModelInput from the cut', () => {
    const config = { _class_name: 'EulerDiscreteScheduler', ...spaced };
    const [whole, cut] = [createScheduler(config, 10), createScheduler(config, 10, { strength: 0.3 })];
    expect(cut.addNoise(original, unitNoise(0), 0)).toEqual(whole.addNoise(original, unitNoise(0), 7));
    expect(cut.scaleModelInput(original, 1)).toEqual(whole.scaleModelInput(original, 8));
    expect(cut.alphaCumprod(2)).toBe(whole.alphaCumprod(9));
    expect(cut.addNoise(original, unitNoise(0), 3)).toEqual(original);
  });
});

/** Within 1e-5 of the largest number. */
function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  expected.forEach((value, index) => {
    expect(Math.abs((found[index] ?? Number.NaN) - value) / scale).toBeLessThan(1e-5);
  });
}
