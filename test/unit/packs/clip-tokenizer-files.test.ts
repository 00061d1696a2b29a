import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importPack } from '../../../electron/packs/import/import-pack.ts';
import { readTokenizer } from '../../../electron/pipeline/diffusion/read-tokenizer.ts';
import { architectureNames } from '../../../native-models/architectures/registry.ts';
import { tinyVideoModel } from '../../support/published-folders.ts';
import { temporaryFolder } from '../../support/studio-fixtures.ts';

/** Imports a model without its tokenizer whose text encoder says `config` of itself. */
async function importWithout(config: Readonly<Record<string, unknown>>) {
  const model = join(temporaryFolder(), 'model');
  cpSync(tinyVideoModel, model, { recursive: true });
  rmSync(join(model, 'tokenizer'), { recursive: true });
  const path = join(model, 'text_encoder/config.json');
  const published = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify({ ...published, ...config }));
  return importPack({ packs: join(temporaryFolder(), 'packs'), architectureNames, sources: [model] });
}

const tokenizerOf = (folder: string) =>
  readTokenizer(
    { readText: async (path) => (existsSync(join(folder, path)) ? readFile(join(folder, path), 'utf8') : null) },
    'tokenizer',
  );

describe('a model without a tokenizer', () => {
  it('gets CLIP’s own when its text encoder has CLIP’s vocabulary (would catch other ids than those it was trained on)', async () => {
    const { folder } = await importWithout({ vocab_size: 49_408, hidden_act: 'quick_gelu' });
    const tokenizer = await tokenizerOf(folder);
    // As CLIP's own implementation cuts these.
    expect(tokenizer.tokens('a photo of a cat')).toEqual([320, 1125, 539, 320, 2368]);
    expect(tokenizer.tokens('Hello world!')).toEqual([3306, 1002, 256]);
    expect([...tokenizer.piece([320])].slice(0, 5)).toEqual([49_406n, 320n, 49_407n, 49_407n, 49_407n]);
    expect(tokenizer.comma).toBe(267);
  });

  it('gets OpenCLIP’s padding for an encoder of OpenCLIP’s (would catch a Stable Diffusion 2 that follows prompts badly)', async () => {
    const { folder } = await importWithout({ vocab_size: 49_408, hidden_act: 'gelu' });
    const tokenizer = await tokenizerOf(folder);
    expect([...tokenizer.piece([320])].slice(0, 5)).toEqual([49_406n, 320n, 49_407n, 0n, 0n]);
  });

  it('is refused in words when its vocabulary is another', async () => {
    await expect(importWithout({ vocab_size: 1000 })).rejects.toMatchObject({
      code: 'pack-invalid',
      message: expect.stringContaining('tokenizer'),
    });
  });
});
