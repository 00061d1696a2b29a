import { basename, dirname, join } from 'node:path';
import { inferLdmConfigs } from '../../../native-models/architectures/ldm-configs.ts';
import { classOf, kindOfKeys, readHeader, roleOf } from './recognise.ts';
import {
  listFolder,
  openSource,
  readSourceJson,
  type Source,
  type SourceFile,
  sourceFile,
  unusable,
} from './source.ts';
import { nameIn, refuseExecutable, weightsIn } from './weight-files.ts';

type Config = Readonly<Record<string, unknown>>;

/** A network that was found. */
export interface FoundNetwork {
  readonly role: string;
  readonly architecture: string;
  readonly source: Source;
  /** For people: `stable-diffusion-v1-5/unet`. */
  readonly where: string;
  /** Null for what is published without one. */
  readonly config: Config | null;
  /** The file of the config; null where the config was read from a single file's shapes. */
  readonly configFile: SourceFile | null;
  /** Empty for a config on its own, which says how to read a single file. */
  readonly weights: readonly SourceFile[];
  /** Given by itself, and so taken before the one in a pipeline's folder or a single file. */
  readonly isOwn: boolean;
}

export type SideKey = 'tokenizer' | 'tokenizer2' | 'scheduler' | 'featureExtractor';

/** Files that go with the networks: a tokenizer, a noise schedule, how pictures are prepared. */
export interface FoundSide {
  readonly key: SideKey;
  readonly source: Source;
  readonly where: string;
  readonly files: readonly SourceFile[];
  /** Content made from a single file, instead of `files`. */
  readonly content?: Config;
  readonly isOwn: boolean;
}

/** Everything that was given, recognised. */
export interface Stock {
  readonly sources: readonly Source[];
  readonly networks: FoundNetwork[];
  readonly sides: FoundSide[];
  /** model_index.json of every pipeline. */
  readonly pipelines: Config[];
  /** What was left out, for the person. */
  readonly notes: string[];
}

/**
 * Looks through folders and files for published networks. Only headers and small files are read.
 * @throws StudioError not-found, pack-invalid: names the folder and what is wrong with it
 */
export async function takeStock(paths: readonly string[]): Promise<Stock> {
  const sources = await Promise.all(paths.map(openSource));
  const stock: Stock = { sources, networks: [], sides: [], pipelines: [], notes: [] };
  for (const source of sources) {
    const before = stock.networks.length + stock.sides.length;
    if (source.isFile) await lookAtFile(stock, source, source.path, true);
    else await lookAtRoot(stock, source);
    if (stock.networks.length + stock.sides.length === before) {
      throw unusable(
        source.name,
        'holds no model that can be recognised: no model_index.json, no config.json and no .safetensors file. ' +
          'Give the folder as it was downloaded.',
      );
    }
  }
  return stock;
}

async function lookAtRoot(stock: Stock, source: Source): Promise<void> {
  const { files, folders } = await listFolder(source.path);
  const isPipeline = files.includes('model_index.json');
  if (isPipeline) {
    stock.pipelines.push(await readSourceJson(source, join(source.path, 'model_index.json')));
    const loose = files.filter((name) => /\.(safetensors|ckpt|bin|pt)$/.test(name));
    if (loose.length > 0)
      stock.notes.push(`${source.name}: left out ${loose.join(', ')}; the folders hold the same model.`);
  } else await lookAtFolder(stock, source, source.path, true);
  for (const folder of folders) await lookAtFolder(stock, source, join(source.path, folder), !isPipeline);
}

