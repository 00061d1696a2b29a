import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inferLdmConfigs } from '../../../../native-models/architectures/ldm-configs.ts';
import { diffusersNames, ldmUNetNames } from '../../../../native-models/architectures/ldm-keys.ts';
import { buildModel } from '../../../../native-models/architectures/registry.ts';
import { weightsOf } from '../../../../native-models/graph/weights.ts';
import { headerOnly } from '../../../support/header-only.ts';
import { type FixtureTensor, type IdTensor, readIds, runGraph } from '../../../support/tensors.ts';
import { type RawTensor, rawTensors, writeSafetensors } from '../../../support/write-safetensors.ts';

const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(`${fixtures}${path}`, 'utf8')) as unknown;

/**
 * Every key of a single file: shape, network, and the key that has the same bytes in the published layout (found by the bytes,
 * not by a rule); null for what belongs to no network.
 */
const names = json('single-file/names.json') as Record<string, [number[], string | null, string | null]>;
const shapes = Object.fromEntries(Object.entries(names).map(([key, [shape]]) => [key, shape]));
const files = {
  UNet2DConditionModel: 'unet/diffusion_pytorch_model',
  AutoencoderKL: 'vae/diffusion_pytorch_model',
  CLIPTextModel: 'text_encoder/model',
} as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillmotion-single-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The LDM name of every key, as a file that has it would be written. */
function ldmShapes(diffusers: Readonly<Record<string, number[]>>): Record<string, number[]> {
  const ldm = ldmUNetNames(weightsOf([headerOnly(diffusers, '/unet.safetensors')]));
  return Object.fromEntries(
    Object.entries(diffusers).map(([key, shape]) => {
      const [, path = '', tensor = ''] = /^(.*)\.(weight|bias)$/.exec(key) ?? [];
      return [`model.diffusion_model.${ldm.get(path)}.${tensor}`, shape];
    }),
  );
}

describe('single files in LDM layout', () => {
  it.each(Object.keys(files))('have every tensor of %s under its published name', (architecture) => {
    const index = headerOnly(shapes, '/single.safetensors');
    const { tensors } = diffusersNames(index, architecture);
    for (const [ldm, [, network, diffusers]] of Object.entries(names)) {
      if (network !== architecture || diffusers === null) continue;
      expect(tensors.get(diffusers)?.offset, ldm).toBe(index.tensors.get(ldm)?.offset);
    }
    const others = [...tensors.keys()].filter((key) => !Object.values(names).some(([, , name]) => name === key));
    expect(others).toEqual(architecture === 'CLIPTextModel' ? ['text_model.embeddings.position_ids'] : []);
  });

  it('compute what the published layout computes', async () => {
    const single = new Map<string, RawTensor>();
    const published = new Map<string, Map<string, RawTensor>>();
    for (const [architecture, file] of Object.entries(files)) {
      published.set(architecture, await rawTensors(`${fixtures}t2i-sd/model/${file}.safetensors`));
    }
    for (const [key, [shape, network, diffusers]] of Object.entries(names)) {
      const tensor = published.get(network ?? '')?.get(diffusers ?? '');
      if (tensor) single.set(key, { ...tensor, shape });
    }
    const path = join(folder, 'model.safetensors');
    await writeSafetensors(path, single);

    const random = (shape: number[]): FixtureTensor => {
      const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
      return { shape, data: data.map((_, index) => Math.sin(index * 1.7)) };
    };
    const ids = { shape: [1, 77], data: BigInt64Array.from({ length: 77 }, (_, index) => BigInt(index * 7)) };
    const runs: [keyof typeof files, Record<string, number | string>, Record<string, FixtureTensor | IdTensor>][] = [
      ['CLIPTextModel', {}, { inputIds: ids }],
      [
        'UNet2DConditionModel',
        { width: 8, height: 8 },
        {
          sample: random([2, 4, 8, 8]),
          timestep: { shape: [1], data: Float32Array.of(500) },
          encoderHiddenStates: random([2, 77, 32]),
        },
      ],
      ['AutoencoderKL', { half: 'decoder', width: 4, height: 4, format: 'float' }, { latents: random([1, 4, 4, 4]) }],
      ['AutoencoderKL', { half: 'encoder', width: 4, height: 4, format: 'float' }, { sample: random([1, 3, 32, 32]) }],
    ];
    for (const [architecture, variant, inputs] of runs) {
      const component = `${fixtures}t2i-sd/model/${files[architecture]}`;
      const config = `${component.slice(0, component.lastIndexOf('/'))}/config.json`;
      const ours = await buildModel({ architecture, config, variant, weightPaths: [path] });
      const theirs = await buildModel({ architecture, config, variant, weightPaths: [`${component}.safetensors`] });
      expect(ours.unusedKeys).toEqual([]);
      expect(await runGraph(ours, inputs)).toEqual(await runGraph(theirs, inputs));
    }
  });
});

