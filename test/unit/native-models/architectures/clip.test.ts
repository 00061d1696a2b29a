import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from '../../../../native-models/architectures/registry.ts';
import { relativeError } from '../../../support/fixture-tensors.ts';
import {
  type FixtureTensor,
  floats,
  type IdTensor,
  loadGraph,
  readIds,
  readTensors,
} from '../../../support/tensors.ts';

/** Tiny random CLIP towers in the published layout, with what transformers 5.18 computed for them in float32. */
const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url));
const sd1 = `${fixtures}t2i-sd/model/text_encoder/`;
const vision = `${fixtures}i2v-full/model/image_encoder/`;
const tower = (name: string) => `${fixtures}clip/${name}/`;

let expected: Record<string, FixtureTensor>;
let prompts: Record<string, IdTensor>;
beforeAll(async () => {
  prompts = await readIds(`${fixtures}clip/expected.safetensors`);
  expected = await readTensors(`${fixtures}clip/expected.safetensors`);
});

function tensor(name: string): FixtureTensor {
  const found = expected[name];
  if (!found) throw new Error(`no ${name}`);
  return found;
}

function ids(name: string): IdTensor {
  const found = prompts[name];
  if (!found) throw new Error(`no ${name}`);
  return found;
}

async function run(
  architecture: string,
  folder: string,
  inputs: Record<string, FixtureTensor | IdTensor>,
  change: { variant?: Record<string, number>; config?: Record<string, unknown> } = {},
) {
  const { default: published } = (await import(`${folder}config.json`, { with: { type: 'json' } })) as {
    default: Record<string, unknown>;
  };
  const config = { ...published, ...change.config };
  const weightPaths = [`${folder}model.safetensors`];
  const model = await buildModel({ architecture, config, weightPaths, variant: change.variant ?? {} });
  expect(model.unusedKeys).toEqual([]);
  const graph = await loadGraph(model);
  try {
    return await graph.run(inputs);
  } finally {
    await graph.release();
  }
}

/** Rows of one batch. */
function stacked(...names: string[]): IdTensor {
  const data = names.flatMap((name) => Array.from(ids(name).data));
  return { shape: [names.length, 77], data: BigInt64Array.from(data) };
}

describe('CLIPTextModel', () => {
  it.each([
    ['skipLayers 1', 1],
    ['skipLayers 2', 2],
  ])('norms the state that clip skip leaves last: %s', async (_, skip) => {
    const inputIds = ids(`sd1.skip${skip}.prompt.ids`);
    const outputs = await run('CLIPTextModel', sd1, { inputIds }, { variant: { skipLayers: skip } });
    const wanted = floats(expected, `sd1.skip${skip}.prompt.hidden`);
    expect(relativeError(floats(outputs, 'hiddenStates'), wanted)).toBeLessThan(1e-5);
  });

  it('computes exact GELU where the config says gelu (SD2)', async () => {
    for (const prompt of ['prompt', 'negative_prompt']) {
      const outputs = await run('CLIPTextModel', tower('sd2'), { inputIds: ids(`sd2.${prompt}.ids`) });
      expect(relativeError(floats(outputs, 'hiddenStates'), floats(expected, `sd2.${prompt}.hidden`))).toBeLessThan(
        1e-5,
      );
    }
  });

  it.each([0, 1])('gives SDXL the state before the last one, not normed: clip skip %i', async (skip) => {
    const inputIds = ids(`xl${skip}.prompt.ids1`);
    const outputs = await run('CLIPTextModel', tower('sdxl-1'), { inputIds }, { variant: { skipLayers: skip } });
    const wanted = floats(expected, `xl${skip}.prompt.penultimate1`);
    expect(relativeError(floats(outputs, 'penultimateStates'), wanted)).toBeLessThan(1e-5);
  });

  it('has no state before the embeddings', async () => {
    const outputs = await run(
      'CLIPTextModel',
      sd1,
      { inputIds: ids('sd1.skip1.prompt.ids') },
      { variant: { skipLayers: 3 } },
    );
    expect(Object.keys(outputs)).toEqual(['hiddenStates']);
  });
});

describe('CLIPTextModelWithProjection', () => {
  it.each([0, 1])('pools the whole tower whatever clip skip leaves out: %i, a batch of two', async (skip) => {
    const inputIds = stacked(`xl${skip}.prompt.ids2`, `xl0.negative_prompt.ids2`);
    const outputs = await run(
      'CLIPTextModelWithProjection',
      tower('sdxl-2'),
      { inputIds },
      {
        variant: { batch: 2, skipLayers: skip },
      },
    );
    const pooled = floats(outputs, 'textEmbeds');
    const size = pooled.length / 2;
    expect(relativeError(pooled.subarray(0, size), floats(expected, `xl${skip}.prompt.pooled2`))).toBeLessThan(1e-5);
    expect(relativeError(pooled.subarray(size), floats(expected, 'xl0.negative_prompt.pooled2'))).toBeLessThan(1e-5);
    const states = floats(outputs, 'penultimateStates');
    const wanted = floats(expected, `xl${skip}.prompt.penultimate2`);
    expect(relativeError(states.subarray(0, wanted.length), wanted)).toBeLessThan(1e-5);
  });

  it('takes the first end token where the config names it, not the largest id', async () => {
    const prompt = ids('xl0.prompt.ids2').data;
    const end = Math.max(...Array.from(prompt, Number));
    const config = { eos_token_id: end };
    const outputs = await run(
      'CLIPTextModelWithProjection',
      tower('sdxl-2'),
      { inputIds: ids('xl0.prompt.ids2') },
      {
        config,
      },
    );
    expect(relativeError(floats(outputs, 'textEmbeds'), floats(expected, 'xl0.prompt.pooled2'))).toBeLessThan(1e-5);

    // Behind a first end token of the config's own choice the causal tower must not look.
    const cut = prompt.slice();
    const early = prompt[3] ?? 0n;
    cut.fill(0n, 4);
    const first = (data: BigInt64Array) =>
      run(
        'CLIPTextModelWithProjection',
        tower('sdxl-2'),
        { inputIds: { shape: [1, 77], data } },
        {
          config: { eos_token_id: Number(early) },
        },
      );
    const [whole, short] = [await first(prompt), await first(cut)];
    expect(relativeError(floats(short, 'textEmbeds'), floats(whole, 'textEmbeds'))).toBeLessThan(1e-6);
  });
});

describe('CLIPVisionModelWithProjection', () => {
  it('projects the class token of a picture', async () => {
    const outputs = await run('CLIPVisionModelWithProjection', vision, {
      pixelValues: tensor('vision.pixels'),
    });
    expect(relativeError(floats(outputs, 'imageEmbeds'), floats(expected, 'vision.embeds'))).toBeLessThan(1e-5);
  });

  it('gives IP-Adapter Plus the state before the last one, of a picture and of none', async () => {
    const { shape, data } = tensor('plus.pixels');
    const pixels = new Float32Array(2 * data.length);
    pixels.set(data as Float32Array);
    const inputs = { pixelValues: { shape: [2, ...shape.slice(1)], data: pixels } };
    const outputs = await run('CLIPVisionModelWithProjection', vision, inputs, { variant: { batch: 2 } });
    const states = floats(outputs, 'penultimateStates');
    const half = states.length / 2;
    expect(relativeError(states.subarray(0, half), floats(expected, 'plus.cond'))).toBeLessThan(1e-5);
    expect(relativeError(states.subarray(half), floats(expected, 'plus.uncond'))).toBeLessThan(1e-5);
  });
});
