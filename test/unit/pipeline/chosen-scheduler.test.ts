import { describe, expect, it } from 'vitest';
import { parameterSpecs } from '../../../electron/contract/parameters.ts';
import { createScheduler } from '../../../electron/pipeline/diffusion/schedulers/registry.ts';
import type { PackFiles } from '../../../electron/pipeline/ports.ts';
import { chosenScheduler } from '../../../electron/pipeline/stages/chosen-scheduler.ts';

const published = {
  _class_name: 'PNDMScheduler',
  skip_prk_steps: true,
  beta_schedule: 'scaled_linear',
  beta_start: 0.00085,
  beta_end: 0.012,
};
const pack: PackFiles = {
  id: 'test',
  components: {},
  tokenizerPath: null,
  schedulerPath: 'scheduler_config.json',
  defaults: {},
};
const ports = { pack, readJson: async () => published };

describe('every scheduler of the Inspector', () => {
  const spec = parameterSpecs('i2v', 'latent-diffusion')?.find(({ key }) => key === 'scheduler');
  const options = spec?.kind === 'choice' ? spec.options.map(({ value }) => value) : [];

  it.each(options)(
    '%s can be made with the betas of the model (would catch a choice that fails at the first step)',
    async (scheduler) => {
      const config = await chosenScheduler({ scheduler }, ports);
      expect(config).toMatchObject({ beta_schedule: 'scaled_linear' });
      expect(createScheduler(config, 4).timesteps.length).toBeGreaterThanOrEqual(4);
    },
  );

  it('are different classes, the pack’s own first', async () => {
    const classes = await Promise.all(
      options.map(async (scheduler) => JSON.stringify(await chosenScheduler({ scheduler }, ports))),
    );
    expect(options[0]).toBe('pack');
    expect(classes[0]).toBe(JSON.stringify(published));
    expect(new Set(classes).size).toBeGreaterThanOrEqual(options.length - 1);
  });
});
