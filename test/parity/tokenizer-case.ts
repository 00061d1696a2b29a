import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { promptReader } from '../../electron/pipeline/diffusion/prompt.ts';
import type { VariantChecks } from './cases.ts';
import { type Check, within } from './check.ts';
import { readJson } from './read-json.ts';

const caseSchema = z.object({
  tokenizer: z.string(),
  prompts: z.array(z.object({ text: z.string(), ids77: z.array(z.number().int()) })),
});

/** Token ids of every recorded prompt, exact. */
export async function* checkTokenizer(folder: string, content: unknown): VariantChecks {
  const { tokenizer, prompts } = caseSchema.parse(content);
  const ports = { readJson, readText: (path: string) => readFile(path, 'utf8').catch(() => null) };
  const reader = await promptReader(ports, resolve(folder, tokenizer), 'plain');
  const checks: Record<string, Check> = {};
  for (const [index, { text, ids77 }] of prompts.entries()) {
    checks[`${index} ${text.slice(0, 40)}`] = within(reader.read(text)[0]?.ids ?? [], ids77, 0);
  }
  yield ['prompts', checks];
}
