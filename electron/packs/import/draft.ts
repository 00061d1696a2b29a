import { StudioError } from '../../contract/errors.ts';
import type { StageId } from '../../contract/geometry.ts';
import { missingRoles, movesPictures } from '../roles.ts';
import type { Chosen } from './choose.ts';
import { clipTokenizerFiles } from './clip-tokenizer-files.ts';
import { isForInpainting } from './fit.ts';
import { joinLicences, type Licence } from './licences.ts';
import { classOf } from './recognise.ts';
import { readSourceJson, type Source, type SourceFile } from './source.ts';
import type { FoundNetwork, Stock } from './stock.ts';

type Config = Readonly<Record<string, unknown>>;

/** One file of a pack to be: taken from a source, or written. */
export type DraftFile = { readonly path: string } & (
  | { readonly from: SourceFile; readonly text?: undefined }
  | { readonly text: string; readonly from?: undefined }
);

/** A pack to be: pack.json but for its table of files, and where the files come from. */
export interface Draft {
  readonly id: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly stages: readonly StageId[];
  readonly files: readonly DraftFile[];
}

/**
 * Names the files of a pack as diffusers lays them out, and writes its manifest.
 * @throws StudioError pack-invalid listing what is missing for any stage
 */
export async function draftPack(
  stock: Stock,
  { networks, sides }: Chosen,
  licences: readonly { readonly source: Source; readonly licence: Licence | null }[],
  {
    name: givenName,
    loraScale,
    defaults: recommended,
  }: {
    readonly name?: string | undefined;
    readonly loraScale?: number | undefined;
    readonly defaults?: Readonly<Record<string, number>> | undefined;
  },
): Promise<Draft> {
  const files = new Map<string, DraftFile>();
  const components: Record<string, Placed & { scale?: number }> = {};
  for (const [role, network] of networks) {
    const scale = network.role === 'lora' && loraScale !== undefined ? { scale: loraScale } : {};
    components[role] = { ...place(role, network, files), ...scale };
  }
  const named: Record<string, string> = {};
  for (const [key, side] of sides) {
    const folder = folderOf(key);
    for (const file of side.files) files.set(`${folder}/${file.name}`, { path: `${folder}/${file.name}`, from: file });
    if (side.content)
      files.set(`${folder}/scheduler_config.json`, written(`${folder}/scheduler_config.json`, side.content));
    const isFolder = key === 'tokenizer' || key === 'tokenizer2';
    named[key] = isFolder ? folder : `${folder}/${side.files[0]?.name ?? 'scheduler_config.json'}`;
  }
  for (const [key, role] of encoderOf) {
    const encoder = networks.get(role);
    const made = encoder && named[key] === undefined ? await clipTokenizerFiles(encoder) : null;
    if (!made) continue;
    named[key] = folderOf(key);
    for (const { name, text } of made) files.set(`${named[key]}/${name}`, { path: `${named[key]}/${name}`, text });
  }
  const base = networks.get('unet') ?? networks.get('interpolation') ?? [...networks.values()][0];
  const method = networks.has('interpolation') ? 'interpolation' : 'latent-diffusion';
  const stages = stagesOf(method, components);
  refuseMissing(stages, { method, components, tokenizer: named.tokenizer, scheduler: named.scheduler });
  const schedule = await motionSchedule(stock, { networks, sides }, stages);
  if (schedule) files.set(schedule.path, schedule);
  const name =
    givenName ?? `${base?.source.name.split('/').at(-1)}${movesPictures({ components }) ? ' with motion' : ''}`;
  return {
    id: idOf(name),
    stages,
    files: [...files.values()],
    manifest: {
      format: 1,
      id: idOf(name),
      name,
      version: '1',
      licence: joinLicences(licences),
      source: [...new Set(stock.sources.map(({ origin }) => origin))].join(', ').slice(0, 2000),
      summary: summaryOf(base, networks),
      stages,
      method,
      ...(isForInpainting(networks.get('unet')) ? { inpainting: true } : {}),
      components,
      ...named,
      ...(schedule ? { schedulers: { i2v: schedule.path, v2v: schedule.path } } : {}),
      defaults:
        method === 'latent-diffusion'
          ? {
              ...trainedSize(networks.get('unet')),
              steps: 25,
              guidanceScale: 7.5,
              ...emptyPrompts(stock),
              ...recommended,
            }
          : {},
      limits: {},
    },
  };
}

/** Whose words a tokenizer cuts up. */
const encoderOf = [
  ['tokenizer', 'textEncoder'],
  ['tokenizer2', 'textEncoder2'],
] as const;

/** What goes with the base model, in the field's words. */
const partNames: readonly (readonly [role: RegExp, singular: string, plural: string])[] = [
  [/^motionAdapter$/, 'a motion adapter', ''],
  [/^control\d*$/, 'a ControlNet', 'ControlNets'],
  [/^ipAdapter$/, 'an IP-Adapter', ''],
  [/^lora\d*$/, 'a LoRA', 'LoRAs'],
  [/^previewDecoder$/, 'a preview decoder', ''],
];

