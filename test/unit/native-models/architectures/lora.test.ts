import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readLora } from '../../../../native-models/architectures/lora-keys.ts';
import { buildModel, buildModelFrom } from '../../../../native-models/architectures/registry.ts';
import { openWeights, weightsOf } from '../../../../native-models/graph/weights.ts';
import { relativeError } from '../../../support/fixture-tensors.ts';
import { headerOnly } from '../../../support/header-only.ts';
import {
  type FixtureTensor,
  floats,
  type IdTensor,
  optimizedNodes,
  readIds,
  readTensors,
  runGraph,
} from '../../../support/tensors.ts';
import { writeSafetensors } from '../../../support/write-safetensors.ts';

/** LoRAs of four kinds for the tiny Stable Diffusion, and what diffusers computes with them. */
const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url));
const folder = `${fixtures}lora/`;
const cases = JSON.parse(readFileSync(`${folder}cases.json`, 'utf8')) as Record<
  string,
  { timestep: number; loras: { file: string; scale: number }[] }
>;
const unet = {
  architecture: 'UNet2DConditionModel',
  config: `${fixtures}t2i-sd/model/unet/config.json`,
  weightPaths: [`${fixtures}t2i-sd/model/unet/diffusion_pytorch_model.safetensors`],
};
const textEncoder = {
  architecture: 'CLIPTextModel',
  config: `${fixtures}t2i-sd/model/text_encoder/config.json`,
  weightPaths: [`${fixtures}t2i-sd/model/text_encoder/model.safetensors`],
};
const lora = (file: string, scale = 1) => ({ architecture: 'LoRA', weightPaths: [`${folder}${file}`], scale });

let expected: Record<string, FixtureTensor>;
let prompts: Record<string, IdTensor>;
beforeAll(async () => {
  prompts = await readIds(`${folder}expected.safetensors`);
  expected = await readTensors(`${folder}expected.safetensors`);
});
function tensor(name: string): FixtureTensor {
  const found = expected[name];
  if (!found) throw new Error(`no ${name}`);
  return found;
}

describe('LoRAs against diffusers', () => {
  it.each(Object.keys(cases))('change the UNet and the text encoder alike: %s', async (name) => {
    const { timestep, loras } = cases[name] ?? { timestep: 0, loras: [] };
    const parts = loras.map(({ file, scale }) => lora(file, scale));
    const text = await buildModel({ ...textEncoder, parts, variant: { batch: 2 } });
    const inputIds = prompts[`${name}.ids`];
    if (!inputIds) throw new Error('no ids');
    const states = await runGraph(text, { inputIds });
    expect(relativeError(floats(states, 'hiddenStates'), floats(expected, `${name}.states`))).toBeLessThan(1e-5);

    const sample = tensor(`${name}.sample`);
    const [, , height = 0, width = 0] = sample.shape;
    const model = await buildModel({ ...unet, parts, variant: { width, height } });
    expect(text.unusedKeys).toEqual([]);
    expect(model.unusedKeys).toEqual([]);
    const outputs = await runGraph(model, {
      sample,
      timestep: { shape: [1], data: Float32Array.of(timestep) },
      encoderHiddenStates: tensor(`${name}.states`),
    });
    expect(relativeError(floats(outputs, 'prediction'), floats(expected, `${name}.prediction`))).toBeLessThan(1e-5);
  });

  it('are taken back by the same file at the opposite scale', async () => {
    const name = 'none';
    const parts = [lora('lora_kohya-locon.safetensors', 0.7), lora('lora_kohya-locon.safetensors', -0.7)];
    const model = await buildModel({ ...unet, parts, variant: { width: 8, height: 8 } });
    const outputs = await runGraph(model, {
      sample: tensor(`${name}.sample`),
      timestep: { shape: [1], data: Float32Array.of(cases[name]?.timestep ?? 0) },
      encoderHiddenStates: tensor(`${name}.states`),
    });
    expect(relativeError(floats(outputs, 'prediction'), floats(expected, `${name}.prediction`))).toBeLessThan(1e-5);
  });

  it.each(['fp16', 'fp32'] as const)('leave no work for the steps: %s', async (precision) => {
    const parts = [lora('lora_kohya-locon.safetensors')];
    const request = { ...unet, precision, variant: { width: 8, height: 8 } };
    const nodes = async (extra: object) => optimizedNodes(await buildModel({ ...request, ...extra }));
    expect(await nodes({ parts })).toBe(await nodes({}));
  });
});

