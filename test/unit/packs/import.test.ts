import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ImportOptions, importPack } from '../../../electron/packs/import/import-pack.ts';
import { openSource } from '../../../electron/packs/import/source.ts';
import { weightsIn } from '../../../electron/packs/import/weight-files.ts';
import { createPacks } from '../../../electron/packs/packs.ts';
import { readPack } from '../../../electron/packs/read-pack.ts';
import { architectureNames } from '../../../native-models/architectures/registry.ts';
import { type PublishedFolders, publishedFolders, tinyVideoModel } from '../../support/published-folders.ts';
import { temporaryFolder } from '../../support/studio-fixtures.ts';
import { rawTensors, writeSafetensors } from '../../support/write-safetensors.ts';

const weightName = 'diffusion_pytorch_model.safetensors';
let home: string;
let from: PublishedFolders;
beforeEach(() => {
  home = join(temporaryFolder(), 'packs');
  from = publishedFolders(temporaryFolder());
});

const run = (sources: readonly string[], options: Partial<ImportOptions> = {}) =>
  importPack({ packs: home, architectureNames, sources, ...options });
const wholeSet = (): string[] => [from.base, from.motionAdapter, from.sparseControl, from.ipAdapter, from.imageEncoder];
const read = async (id: string) => readPack(join(home, id), architectureNames);
/** Nothing may be left of an import that failed, not even hidden. */
const nothingInstalled = (): void => expect(existsSync(home) ? readdirSync(home) : []).toEqual([]);