/** “stable-diffusion-v1-5 with a motion adapter, 2 ControlNets. Imported as published.” */
function summaryOf(base: FoundNetwork | undefined, networks: ReadonlyMap<string, FoundNetwork>): string {
  const parts = partNames.flatMap(([role, singular, plural]) => {
    const found = [...networks].filter(([name]) => role.test(name)).map(([, { architecture }]) => architecture);
    if (found.length === 0) return [];
    if (found.length > 1) return [`${found.length} ${plural}`];
    return [found[0] === 'SparseControlNetModel' ? 'SparseCtrl' : singular];
  });
  const purpose = isForInpainting(networks.get('unet'))
    ? ' Made for inpainting: choose it to regenerate inside a mask.'
    : '';
  return `${base?.source.name ?? 'A model'}${parts.length > 0 ? ` with ${parts.join(', ')}` : ''}. Imported as published.${purpose}`;
}

interface Placed {
  readonly architecture: string;
  readonly config?: string;
  readonly weights: readonly string[];
}

function place(
  role: string,
  { architecture, config, configFile, weights }: FoundNetwork,
  files: Map<string, DraftFile>,
): Placed {
  const folder = folderOf(role);
  const paths = weights.map((file) => {
    // A single file feeds several networks: it is there once.
    const known = [...files.values()].find(({ from }) => from?.realPath === file.realPath);
    const path = known?.path ?? `${folder}/${file.name.replaceAll(/[\\:]/g, '_')}`;
    files.set(path, { path, from: file });
    return path;
  });
  if (!config && !configFile) return { architecture, weights: paths };
  const path = `${folder}/config.json`;
  files.set(path, configFile ? { path, from: configFile } : written(path, config ?? {}));
  return { architecture, config: path, weights: paths };
}

function written(path: string, content: Config): DraftFile {
  return { path, text: `${JSON.stringify(content, null, 2)}\n` };
}

/** `textEncoder2` → `text_encoder_2` */
function folderOf(role: string): string {
  return role.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/(\d+)$/, '_$1');
}

function stagesOf(
  method: 'interpolation' | 'latent-diffusion',
  components: Readonly<Record<string, { readonly architecture: string }>>,
): StageId[] {
  if (method === 'interpolation') return ['vfi'];
  const video: StageId[] = movesPictures({ components }) ? ['i2v', 'v2v'] : [];
  return components.unet?.architecture === 'UNetMotionModel' ? video : ['t2i', ...video];
}

function refuseMissing(stages: readonly StageId[], pack: Parameters<typeof missingRoles>[1]): void {
  const mixed = pack.method === 'interpolation' && Object.keys(pack.components).length > 1;
  if (mixed) {
    throw new StudioError(
      'pack-invalid',
      'A frame interpolation network goes into a pack of its own: import it alone.',
    );
  }
  const [first = 't2i'] = stages;
  const missing = missingRoles(first, pack);
  if (missing.length === 0) return;
  const hints = [
    'Give the folder of a whole model (with model_index.json) first, then what goes with it.',
    ...(missing.some((problem) => problem.endsWith('tokenizer'))
      ? ['Its text encoder does not have CLIP’s vocabulary: add the tokenizer folder it was published with.']
      : []),
    ...(missing.some((problem) => problem.includes('imageEncoder'))
      ? ['For IP-Adapter, add its image encoder (IP-Adapter/models/image_encoder).']
      : []),
  ];
  throw new StudioError('pack-invalid', `This makes no pack: ${missing.join('; ')}. ${hints.join(' ')}`, {
    details: { issues: missing },
  });
}

/**
 * The noise schedule of AnimateDiff's motion modules, which were trained on linear betas whatever the base model was: as its
 * authors and diffusers use it, DDIM over evenly spaced timesteps. None for a pipeline that brings its own, and none where a
 * schedule was given by itself.
 */
async function motionSchedule(
  stock: Stock,
  { networks, sides }: Chosen,
  stages: readonly StageId[],
): Promise<DraftFile | null> {
  const side = sides.get('scheduler');
  if (!side || !stages.includes('i2v') || !networks.has('motionAdapter') || side.isOwn) return null;
  if (stock.pipelines.some((index) => classOf(index)?.startsWith('AnimateDiff'))) return null;
  const published = side.content ?? (await readSourceJson(side.source, side.files[0]?.realPath ?? ''));
  const { skip_prk_steps: _pndm, trained_betas: _betas, ...rest } = published;
  return written('scheduler_motion/scheduler_config.json', {
    ...rest,
    _class_name: 'DDIMScheduler',
    beta_schedule: 'linear',
    clip_sample: false,
    steps_offset: 1,
    timestep_spacing: 'linspace',
  });
}

/** Pixels the base model was trained at, from its config; its size in latents is an eighth. */
function trainedSize(unet: FoundNetwork | undefined): { width: number; height: number } {
  const { sample_size: latent, addition_embed_type: extra } = unet?.config ?? {};
  const edge = typeof latent === 'number' && latent >= 1 ? latent * 8 : extra === 'text_time' ? 1024 : 512;
  return { width: edge, height: edge };
}

/** SDXL is trained to be unconditional by zeros, unless its model_index.json says that it reads the empty text. */
function emptyPrompts({ pipelines }: Stock): { forceZerosForEmptyPrompt?: false } {
  const reads = pipelines.some((index) => index.force_zeros_for_empty_prompt === false);
  return reads ? { forceZerosForEmptyPrompt: false } : {};
}

/** @throws StudioError invalid-input for a name without a letter or digit */
function idOf(name: string): string {
  const id = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 80);
  if (id !== '') return id;
  throw new StudioError('invalid-input', `The name “${name}” needs a letter (a to z) or a digit: give another --name.`);
}
