/**
 * `npm run bench [-- chains | networks | generation | gallery | interface …]`: what Stillmotion costs on this machine. Figures are of this run, on this
 * machine, as loaded as it is now. Prints Markdown tables.
 */
import { benchChains } from './chains.ts';
import { benchGallery } from './gallery.ts';
import { benchGeneration } from './generation.ts';
import { benchInterface } from './interface.ts';
import { benchNetworks } from './networks.ts';

const benches: Readonly<Record<string, () => Promise<void>>> = {
  chains: benchChains,
  networks: benchNetworks,
  generation: benchGeneration,
  gallery: benchGallery,
  interface: benchInterface,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench called ${unknown.join(', ')}; known: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(benches)) if (wanted.length === 0 || wanted.includes(name)) await bench();