describe('LoRA files', () => {
  const modules = (keys: Record<string, number[]>) =>
    readLora(weightsOf([headerOnly(keys, '/loras/some.safetensors')]));

  it.each([
    ['lora_unet_mid_block_attentions_0_proj_in', 'unet', 'mid_block_attentions_0_proj_in'],
    ['lora_te_text_model_encoder_layers_0_mlp_fc1', 'textEncoder', 'text_model_encoder_layers_0_mlp_fc1'],
    ['lora_te1_text_model_encoder_layers_0_mlp_fc1', 'textEncoder', 'text_model_encoder_layers_0_mlp_fc1'],
    ['lora_te2_text_model_encoder_layers_0_mlp_fc1', 'textEncoder2', 'text_model_encoder_layers_0_mlp_fc1'],
  ])('kohya: %s', (path, role, name) => {
    const keys = { [`${path}.lora_down.weight`]: [4, 8], [`${path}.lora_up.weight`]: [8, 4], [`${path}.alpha`]: [] };
    expect(modules(keys)).toMatchObject([{ role, name, alpha: `${path}.alpha` }]);
  });

  it.each([
    ['unet.mid_block.proj_in.lora_A.weight', 'unet.mid_block.proj_in.lora_B.weight', 'unet', 'mid_block_proj_in'],
    ['mid_block.proj_in.lora_A.default.weight', 'mid_block.proj_in.lora_B.default.weight', 'unet', 'mid_block_proj_in'],
    ['base_model.model.conv_in.lora_A.weight', 'base_model.model.conv_in.lora_B.weight', 'unet', 'conv_in'],
    ['unet.a.attn1.to_out.0.lora.down.weight', 'unet.a.attn1.to_out.0.lora.up.weight', 'unet', 'a_attn1_to_out_0'],
    [
      'a.attn1.processor.to_out_lora.down.weight',
      'a.attn1.processor.to_out_lora.up.weight',
      'unet',
      'a_attn1_to_out_0',
    ],
    [
      'text_encoder.text_model.encoder.layers.1.self_attn.to_out_lora.down.weight',
      'text_encoder.text_model.encoder.layers.1.self_attn.to_out_lora.up.weight',
      'textEncoder',
      'text_model_encoder_layers_1_self_attn_out_proj',
    ],
    [
      'text_encoder_2.text_model.encoder.layers.1.self_attn.q_proj.lora_linear_layer.down.weight',
      'text_encoder_2.text_model.encoder.layers.1.self_attn.q_proj.lora_linear_layer.up.weight',
      'textEncoder2',
      'text_model_encoder_layers_1_self_attn_q_proj',
    ],
  ])('PEFT and diffusers: %s', (down, up, role, name) => {
    expect(modules({ [down]: [4, 8], [up]: [8, 4] })).toEqual([
      { role, name, down, up, alpha: null, keys: [down, up] },
    ]);
  });

  it("takes alpha from diffusers' metadata, a module's own before its network's", () => {
    const settings = { 'unet.lora_alpha': 8, 'unet.alpha_pattern': { 'mid_block.proj_in': 2 } };
    const keys = ['unet.mid_block.proj_in', 'unet.conv_in', 'text_encoder.text_model.encoder.layers.0.mlp.fc1'];
    const shapes = keys.flatMap((key) => [
      [`${key}.lora_A.weight`, [4, 8]],
      [`${key}.lora_B.weight`, [8, 4]],
    ]);
    const index = headerOnly(Object.fromEntries(shapes) as Record<string, number[]>, '/loras/some.safetensors');
    const read = (metadata: Record<string, string>) =>
      readLora(weightsOf([{ ...index, metadata }])).map(({ alpha }) => alpha);
    expect(read({ lora_adapter_metadata: JSON.stringify(settings) })).toEqual([2, 8, null]);
    expect(read({ lora_adapter_metadata: 'not JSON' })).toEqual([null, null, null]);
  });

  it('counts alpha against the rank', async () => {
    const name = 'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q';
    const values = new Float32Array(32).map((_, index) => Math.sin(index));
    const bytes = new Uint8Array(values.buffer);
    const folder = await mkdtemp(join(tmpdir(), 'stillmotion-lora-'));
    const path = join(folder, 'kohya.safetensors');
    const tensors = new Map([
      [`${name}.lora_down.weight`, { type: 'F32', shape: [2, 16], bytes }],
      [`${name}.lora_up.weight`, { type: 'F32', shape: [16, 2], bytes }],
      [`${name}.alpha`, { type: 'F32', shape: [], bytes: new Uint8Array(Float32Array.of(5).buffer) }],
    ]);
    await writeSafetensors(path, tensors);
    const inputs = {
      sample: tensor('none.sample'),
      timestep: { shape: [1], data: Float32Array.of(500) },
      encoderHiddenStates: tensor('none.states'),
    };
    const run = async (file: string, scale: number) => {
      const parts = [{ architecture: 'LoRA', weightPaths: [file], scale }];
      const outputs = await runGraph(await buildModel({ ...unet, parts, variant: { width: 8, height: 8 } }), inputs);
      return floats(outputs, 'prediction');
    };
    const byTensor = await run(path, 1);
    tensors.delete(`${name}.alpha`);
    await writeSafetensors(path, tensors);
    // Rank 2 and alpha 5: 2.5 times as strong as without alpha.
    expect(relativeError(await run(path, 2.5), byTensor)).toBeLessThan(1e-6);
    expect(relativeError(await run(path, 1), byTensor)).toBeGreaterThan(1e-4);
    await rm(folder, { recursive: true, force: true });
  });

  it('leaves out modules with more than low rank, which would be changed wrongly', () => {
    const path = 'lora_unet_conv_in';
    const keys = { [`${path}.lora_down.weight`]: [4, 8], [`${path}.lora_up.weight`]: [8, 4] };
    expect(modules({ ...keys, [`${path}.dora_scale`]: [8, 1] })).toEqual([]);
    expect(modules({ ...keys, [`${path}.lora_mid.weight`]: [4, 4, 3, 3] })).toEqual([]);
  });
});

