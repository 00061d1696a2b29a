import { join } from 'node:path';
import { z } from 'zod';
import { listFolder, readSourceJson, type Source, type SourceFile, sourceFile, unusable } from './source.ts';

/** Formats that run code when they are read. */
const executable = /\.(bin|ckpt|pt|pth|pkl|msgpack|h5)$/i;
const shard = /-\d{5}-of-\d{5}\.safetensors$/;
const index = /\.safetensors\.index(\.[\w-]+)?\.json$/;
const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/** @throws StudioError pack-invalid for a file that could run code */
export function refuseExecutable(source: string, file: string): void {
  if (!executable.test(file)) return;
  throw unusable(
    source,
    `has its weights in ${file}: that format can run code when it is read, so the studio never opens it. ` +
      'Download the .safetensors file of the same model.',
  );
}

/**
 * The weight files of one network in a folder, as published: one file or the shards of an index; null when there are none. Where a
 * model is published in several precisions, the plain (full) one is taken before `fp16`: the CPU computes in fp32 anyway, and
 * halves are made from it exactly as the publisher made them. `non_ema` weights, made for further training, come last.
 * @throws StudioError pack-invalid when only files that run code are there, shards are missing, or the choice is not clear
 */
export async function weightsIn(source: Source, folder: string): Promise<readonly SourceFile[] | null> {
  const { files } = await listFolder(folder);
  const candidates = files
    .filter((name) => (name.endsWith('.safetensors') && !shard.test(name)) || index.test(name))
    .map((name) => ({ name, rank: rankOf(name) }))
    .sort((a, b) => a.rank - b.rank);
  const [best, second] = candidates;
  if (!best) {
    for (const name of files) refuseExecutable(nameIn(source, folder), name);
    return null;
  }
  if (second?.rank === best.rank) {
    throw unusable(
      nameIn(source, folder),
      `has several weight files: ${candidates.map(({ name }) => name).join(', ')}. Keep the one to use.`,
    );
  }
  if (!index.test(best.name)) return [await sourceFile(source, join(folder, best.name))];
  const parsed = indexSchema.safeParse(await readSourceJson(source, join(folder, best.name)));
  if (!parsed.success) throw unusable(nameIn(source, folder), `has ${best.name} without a weight_map.`);
  const shards = [...new Set(Object.values(parsed.data.weight_map))].sort();
  const odd = shards.find((name) => !/^[\w.-]+\.safetensors$/.test(name));
  if (odd !== undefined) throw unusable(nameIn(source, folder), `has ${best.name}, which names the odd file “${odd}”.`);
  const missing = shards.filter((name) => !files.includes(name));
  if (missing.length > 0) {
    throw unusable(nameIn(source, folder), `lacks ${missing.join(', ')}, which ${best.name} names. Download it too.`);
  }
  return Promise.all(shards.map((name) => sourceFile(source, join(folder, name))));
}

/** The smaller the better: known names first, plain before fp16 before others, one file before shards. */
function rankOf(name: string): number {
  const stem = name.replace(/\.safetensors.*$/, '');
  const known = /^(diffusion_pytorch_model|model|pytorch_model)(?=\.|$)/.test(stem);
  const variant = /\.index\.([\w-]+)\.json$/.exec(name)?.[1] ?? /\.([\w-]+)$/.exec(stem)?.[1] ?? '';
  const order = variant === '' ? 0 : variant === 'fp16' ? 1 : variant === 'non_ema' ? 3 : 2;
  return (known ? 0 : 100) + order * 10 + (index.test(name) ? 1 : 0);
}

/** A folder of a source, for messages: `stable-diffusion-v1-5/unet`. */
export function nameIn(source: Source, folder: string): string {
  const inner = folder.slice(source.path.length).replaceAll('\\', '/');
  return `${source.name}${inner}`;
}