describe('importing published folders', () => {
  it('makes one pack of Stable Diffusion, motion adapter, SparseCtrl and IP-Adapter', async () => {
    const imported = await run(wholeSet(), { name: 'My video model' });
    expect(imported).toMatchObject({ id: 'my-video-model', stages: ['t2i', 'i2v', 'v2v'] });
    expect(imported.notes.join()).toContain('safety_checker');
    const { manifest, filesFor } = await read('my-video-model');
    expect(Object.keys(manifest.components).sort()).toEqual([
      'control',
      'imageEncoder',
      'ipAdapter',
      'motionAdapter',
      'textEncoder',
      'unet',
      'vae',
    ]);
    expect(manifest.summary).toBe(
      'tiny-stable-diffusion with a motion adapter, SparseCtrl, an IP-Adapter. Imported as published.',
    );
    expect(filesFor('i2v').components.ipAdapter).toMatchObject({ architecture: 'IPAdapter', configPath: null });
    expect(filesFor('i2v').components.control).toMatchObject({ architecture: 'SparseControlNetModel' });
    expect(filesFor('i2v').featureExtractorPath).toMatch(/preprocessor_config\.json$/);
    const packs = createPacks({ builtIn: null, installed: home, architectureNames: async () => architectureNames });
    expect(await packs.verify('my-video-model')).toMatchObject({ health: 'ok', problem: null });
  });

  it('leaves upstream files as they are, byte for byte', async () => {
    const { id } = await run(wholeSet());
    for (const path of ['unet/config.json', `unet/${weightName}`, 'tokenizer/merges.txt']) {
      expect(readFileSync(join(home, id, path)).equals(readFileSync(join(from.base, path)))).toBe(true);
    }
  });

  it('gives motion the linear schedule it was trained on, and pictures the published one (would catch flat, grey clips)', async () => {
    const { id } = await run(wholeSet());
    const { filesFor } = await read(id);
    const schedule = (stage: 't2i' | 'i2v' | 'v2v'): unknown =>
      JSON.parse(readFileSync(filesFor(stage).schedulerPath ?? '', 'utf8'));
    expect(schedule('t2i')).toMatchObject({ _class_name: 'PNDMScheduler', beta_schedule: 'scaled_linear' });
    for (const stage of ['i2v', 'v2v'] as const) {
      expect(schedule(stage)).toMatchObject({ _class_name: 'DDIMScheduler', beta_schedule: 'linear', steps_offset: 1 });
    }
  });

  it('keeps the schedule of a pipeline that was published with motion', async () => {
    const { id } = await run([tinyVideoModel]);
    expect((await read(id)).manifest.schedulers).toBeUndefined();
  });

  it('takes licences from model cards and licence files, and says where there is none', async () => {
    const { id } = await run([from.base, from.motionAdapter, from.sparseControl]);
    const { licence } = (await read(id)).manifest;
    expect(licence.name).toBe('creativeml-openrail-m + Apache License + unknown licence');
    expect(licence.text).toContain('Version 2.0');
  });

  it('takes a network given by itself before the pipeline’s own, but not two of them', async () => {
    const better = join(temporaryFolder(), 'better-vae');
    cpSync(join(from.base, 'vae'), better, { recursive: true });
    const { components } = await run([from.base, better]);
    expect(components.vae).toBe('better-vae');
    const another = join(temporaryFolder(), 'other-vae');
    cpSync(better, another, { recursive: true });
    await expect(run([from.base, better, another], { name: 'two' })).rejects.toMatchObject({
      code: 'pack-invalid',
      message: expect.stringMatching(/vae: better-vae and other-vae/),
    });
  });

  it('numbers several ControlNets and LoRAs in the order given', async () => {
    const loras = resolve(import.meta.dirname, '../../fixtures/lora');
    const sources = [
      from.base,
      from.motionAdapter,
      from.sparseControl,
      join(loras, 'lora_kohya.safetensors'),
      join(loras, 'lora_diffusers_old.safetensors'),
      join(loras, 'lora_peft.safetensors'),
    ];
    const { id, components } = await run(sources, { loraScale: 0.6 });
    expect(components).toMatchObject({
      lora: 'lora_kohya.safetensors',
      lora2: 'lora_diffusers_old.safetensors',
      lora3: 'lora_peft.safetensors',
    });
    expect((await read(id)).filesFor('t2i').components.lora2).toMatchObject({ architecture: 'LoRA', scale: 0.6 });
  });

  it('makes a pack for the Smooth lane of a published interpolation network, told by its tensors', async () => {
    const { id, stages } = await run([resolve(import.meta.dirname, '../../fixtures/vfi/emavfi')]);
    expect(stages).toEqual(['vfi']);
    const { manifest } = await read(id);
    expect(manifest).toMatchObject({
      method: 'interpolation',
      components: { interpolation: { architecture: 'EMAVFI', config: 'interpolation/config.json' } },
    });
  });

  it('keeps two text encoders and their tokenizers apart, as SDXL has them', async () => {
    const clip = resolve(import.meta.dirname, '../../fixtures/clip');
    for (const [name, folder] of [
      ['text_encoder', 'sdxl-1'],
      ['text_encoder_2', 'sdxl-2'],
    ] as const) {
      rmSync(join(from.base, name), { recursive: true, force: true });
      cpSync(join(clip, folder), join(from.base, name), { recursive: true });
    }
    cpSync(join(from.base, 'tokenizer'), join(from.base, 'tokenizer_2'), { recursive: true });
    const unet = join(from.base, 'unet/config.json');
    const config = JSON.parse(readFileSync(unet, 'utf8')) as Record<string, unknown>;
    writeFileSync(unet, JSON.stringify({ ...config, cross_attention_dim: null }));
    const { id } = await run([from.base]);
    const { filesFor } = await read(id);
    const { components, tokenizerPath, tokenizer2Path } = filesFor('t2i');
    expect(components.textEncoder?.weightPaths[0]).toMatch(/text_encoder\/[^/]+$/);
    expect(components.textEncoder2?.weightPaths[0]).toMatch(/text_encoder_2\/[^/]+$/);
    expect([tokenizerPath, tokenizer2Path].map((path) => basename(path ?? ''))).toEqual(['tokenizer', 'tokenizer_2']);
  });

  it('reads the links of a Hugging Face cache, and calls the model by its repository', async () => {
    const cache = join(temporaryFolder(), 'models--tiny--motion');
    const snapshot = join(cache, 'snapshots/abc');
    mkdirSync(join(cache, 'blobs'), { recursive: true });
    mkdirSync(snapshot, { recursive: true });
    for (const name of ['config.json', weightName]) {
      renameSync(join(from.motionAdapter, name), join(cache, 'blobs', `blob-${name}`));
      symlinkSync(join('../../blobs', `blob-${name}`), join(snapshot, name));
    }
    const { id } = await run([from.base, snapshot]);
    expect((await read(id)).manifest.source).toContain('https://huggingface.co/tiny/motion');
    expect(readdirSync(join(home, id, 'motion_adapter')).sort()).toEqual(['config.json', weightName]);
  });
});