async function lookAtFolder(stock: Stock, source: Source, folder: string, isOwn: boolean): Promise<void> {
  const { files } = await listFolder(folder);
  const where = nameIn(source, folder);
  await lookForSides(stock, { source, folder, files, isOwn });
  const config = files.includes('config.json') ? await readSourceJson(source, join(folder, 'config.json')) : null;
  // EMA-VFI and IFNet are published with a config that names no class.
  if (config && classOf(config) !== null) {
    const architecture = classOf(config);
    const role = roleOf(architecture, basename(folder), where);
    if (role === null || architecture === null) stock.notes.push(`${where}: left out, the studio does not use it.`);
    else {
      const weights = (await weightsIn(source, folder)) ?? [];
      const configFile = await sourceFile(source, join(folder, 'config.json'));
      stock.networks.push({ role, architecture, source, where, config, configFile, weights, isOwn });
    }
    return;
  }
  for (const name of files.filter((file) => file.endsWith('.safetensors'))) {
    await lookAtFile(stock, source, join(folder, name), isOwn);
  }
  const [weightFile] = files.filter((file) => /\.(bin|ckpt|pt|pth|pkl)$/.test(file));
  if (weightFile !== undefined && !files.some((file) => file.endsWith('.safetensors')))
    refuseExecutable(where, weightFile);
}

async function lookForSides(
  stock: Stock,
  { source, folder, files, isOwn }: { source: Source; folder: string; files: readonly string[]; isOwn: boolean },
): Promise<void> {
  const where = nameIn(source, folder);
  const add = async (key: SideKey, names: readonly string[]): Promise<void> => {
    const found = await Promise.all(names.map((name) => sourceFile(source, join(folder, name))));
    stock.sides.push({ key, source, where, files: found, isOwn });
  };
  if (files.includes('tokenizer.json') || (files.includes('vocab.json') && files.includes('merges.txt'))) {
    const known = ['tokenizer.json', 'vocab.json', 'merges.txt', 'tokenizer_config.json', 'special_tokens_map.json'];
    await add(
      /2$/.test(basename(folder)) ? 'tokenizer2' : 'tokenizer',
      known.filter((name) => files.includes(name)),
    );
  }
  if (files.includes('scheduler_config.json')) await add('scheduler', ['scheduler_config.json']);
  if (files.includes('preprocessor_config.json')) await add('featureExtractor', ['preprocessor_config.json']);
}

/** A weight file without a config of its own. */
async function lookAtFile(stock: Stock, source: Source, path: string, isOwn: boolean): Promise<void> {
  const file = await sourceFile(source, path);
  const where = source.isFile ? basename(path) : nameIn(source, path);
  refuseExecutable(where, file.name);
  if (!file.name.endsWith('.safetensors'))
    throw unusable(where, 'is no .safetensors file, the only kind that is read.');
  const index = await readHeader(file);
  const found = { source, where, config: null, configFile: null, weights: [file], isOwn };
  const kind = kindOfKeys(index.tensors.keys());
  switch (kind) {
    case 'ipAdapter':
      stock.networks.push({ ...found, role: 'ipAdapter', architecture: 'IPAdapter' });
      return;
    case 'lora':
      stock.networks.push({ ...found, role: 'lora', architecture: 'LoRA' });
      return;
    case 'EMAVFI':
    case 'IFNet': {
      // Their config is optional: published sizes are known.
      const configFile = await sourceFile(source, join(dirname(path), 'config.json')).catch(() => null);
      stock.networks.push({ ...found, role: 'interpolation', architecture: kind, configFile });
      return;
    }
    case 'checkpoint': {
      const configs = inferLdmConfigs(index);
      // What is given by itself, a VAE say, replaces what the single file has.
      const inside = { ...found, isOwn: false };
      const add = (role: string, architecture: string, config: Config | null): void => {
        if (config) stock.networks.push({ ...inside, role, architecture, config });
      };
      add('unet', 'UNet2DConditionModel', configs.unet);
      add('vae', 'AutoencoderKL', configs.vae);
      add('textEncoder', 'CLIPTextModel', configs.textEncoder);
      add('textEncoder2', 'CLIPTextModelWithProjection', configs.textEncoder2);
      stock.sides.push({ key: 'scheduler', source, where, files: [], content: configs.scheduler, isOwn: false });
      return;
    }
    case null:
      throw unusable(
        where,
        'has no config.json beside it, and its tensors are those of no LoRA, IP-Adapter or Stable Diffusion checkpoint. ' +
          'Give the whole folder of the model, with its config.json.',
      );
  }
}
