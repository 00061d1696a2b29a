import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stageIds } from '../../../electron/contract/geometry.ts';
import { defaultValue, methodIds, parameterSpecs, parametersSchema } from '../../../electron/contract/parameters.ts';

const all = stageIds.flatMap((stage) =>
  methodIds.flatMap((method) => {
    const specs = parameterSpecs(stage, method);
    return specs ? [{ name: `${stage}/${method}`, specs }] : [];
  }),
);

describe('parameter specs', () => {
  it.each(all)('$name: every default passes its own check (would catch a default outside its range)', ({ specs }) => {
    const defaults = Object.fromEntries(specs.map((spec) => [spec.key, defaultValue(spec)]));
    expect(parametersSchema(specs).parse(defaults)).toEqual(defaults);
  });

  it.each(all)('$name: keys are unique (would catch one control shadowing another)', ({ specs }) => {
    expect(new Set(specs.map((spec) => spec.key)).size).toBe(specs.length);
  });

  it('leaves out what a pack’s networks cannot do (would catch a slider without effect)', () => {
    const keys = (components: readonly string[]) =>
      parameterSpecs('i2v', 'latent-diffusion', components)?.map(({ key }) => key) ?? [];
    const alone = keys(['unet', 'motionAdapter']);
    expect(alone).toContain('noisePrior');
    expect(alone).not.toContain('referenceStrength');
    expect(alone).not.toContain('controlStrength');
    expect(keys(['unet', 'ipAdapter', 'imageEncoder'])).toContain('referenceStrength');
    expect(keys(['unet', 'control'])).toContain('controlStrength');
    expect(keys(['unet', 'ipAdapter', 'control'])).toHaveLength(alone.length + 2);
  });

  it('names an unknown key and every wrong value at once (would catch errors told one at a time)', () => {
    const specs = parameterSpecs('i2v', 'motion-field') ?? [];
    const result = parametersSchema(specs).safeParse({ pan: 4, frames: 2.5, wobble: 1 });
    expect(result.success).toBe(false);
    const text = JSON.stringify(result.error?.issues);
    for (const key of ['pan', 'frames', 'wobble']) expect(text).toContain(key);
  });

  it('never accepts a number outside its range (would catch an absurd frame count reaching the engine)', () => {
    for (const { specs } of all) {
      for (const spec of specs) {
        if (spec.kind !== 'number') continue;
        fc.assert(
          fc.property(fc.double(), (value) => {
            const accepted = parametersSchema(specs).safeParse({ [spec.key]: value }).success;
            if (accepted) expect(value >= spec.min && value <= spec.max).toBe(true);
          }),
          { numRuns: 50 },
        );
      }
    }
  });
});
