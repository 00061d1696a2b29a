import { expect, it } from 'vitest';
import type { PackFiles, StageRequest } from '../../../electron/pipeline/ports.ts';
import { diffusionDefaults, guidedRequest } from '../../../electron/pipeline/stages/stage-diffusion.ts';

it('no negative prompt is none, unless the model reads the empty text (would catch SDXL’s zeros where there are none)', () => {
  const pack = (defaults: PackFiles['defaults']) => ({ pack: { id: 'pack', defaults } as PackFiles });
  const asked = (negativePrompt: string) => ({ prompt: 'sea', negativePrompt, parameters: {} }) as StageRequest;
  const negative = (text: string, defaults: PackFiles['defaults']) =>
    guidedRequest(asked(text), diffusionDefaults(pack(defaults))).prompts.negativePrompt;
  expect(negative('', {})).toBeNull();
  expect(negative('', { forceZerosForEmptyPrompt: false })).toBe('');
  expect(negative('blurry', {})).toBe('blurry');
});