describe("OpenCLIP's text encoder in a single file", () => {
  /** The published tower written as OpenCLIP writes it: query, key and value in one, the projection the other way round. */
  async function openClipFile(prefix: string, path: string): Promise<void> {
    const tower = await rawTensors(`${fixtures}clip/sdxl-2/model.safetensors`);
    const written = new Map<string, RawTensor>();
    const put = (key: string, tensor: RawTensor | undefined) => {
      if (tensor) written.set(`${prefix}${key}`, tensor);
    };
    const take = (key: string) => tower.get(`text_model.${key}`);
    put('token_embedding.weight', take('embeddings.token_embedding.weight'));
    put('positional_embedding', take('embeddings.position_embedding.weight'));
    for (let layer = 0; layer < 4; layer++) {
      const from = (name: string) => take(`encoder.layers.${layer}.${name}`);
      const to = `transformer.resblocks.${layer}`;
      for (const tensor of ['weight', 'bias']) {
        const parts = ['q_proj', 'k_proj', 'v_proj'].flatMap((name) => from(`self_attn.${name}.${tensor}`) ?? []);
        const [first] = parts;
        if (!first) throw new Error('no query');
        const shape = [3 * (first.shape[0] ?? 0), ...first.shape.slice(1)];
        put(`${to}.attn.in_proj_${tensor}`, { ...first, shape, bytes: Buffer.concat(parts.map(({ bytes }) => bytes)) });
        put(`${to}.attn.out_proj.${tensor}`, from(`self_attn.out_proj.${tensor}`));
        put(`${to}.ln_1.${tensor}`, from(`layer_norm1.${tensor}`));
        put(`${to}.ln_2.${tensor}`, from(`layer_norm2.${tensor}`));
        put(`${to}.mlp.c_fc.${tensor}`, from(`mlp.fc1.${tensor}`));
        put(`${to}.mlp.c_proj.${tensor}`, from(`mlp.fc2.${tensor}`));
      }
    }
    put('ln_final.weight', take('final_layer_norm.weight'));
    put('ln_final.bias', take('final_layer_norm.bias'));
    const projection = tower.get('text_projection.weight');
    if (!projection) throw new Error('no projection');
    const [rows = 0, columns = 0] = projection.shape;
    // Stored as halves.
    const values = new Uint16Array(projection.bytes.slice().buffer);
    const turned = values.map((_, index) => values[(index % rows) * columns + Math.floor(index / rows)] ?? 0);
    put('text_projection', { ...projection, shape: [columns, rows], bytes: new Uint8Array(turned.buffer) });
    await writeSafetensors(path, written);
  }

  it("is SDXL's second one: ranges of the fused tensors, the projection transposed", async () => {
    const path = join(folder, 'xl.safetensors');
    await openClipFile('conditioner.embedders.1.model.', path);
    const config = `${fixtures}clip/sdxl-2/config.json`;
    const request = { architecture: 'CLIPTextModelWithProjection', config };
    const ours = await buildModel({ ...request, weightPaths: [path] });
    const theirs = await buildModel({ ...request, weightPaths: [`${fixtures}clip/sdxl-2/model.safetensors`] });
    expect(ours.unusedKeys).toEqual([]);
    const { 'xl0.prompt.ids2': inputIds } = await readIds(`${fixtures}clip/expected.safetensors`);
    if (!inputIds) throw new Error('no ids');
    const [found, expected] = [await runGraph(ours, { inputIds }), await runGraph(theirs, { inputIds })];
    expect(found.hiddenStates).toEqual(expected.hiddenStates);
    const embeds = found.textEmbeds?.data as Float32Array;
    expect(embeds.length).toBe(24);
    embeds.forEach((value, index) => {
      expect(value).toBeCloseTo(Number(expected.textEmbeds?.data[index]), 5);
    });
  });

  it("is SD2's only one, without the layer that is never run", async () => {
    const path = join(folder, 'sd2.safetensors');
    await openClipFile('cond_stage_model.model.', path);
    const config = { ...(json('clip/sdxl-2/config.json') as object), num_hidden_layers: 3 };
    const model = await buildModel({ architecture: 'CLIPTextModel', config, weightPaths: [path] });
    expect(model.unusedKeys).toEqual([]);
  });
});