describe('single files', () => {
  it('are recognised by their keys; networks that they lack are named', async () => {
    const file = join(temporaryFolder(), 'dream.safetensors');
    const shape = [4, 4, 3, 3];
    await writeSafetensors(
      file,
      new Map([
        ['model.diffusion_model.input_blocks.0.0.weight', { type: 'F32', shape, bytes: new Uint8Array(4 * 4 * 9 * 4) }],
      ]),
    );
    await expect(run([file])).rejects.toMatchObject({
      code: 'pack-invalid',
      message: expect.stringMatching(/needs the component textEncoder.*needs a tokenizer.*tokenizer folder/s),
    });
    nothingInstalled();
  });
});

describe('which weight file', () => {
  const vae = () => join(from.base, 'vae');
  const chosen = async () => (await read((await run([from.base])).id)).manifest.components.vae?.weights;

  it('is the plain one where fp16 lies beside it', async () => {
    cpSync(join(vae(), weightName), join(vae(), 'diffusion_pytorch_model.fp16.safetensors'));
    cpSync(join(vae(), weightName), join(vae(), 'diffusion_pytorch_model.non_ema.safetensors'));
    writeFileSync(join(vae(), 'diffusion_pytorch_model.bin'), 'pickle');
    expect(await chosen()).toEqual([`vae/${weightName}`]);
  });

  it('is fp16 where there is nothing else', async () => {
    renameSync(join(vae(), weightName), join(vae(), 'diffusion_pytorch_model.fp16.safetensors'));
    expect(await chosen()).toEqual(['vae/diffusion_pytorch_model.fp16.safetensors']);
  });

  it('is every shard that an index names; a missing one is named', async () => {
    const tensors = [...(await rawTensors(join(vae(), weightName)))];
    const names = [
      'diffusion_pytorch_model-00001-of-00002.safetensors',
      'diffusion_pytorch_model-00002-of-00002.safetensors',
    ];
    const halves = [tensors.slice(0, 50), tensors.slice(50)];
    for (const [index, half] of halves.entries())
      await writeSafetensors(join(vae(), names[index] ?? ''), new Map(half));
    const weight_map = Object.fromEntries(halves.flatMap((half, index) => half.map(([key]) => [key, names[index]])));
    writeFileSync(join(vae(), `${weightName}.index.json`), JSON.stringify({ weight_map }));
    rmSync(join(vae(), weightName));
    expect(await chosen()).toEqual(names.map((name) => `vae/${name}`));
    rmSync(join(vae(), names[1] ?? ''));
    await expect(run([from.base], { name: 'other' })).rejects.toThrow(
      /vae lacks diffusion_pytorch_model-00002-of-00002/,
    );
  });
});

