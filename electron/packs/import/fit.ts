import { readHeader } from './recognise.ts';
import { unusable } from './source.ts';
import type { FoundNetwork } from './stock.ts';

/**
 * Checks that networks from several places belong together: an IP-Adapter or a motion adapter works with the base model it was
 * made for alone, and the graph would only say so at the first generation.
 * @throws StudioError pack-invalid naming both
 */
export async function checkFit(networks: ReadonlyMap<string, FoundNetwork>): Promise<void> {
  const unet = networks.get('unet');
  if (!unet) return;
  const channels = number(unet, 'in_channels');
  if (channels !== undefined && channels > 4 && !isForInpainting(unet)) {
    throw unusable(
      unet.where,
      `takes ${channels} channels: it was made to edit pictures in a way that no stage does. Use the plain model.`,
    );
  }
  if (isForInpainting(unet) && (networks.has('motionAdapter') || unet.architecture === 'UNetMotionModel')) {
    throw unusable(unet.where, 'was made for inpainting, which makes single pictures: clips need the plain model.');
  }
  const context = number(unet, 'cross_attention_dim');
  for (const [role, network] of networks) {
    if (/^control\d*$/.test(role)) agree(network, number(network, 'cross_attention_dim'), unet, context, 'text width');
  }
  const motion = networks.get('motionAdapter');
  if (motion) agree(motion, list(motion, 'block_out_channels'), unet, list(unet, 'block_out_channels'), 'channels');
  const text = networks.get('textEncoder');
  if (text) {
    const widths = [text, networks.get('textEncoder2')].map((one) => (one ? number(one, 'hidden_size') : 0));
    const width = widths.every((one) => one !== undefined)
      ? widths.reduce<number>((sum, one) => sum + (one ?? 0), 0)
      : undefined;
    agree(text, width, unet, context, 'text width');
  }
  await checkAdapter(networks, unet, context);
}

/** Beside the noisy latents it takes a mask and the picture's own latents with a hole: 4 + 1 + 4 channels. */
export function isForInpainting(unet: FoundNetwork | undefined): boolean {
  return unet !== undefined && number(unet, 'in_channels') === 9;
}

async function checkAdapter(
  networks: ReadonlyMap<string, FoundNetwork>,
  unet: FoundNetwork,
  context: number | undefined,
): Promise<void> {
  const adapter = networks.get('ipAdapter');
  const [file] = adapter?.weights ?? [];
  if (!adapter || !file) return;
  const { tensors } = await readHeader(file);
  const columns = (key: string): number | undefined => tensors.get(key)?.shape[1];
  agree(adapter, columns('ip_adapter.1.to_k_ip.weight'), unet, context, 'text width');
  const encoder = networks.get('imageEncoder');
  if (!encoder) return;
  agree(adapter, columns('image_proj.proj.weight'), encoder, number(encoder, 'projection_dim'), 'picture width');
  agree(adapter, columns('image_proj.proj_in.weight'), encoder, number(encoder, 'hidden_size'), 'picture width');
}

/** What is not known is not judged. */
function agree(
  part: FoundNetwork,
  found: number | string | undefined,
  whole: FoundNetwork,
  wanted: number | string | undefined,
  what: string,
): void {
  if (found === undefined || wanted === undefined || found === wanted) return;
  throw unusable(
    part.where,
    `does not go with ${whole.where}: its ${what} is ${found} instead of ${wanted}. It was made for another base model.`,
  );
}

function number({ config }: FoundNetwork, key: string): number | undefined {
  const value = config?.[key];
  return typeof value === 'number' ? value : undefined;
}

function list({ config }: FoundNetwork, key: string): string | undefined {
  const value = config?.[key];
  return Array.isArray(value) ? value.join(', ') : undefined;
}