describe('inferLdmConfigs', () => {
  it('reads from the shapes what the published configs say', () => {
    const { unet, vae, textEncoder, textEncoder2 } = inferLdmConfigs(headerOnly(shapes, '/single.safetensors'));
    expect(textEncoder2).toBeNull();
    // Not in the shapes: heads, groups of the norms.
    expect(json('t2i-sd/model/vae/config.json')).toMatchObject({ ...vae, norm_num_groups: 4, force_upcast: true });
    const given = { norm_num_groups: 8, attention_head_dim: 4, transformer_layers_per_block: 1 };
    expect(json('t2i-sd/model/unet/config.json')).toMatchObject({ ...unet, ...given });
    expect(json('t2i-sd/model/text_encoder/config.json')).toMatchObject({ ...textEncoder, num_attention_heads: 4 });
  });

  it('knows Stable Diffusion 1.5', () => {
    const { config, shapes: published } = json('sd15-keys/UNet2DConditionModel.json') as {
      config: Record<string, unknown>;
      shapes: Record<string, number[]>;
    };
    const { unet, scheduler } = inferLdmConfigs(headerOnly(ldmShapes(published), '/sd15.safetensors'));
    expect(config).toMatchObject({ ...unet, transformer_layers_per_block: 1 });
    expect(scheduler).toMatchObject({ _class_name: 'DDIMScheduler', prediction_type: 'epsilon' });
  });

  it("knows SDXL's levels without attention, depths and sizes", () => {
    const { config, shapes: published } = json('single-file/sdxl-unet.json') as {
      config: Record<string, unknown>;
      shapes: Record<string, number[]>;
    };
    const encoder = { 'conditioner.embedders.1.model.text_projection': [40, 24] };
    const words = { 'conditioner.embedders.1.model.token_embedding.weight': [877, 40] };
    const index = headerOnly({ ...ldmShapes(published), ...encoder, ...words }, '/xl.safetensors');
    const { unet, scheduler } = inferLdmConfigs(index);
    expect(config).toMatchObject({ ...unet, norm_num_groups: 8, attention_head_dim: [2, 4, 8] });
    expect(scheduler).toMatchObject({ _class_name: 'EulerDiscreteScheduler' });
    // And all of it comes back under the names it had.
    expect([...diffusersNames(index, 'UNet2DConditionModel').tensors.keys()].sort()).toEqual(
      Object.keys(published).sort(),
    );
  });

  it('takes a marked checkpoint for what it says it is', () => {
    const marked = headerOnly({ ...shapes, v_pred: [], ztsnr: [] }, '/vpred.safetensors');
    expect(inferLdmConfigs(marked).scheduler).toMatchObject({
      prediction_type: 'v_prediction',
      rescale_betas_zero_snr: true,
      timestep_spacing: 'trailing',
    });
  });
});

describe('a ControlNet as its authors published it', () => {
  it.each([
    ['time_embed.2.bias', 'time_embedding.linear_2.bias'],
    ['input_blocks.0.0.weight', 'conv_in.weight'],
    ['input_blocks.3.0.op.weight', 'down_blocks.0.downsamplers.0.conv.weight'],
    ['input_blocks.4.0.skip_connection.weight', 'down_blocks.1.resnets.0.conv_shortcut.weight'],
    ['input_blocks.8.1.proj_out.weight', 'down_blocks.2.attentions.1.proj_out.weight'],
    ['input_blocks.11.0.emb_layers.1.weight', 'down_blocks.3.resnets.1.time_emb_proj.weight'],
    ['middle_block.1.norm.weight', 'mid_block.attentions.0.norm.weight'],
    ['middle_block_out.0.weight', 'controlnet_mid_block.weight'],
    ['zero_convs.0.0.weight', 'controlnet_down_blocks.0.weight'],
    ['zero_convs.11.0.bias', 'controlnet_down_blocks.11.bias'],
    ['input_hint_block.0.weight', 'controlnet_cond_embedding.conv_in.weight'],
    ['input_hint_block.2.weight', 'controlnet_cond_embedding.blocks.0.weight'],
    ['input_hint_block.12.weight', 'controlnet_cond_embedding.blocks.5.weight'],
    ['input_hint_block.14.bias', 'controlnet_cond_embedding.conv_out.bias'],
  ])('%s is %s', (ldm, diffusers) => {
    // What the depth is read from: downsamplers after every two layers, three of them.
    const frame = ['0.0.weight', '3.0.op.weight', '6.0.op.weight', '9.0.op.weight', '11.0.in_layers.0.weight'];
    for (const prefix of ['control_model.', '']) {
      const keys = [...frame.map((rest) => `input_blocks.${rest}`), ldm].map((key) => [`${prefix}${key}`, [1]]);
      const index = headerOnly(Object.fromEntries(keys) as Record<string, number[]>, '/control.safetensors');
      const { tensors } = diffusersNames(index, 'ControlNetModel');
      expect(tensors.get(diffusers)?.offset).toBe(index.tensors.get(`${prefix}${ldm}`)?.offset);
    }
  });
});