describe('the choice of a weight file', () => {
  const names = ['', '.fp16', '.non_ema', '.bf16'].map((variant) => `diffusion_pytorch_model${variant}.safetensors`);

  it('never is a half or a training copy while the plain file is there, whatever else is (any subset)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.subarray([...names, 'notes.txt', 'diffusion_pytorch_model.bin'], { minLength: 1 }),
        async (set) => {
          const folder = mkdtempSync(join(tmpdir(), 'weights-'));
          for (const name of set) writeFileSync(join(folder, name), name);
          const source = await openSource(folder);
          const found = await weightsIn(source, folder).catch(() => null);
          rmSync(folder, { recursive: true });
          const best = names.find((name) => set.includes(name) && name !== names[2] && name !== names[3]) ?? null;
          if (best !== null) expect(found?.map(({ name }) => name)).toEqual([best]);
          else expect(found?.every(({ name }) => names.includes(name)) ?? true).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** The base model, with a UNet that says it takes so many channels. */
function unetOf(channels: number): string {
  const path = join(from.base, 'unet/config.json');
  const config = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify({ ...config, in_channels: channels }));
  return from.base;
}

it('an inpainting model does text to image and says what it is for; whole pictures fall to another pack', async () => {
  await run([unetOf(9)], { name: 'A hole filler' });
  writeFileSync(join(from.base, 'unet/config.json'), readFileSync(join(tinyVideoModel, 'unet/config.json')));
  await run([from.base], { name: 'Plain' });
  const packs = createPacks({ builtIn: null, installed: home, architectureNames: async () => architectureNames });
  const [first, second] = await packs.list();
  expect([first?.id, second?.id]).toEqual(['plain', 'a-hole-filler']);
  expect(second).toMatchObject({ stages: ['t2i'], summary: expect.stringContaining('inside a mask') });
  expect((await packs.forStage('t2i')).manifest.id).toBe('plain');
});

it('SDXL that reads the empty text as its negative prompt keeps saying so', async () => {
  const index = join(from.base, 'model_index.json');
  const defaultsOf = (id: string) =>
    (JSON.parse(readFileSync(join(home, id, 'pack.json'), 'utf8')) as { defaults: object }).defaults;
  await run([from.base], { name: 'Zeros' });
  expect(defaultsOf('zeros')).not.toHaveProperty('forceZerosForEmptyPrompt');
  writeFileSync(
    index,
    JSON.stringify({ _class_name: 'StableDiffusionXLPipeline', force_zeros_for_empty_prompt: false }),
  );
  await run([from.base], { name: 'Reads' });
  expect(defaultsOf('reads')).toMatchObject({ forceZerosForEmptyPrompt: false });
});

describe('what is refused, with nothing left behind', () => {
  const refused: readonly [string, () => string[], string, RegExp][] = [
    ['a folder that is not there', () => ['/no/such/folder'], 'not-found', /no file or folder/],
    ['an empty folder', () => [temporaryFolder()], 'pack-invalid', /no model that can be recognised/],
    ['weights that can run code', pickled, 'pack-invalid', /unet has its weights in .*\.bin.*run code.*\.safetensors/],
    ['a checkpoint that can run code', checkpoint, 'pack-invalid', /old\.ckpt has its weights in .*run code/],
    [
      'a network without weights',
      () => without(`unet/${weightName}`),
      'pack-invalid',
      /unet has a config\.json but no/,
    ],
    ['a model without a text encoder', () => without('text_encoder'), 'pack-invalid', /component textEncoder/],
    ['a model without a tokenizer', () => without('tokenizer'), 'pack-invalid', /needs a tokenizer/],
    ['a link that leads out', linkOut, 'pack-invalid', /tiny-stable-diffusion has a link that leads out of it: vae/],
    ['junk for weights', junk, 'pack-invalid', /diffusion_pytorch_model\.safetensors cannot be used/],
    ['an unknown network', unknownNetwork, 'pack-invalid', /transformer is a FluxTransformer2DModel/],
    ['an IP-Adapter without its encoder', () => [from.base, from.ipAdapter], 'pack-invalid', /models\/image_encoder/],
    ['a motion adapter alone', () => [from.motionAdapter], 'pack-invalid', /needs the component unet/],
    ['a part of another base model', otherBase, 'pack-invalid', /tiny-sparsectrl-rgb does not go with .*unet/],
    ['a UNet that edits pictures', () => [unetOf(8)], 'pack-invalid', /unet takes 8 channels/],
    [
      'an inpainting UNet for clips',
      () => [unetOf(9), from.motionAdapter],
      'pack-invalid',
      /unet was made for inpaint/,
    ],
    ['a name without a letter', () => [from.base], 'invalid-input', /--name/],
  ];
  it.each(refused)('%s', async (name, sources, code, message) => {
    const options = name.startsWith('a name') ? { name: '☃' } : {};
    const failure = await run(sources(), options).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
    nothingInstalled();
  });

  function without(path: string): string[] {
    rmSync(join(from.base, path), { recursive: true });
    return [from.base];
  }
  function pickled(): string[] {
    renameSync(join(from.base, 'unet', weightName), join(from.base, 'unet/diffusion_pytorch_model.bin'));
    return [from.base];
  }
  function checkpoint(): string[] {
    writeFileSync(join(from.base, '../old.ckpt'), 'pickle');
    return [join(from.base, '../old.ckpt')];
  }
  function linkOut(): string[] {
    const secret = join(temporaryFolder(), 'secret.json');
    writeFileSync(secret, '{"_class_name":"AutoencoderKL"}');
    rmSync(join(from.base, 'vae/config.json'));
    symlinkSync(secret, join(from.base, 'vae/config.json'));
    return [from.base];
  }
  function junk(): string[] {
    const folder = temporaryFolder();
    writeFileSync(join(folder, weightName), 'junk');
    return [folder];
  }
  function unknownNetwork(): string[] {
    mkdirSync(join(from.base, 'transformer'));
    writeFileSync(join(from.base, 'transformer/config.json'), '{"_class_name":"FluxTransformer2DModel"}');
    return [from.base];
  }
  function otherBase(): string[] {
    const path = join(from.sparseControl, 'config.json');
    const config = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...config, cross_attention_dim: 2048 }));
    return [from.base, from.motionAdapter, from.sparseControl];
  }

  it('a disk without room, saying how much is needed', async () => {
    await expect(run([from.base], { freeBytes: async () => 1_000_000 })).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/needs \d+ MB but 1 MB are free/),
    });
    nothingInstalled();
  });

  it('a name that is taken: the installed pack stays', async () => {
    const { id } = await run([from.base]);
    const before = readFileSync(join(home, id, 'pack.json'), 'utf8');
    await expect(run([from.base])).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(join(home, id, 'pack.json'), 'utf8')).toBe(before);
  });

  it('when it is stopped half-way', async () => {
    const controller = new AbortController();
    const stopped = run([from.base], {
      signal: controller.signal,
      onProgress: (fraction) => {
        if (fraction > 0.3) controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    nothingInstalled();
  });
});

describe('large files', () => {
  /** Sparse: 3 GB that take no room and some seconds to hash. */
  function largeLora(bytes = 3_000_000_000): string {
    const file = join(temporaryFolder(), 'large.safetensors');
    const header = JSON.stringify({
      'lora_unet_mid.lora_down.weight': { dtype: 'F32', shape: [1, bytes / 4], data_offsets: [0, bytes] },
    });
    const start = Buffer.alloc(8 + header.length);
    start.writeBigUInt64LE(BigInt(header.length));
    start.write(header, 8);
    writeFileSync(file, start);
    truncateSync(file, start.length + bytes);
    return file;
  }

  it('on the same disk are linked: no room is needed for them', async () => {
    const padded = join(from.base, 'unet', weightName);
    const tensors = await rawTensors(padded);
    tensors.set('padding', { type: 'U8', shape: [10_000_000], bytes: new Uint8Array(10_000_000) });
    await writeSafetensors(padded, tensors);
    const probe = join(temporaryFolder(), 'probe');
    linkSync(padded, probe); // the test means something only where links can be made
    const { id } = await run([from.base], { freeBytes: async () => 72_000_000 });
    expect(statSync(join(home, id, 'unet', weightName)).ino).toBe(statSync(padded).ino);
  });

  it('are not read again at the next start to know that they are whole; a touched one is', async () => {
    const { id } = await run([from.base, largeLora(100_000_000)]);
    const health = async (): Promise<unknown> => {
      const packs = createPacks({ builtIn: null, installed: home, architectureNames: async () => architectureNames });
      return (await packs.list())[0]?.health;
    };
    expect(await health()).toBe('ok');
    utimesSync(join(home, id, 'unet', weightName), new Date(0), new Date(0));
    expect(await health()).toBe('unverified');
  });

  it('of an import that was killed are never seen, and gone after the next one', async () => {
    const program = resolve(import.meta.dirname, '../../../electron/hosts/cli/main.ts');
    const root = join(home, '..');
    const child = spawn(
      process.execPath,
      [program, 'packs', 'import', from.base, largeLora(), '--home', root, '--name', 'killed'],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const ended = new Promise((done) => child.once('close', done));
    await new Promise<void>((begun) => child.stderr.once('data', () => begun()));
    child.kill('SIGKILL');
    await ended;
    const left = readdirSync(home);
    expect(left.map((name) => basename(name).slice(0, 8))).toEqual(['.import-']);
    const packs = createPacks({ builtIn: null, installed: home, architectureNames: async () => architectureNames });
    expect(await packs.list()).toEqual([]);
    await run([from.base], { name: 'next' });
    expect(readdirSync(home).filter((name) => name !== '.verified.json')).toEqual(['next']);
  });
});
