import { StudioError } from '../../contract/errors.ts';
import { unusable } from './source.ts';
import type { FoundNetwork, FoundSide, SideKey, Stock } from './stock.ts';

/** The networks of a pack by role, and the files that go with them. */
export interface Chosen {
  readonly networks: ReadonlyMap<string, FoundNetwork>;
  readonly sides: ReadonlyMap<SideKey, FoundSide>;
}

/** Roles of which a pack may have several: the second one is called `control2`. */
const several = new Set(['control', 'lora']);

/**
 * One network for every role. What was given by itself is taken before what a pipeline's folder or a single file holds, so that a
 * VAE or fine-tuned UNet replaces the one it was published with; two of the same standing are an error.
 * @throws StudioError pack-invalid
 */
export function choose(stock: Stock): Chosen {
  const networks = new Map<string, FoundNetwork>();
  const complete = stock.networks.filter(({ weights }) => weights.length > 0);
  const configs = stock.networks.filter(({ weights }) => weights.length === 0);
  for (const [role, found] of Map.groupBy(complete, (network) => network.role)) {
    if (several.has(role)) {
      for (const [index, network] of found.entries()) networks.set(`${role}${index === 0 ? '' : index + 1}`, network);
    } else networks.set(role, better(found, role));
  }
  for (const { role, where, config, configFile, source } of configs) {
    const network = networks.get(role);
    if (!network?.weights[0] || network.isOwn || network.source === source) {
      throw unusable(where, 'has a config.json but no .safetensors file. Download its weights too.');
    }
    networks.set(role, { ...network, config, configFile });
  }
  const sides = new Map<SideKey, FoundSide>();
  for (const [key, found] of Map.groupBy(stock.sides, (side) => side.key)) sides.set(key, betterSide(found, key));
  return { networks, sides };
}

function better(found: readonly FoundNetwork[], role: string): FoundNetwork {
  const own = found.filter(({ isOwn }) => isOwn);
  const [first, second] = own.length > 0 ? own : found;
  if (!first) throw new StudioError('internal', `Nothing was found for ${role}.`);
  if (!second) return first;
  throw new StudioError(
    'pack-invalid',
    `There are two networks for the role ${role}: ${first.where} and ${second.where}. Give one of them.`,
  );
}

/**
 * Of files that go along, a real one is taken before one made up for a single file, and one given by itself before others; beyond
 * that the first: an image encoder may bring its own preprocessor_config.json beside the pipeline's, and they say the same.
 */
function betterSide(found: readonly FoundSide[], key: SideKey): FoundSide {
  const rank = (side: FoundSide): number => (side.content ? 2 : side.isOwn ? 0 : 1);
  const [first] = [...found].sort((a, b) => rank(a) - rank(b));
  if (!first) throw new StudioError('internal', `Nothing was found for ${key}.`);
  return first;
}
