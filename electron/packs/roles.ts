import type { StageId } from '../contract/geometry.ts';
import type { MethodId } from '../contract/parameters.ts';

/** What the rules look at. */
interface Driven {
  readonly method: MethodId;
  readonly components: Readonly<Record<string, { readonly architecture: string }>>;
  readonly tokenizer?: string | undefined;
  readonly scheduler?: string | undefined;
}

/** Components without which a method cannot run, whatever the stage. Every other role is used where a pack has it. */
const needed: Readonly<Record<MethodId, readonly string[]>> = {
  'latent-diffusion': ['textEncoder', 'unet', 'vae'],
  'motion-field': ['motion', 'warp'],
  refiner: ['refiner'],
  interpolation: ['interpolation'],
};

/** Components that are of no use without another one. */
const companions: Readonly<Record<string, string>> = { ipAdapter: 'imageEncoder', motion: 'warp' };

/** What a pack lacks for a stage, in words that name the role; empty when it has all. */
export function missingRoles(stage: StageId, { method, components, tokenizer, scheduler }: Driven): string[] {
  const has = (role: string): boolean => Object.hasOwn(components, role);
  const problems = needed[method]
    .filter((role) => !has(role))
    .map((role) => `${stage} by ${method} needs the component ${role}`);
  for (const [role, companion] of Object.entries(companions)) {
    if (has(role) && !has(companion)) problems.push(`the component ${role} needs the component ${companion}`);
  }
  if (method !== 'latent-diffusion') return problems;
  if (tokenizer === undefined) problems.push(`${stage} needs a tokenizer`);
  if (scheduler === undefined) problems.push(`${stage} needs a scheduler`);
  if (stage !== 't2i' && has('unet') && !movesPictures({ components })) {
    problems.push(`${stage} needs the component motionAdapter (or a UNetMotionModel as unet)`);
  }
  return problems;
}

/** Whether a UNet knows time: by a motion adapter, or because it was published merged with one. */
export function movesPictures({ components }: Pick<Driven, 'components'>): boolean {
  return Object.hasOwn(components, 'motionAdapter') || components.unet?.architecture === 'UNetMotionModel';
}
