import { phrase, t } from '../i18n/i18n.ts';

/** What a network of a pack does, in the field's words. */
const names: Readonly<Record<string, string>> = {
  textEncoder: phrase('Text encoder'),
  imageEncoder: phrase('Image encoder'),
  unet: phrase('UNet'),
  vae: phrase('VAE'),
  motionAdapter: phrase('Motion module'),
  ipAdapter: phrase('IP-Adapter'),
  control: phrase('ControlNet'),
  lora: phrase('LoRA'),
  previewDecoder: phrase('Preview decoder'),
  interpolation: phrase('Interpolation'),
};

/** “Text encoder 2”; a role without a name of its own is shown as it is. */
export function roleName(role: string): string {
  const [, stem = role, number = ''] = /^(.*?)(\d*)$/.exec(role) ?? [];
  const name = names[stem];
  return name === undefined ? role : `${t(name)} ${number}`.trim();
}