describe('LoRAs that do not fit', () => {
  const build = async (keys: Record<string, number[]>, request = unet) => {
    const weights = await openWeights(request.weightPaths);
    const other = weightsOf([headerOnly(keys, '/loras/stranger.safetensors')]);
    const config = JSON.parse(readFileSync(request.config, 'utf8')) as unknown;
    const variant = request === unet ? { width: 8, height: 8 } : {};
    return buildModelFrom({ ...request, config, variant, parts: [{ architecture: 'LoRA', weights: other }] }, weights);
  };
  const pair = (path: string, size: number) => ({
    [`${path}.lora_down.weight`]: [2, size],
    [`${path}.lora_up.weight`]: [size, 2],
  });

  it('names the file that fits no module', async () => {
    await expect(build(pair('lora_unet_no_such_module', 16))).rejects.toThrow(/stranger\.safetensors fits no module/);
  });

  it('names the file that is no LoRA', async () => {
    await expect(build({ 'conv_in.weight': [16, 4, 3, 3] })).rejects.toThrow(/stranger\.safetensors is no LoRA/);
  });

  it('names the file and the tensors made for other widths', async () => {
    const path = 'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q';
    await expect(build(pair(path, 320))).rejects.toThrow(/stranger.*made for another model: .*attn1_to_q\.lora_up/);
  });

  it('reports what it leaves, and only of this network', async () => {
    const { unusedKeys } = await build({
      ...pair('lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q', 16),
      ...pair('lora_unet_no_such_module', 16),
      ...pair('lora_te_text_model_encoder_layers_0_mlp_no', 32),
    });
    expect(unusedKeys).toEqual([
      'LoRA: lora_unet_no_such_module.lora_down.weight',
      'LoRA: lora_unet_no_such_module.lora_up.weight',
    ]);
  });

  it('leaves a text encoder alone that the file says nothing about', async () => {
    const plain = await buildModel(textEncoder);
    const model = await build(pair('lora_unet_mid_block_attentions_0_proj_in', 32), textEncoder);
    expect(model.bytes).toEqual(plain.bytes);
  });

  it('finds modules by their LDM names, as LoRAs for SDXL name them', async () => {
    const paths = ['input_blocks_1_1_transformer_blocks_0_attn1_to_q', 'input_blocks_1_0_emb_layers_1'];
    const keys = paths.map((path, index) => pair(`lora_unet_${path}`, [16, 16][index] ?? 0));
    const { unusedKeys } = await build({ ...keys[0] });
    expect(unusedKeys).toEqual([]);
    // The embedding of the time is 64 wide: only the right module says so.
    await expect(build({ ...keys[1] })).rejects.toThrow(/down_blocks\.0\.resnets\.0\.time_emb_proj/);
  });
});
