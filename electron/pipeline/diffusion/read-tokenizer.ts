import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type { StagePorts } from '../ports.ts';
import { clipTokenizerFile, createPromptTokenizer, type PromptTokenizer } from './clip-tokenizer.ts';

type Ports = Pick<StagePorts, 'readText'>;

/**
 * A published tokenizer: a tokenizer.json, or a folder with vocab.json and merges.txt or with a tokenizer.json. Pieces are padded with
 * what tokenizer_config.json and special_tokens_map.json beside it say, if they are there.
 * @throws StudioError `pack-invalid` when there is none, or it cannot be used
 */
export async function readTokenizer(ports: Ports, path: string): Promise<PromptTokenizer> {
  const folder = path.endsWith('.json') ? path.replace(/\/?[^/\\]*$/, '') : path;
  const padToken = await readPadToken(ports, folder);
  return createPromptTokenizer(await readFile(ports, path, folder, padToken), padToken);
}

const vocabSchema = z.record(z.string(), z.number().int());

async function readFile(ports: Ports, path: string, folder: string, padToken: string | undefined): Promise<unknown> {
  if (path !== folder) return readJson(ports, path);
  const vocab = vocabSchema.safeParse(await readJson(ports, `${folder}/vocab.json`));
  const merges = await ports.readText(`${folder}/merges.txt`);
  if (vocab.success && merges !== null) return clipTokenizerFile(vocab.data, merges, padToken);
  return readJson(ports, `${folder}/tokenizer.json`);
}

const token = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)]);
const configSchema = z.object({ pad_token: token.nullish(), added_tokens_decoder: z.unknown().optional() });

/**
 * As transformers reads them: special_tokens_map.json has the word, but for configs of the newer kind. The two disagree in the
 * published Stable Diffusion 2.
 */
async function readPadToken(ports: Ports, folder: string): Promise<string | undefined> {
  const [config, map] = [
    configSchema.safeParse(await readJson(ports, `${folder}/tokenizer_config.json`)).data,
    configSchema.safeParse(await readJson(ports, `${folder}/special_tokens_map.json`)).data,
  ];
  const newer = config?.added_tokens_decoder !== undefined;
  return (newer ? (config?.pad_token ?? map?.pad_token) : (map?.pad_token ?? config?.pad_token)) ?? undefined;
}

/** Null for a file that is not there. */
async function readJson(ports: Ports, path: string): Promise<unknown> {
  const text = await ports.readText(path);
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new StudioError('pack-invalid', `The pack's tokenizer file ${path} is not JSON.`);
  }
}
