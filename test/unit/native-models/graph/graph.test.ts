import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { halfBits } from '../../../../native-models/graph/constant-bytes.ts';
import { commonFolder, externalLocation } from '../../../../native-models/graph/external.ts';
import { ModelProtoSchema } from '../../../../native-models/graph/generated/onnx_pb.ts';
import { Graph } from '../../../../native-models/graph/graph.ts';
import { parseSafetensorsHeader } from '../../../../native-models/graph/safetensors.ts';
import type { GraphOptions } from '../../../../native-models/graph/types.ts';
import { type Weights, weightsOf } from '../../../../native-models/graph/weights.ts';

const options: GraphOptions = { name: 'Test', precision: 'fp32', attention: 'plain' };

/** Weights with these shapes, half precision, in a file that need not exist: building reads headers only. */
function weights(shapes: Record<string, number[]>, path = '/models/net/model.safetensors', dtype = 'F16'): Weights {
  let at = 0;
  const header: Record<string, unknown> = {};
  for (const [key, shape] of Object.entries(shapes)) {
    const end = at + 2 * shape.reduce((product, size) => product * size, 1);
    header[key] = { dtype, shape, data_offsets: [at, end] };
    at = end;
  }
  const bytes = new TextEncoder().encode(JSON.stringify(header));
  return weightsOf([parseSafetensorsHeader(bytes, 8 + bytes.length + at, path)]);
}

describe('graph builder', () => {
  const conv = { 'down.conv.weight': [8, 4, 3, 3], 'down.conv.bias': [8] };

  it('points initializers into the weight file instead of copying them', () => {
    const w = weights(conv);
    const g = new Graph(options);
    g.output(
      'y',
      g.conv(g.input('x', 'float32', [1, 4, 6, 5]), w.at('down').at('conv'), { out: 8, kernel: 3, stride: 2 }),
    );
    const built = g.build();
    const model = fromBinary(ModelProtoSchema, built.bytes);
    const weight = model.graph?.initializer.find((tensor) => tensor.name === 'down.conv.weight');
    expect(built.weightsFolder).toBe('/models/net');
    expect(weight?.rawData).toHaveLength(0);
    const external = Object.fromEntries((weight?.externalData ?? []).map(({ key, value }) => [key, value]));
    expect(external).toMatchObject({ location: 'model.safetensors', length: String(8 * 4 * 9 * 2) });
    expect(built.outputs[0]?.shape).toEqual([1, 8, 3, 3]);
    expect(built.bytes.length).toBeLessThan(2000);
  });

  it('gives the same bytes for the same calls, so that caches and take keys can trust them', () => {
    const build = () => {
      const g = new Graph(options);
      const x = g.input('x', 'float32', [1, 4, 8, 8]);
      g.output('y', g.silu(g.conv(x, weights(conv).at('down.conv'))));
      return g.build().bytes;
    };
    expect(build()).toEqual(build());
  });

  it('stores equal constants once', () => {
    const g = new Graph(options);
    let x = g.input('x', 'float32', [2, 3]);
    for (let i = 0; i < 10; i++) x = g.mul(g.reshape(x, i % 2 ? [2, 3] : [6]), 0.5);
    g.output('y', x);
    expect(fromBinary(ModelProtoSchema, g.build().bytes).graph?.initializer).toHaveLength(3);
  });

  it('names tensor, expected and found shape, and lists all that is wrong at once', () => {
    const w = weights({ 'a.weight': [8, 5, 3, 3], 'a.bias': [7] });
    const g = new Graph(options);
    g.conv(g.input('x', 'float32', [1, 4, 8, 8]), w.at('a'), { out: 8, kernel: 3 });
    g.linear(g.input('t', 'float32', [1, 4]), w.at('b'), { out: 4 });
    expect(() => w.check()).toThrow(/a\.weight has the shape \[8,5,3,3\], but \[8,4,3,3\] was expected/);
    expect(() => w.check()).toThrow(/a\.bias has the shape \[7\], but \[8\]/);
    expect(() => w.check()).toThrow(/b\.weight \[4,4\] is missing/);
  });

  it('says which tensors nobody used', () => {
    const w = weights({ ...conv, 'up.weight': [1] });
    const g = new Graph(options);
    g.conv(g.input('x', 'float32', [1, 4, 8, 8]), w.at('down.conv'));
    expect(w.unused()).toEqual(['up.weight']);
  });

  it('takes the old name of a module where the new one is missing', () => {
    const w = weights({ 'attn.query.weight': [4, 4] });
    expect(w.at('attn').at('to_q', 'query').scope).toBe('attn.query');
    expect(w.at('attn').at('to_k', 'key').scope).toBe('attn.to_k');
  });

  it('refuses weights in types that cannot be computed with', () => {
    const w = weights({ weight: [2] }, '/m/a.safetensors', 'I16');
    expect(() => new Graph(options).weight(w, 'weight')).toThrow(/weight is stored as I16/);
  });

  it.each([
    ['add', (g: Graph) => g.add(g.input('a', 'float32', [2, 3]), g.input('b', 'float32', [2, 4])), /\[2,3\].*\[2,4\]/],
    [
      'add of two types',
      (g: Graph) => g.add(g.input('a', 'float32', [2]), g.input('b', 'int64', [2])),
      /float32.*int64/,
    ],
    ['reshape', (g: Graph) => g.reshape(g.input('a', 'float32', [2, 3]), [4, -1]), /cannot be reshaped/],
    [
      'concat',
      (g: Graph) => g.concat([g.input('a', 'float32', [2, 3]), g.input('b', 'float32', [3, 4])], 0),
      /does not fit/,
    ],
    ['slice', (g: Graph) => g.slice(g.input('a', 'float32', [2, 3]), 1, 2, 5), /slice 2…5/],
    ['transpose', (g: Graph) => g.transpose(g.input('a', 'float32', [2, 3]), [0, 0]), /\[0,0\]/],
    ['matmul', (g: Graph) => g.matmul(g.input('a', 'float32', [2, 3]), g.input('b', 'float32', [4, 2])), /matmul/],
    ['depthToSpace', (g: Graph) => g.depthToSpace(g.input('a', 'float32', [1, 6, 2, 2]), 2), /impossible shape/],
    [
      'an output twice',
      (g: Graph) => {
        const a = g.input('a', 'float32', [1]);
        g.output('y', a);
        g.output('y', a);
      },
      /two values called y/,
    ],
    ['a zero size', (g: Graph) => g.input('a', 'float32', [1, 0]), /impossible shape/],
    ['a value of another graph', (g: Graph) => g.relu(new Graph(options).input('a', 'float32', [1])), /another graph/],
  ])('refuses while building what the runtime would only refuse later: %s', (_, make, message) => {
    expect(() => make(new Graph(options))).toThrow(message);
  });

  it('splits long attention into chunks of queries so that scores stay small', () => {
    const g = new Graph(options);
    const x = g.input('x', 'float32', [2, 4096, 32]);
    g.output('y', g.attention(x, x, x, { heads: 8 }));
    const nodes = fromBinary(ModelProtoSchema, g.build().bytes).graph?.node ?? [];
    // 2 · 8 · 4096² scores of 4 bytes are 1 GiB: 16 chunks of 64 MiB.
    expect(nodes.filter((node) => node.opType === 'Softmax')).toHaveLength(16);
  });
});

describe('places of weight files', () => {
  it('are relative to the folder that all of them share', () => {
    expect(commonFolder(['/a/b/unet/x.safetensors', '/a/b/motion/y.safetensors'])).toBe('/a/b');
    expect(externalLocation('/a/b', '/a/b/unet/x.safetensors')).toBe('unet/x.safetensors');
  });

  it('never lead out of it', () => {
    expect(() => externalLocation('/a/b', '/a/bc/x.safetensors')).toThrow(/outside/);
    expect(() => externalLocation('/a/b', '/a/b')).toThrow(/outside/);
    expect(externalLocation('/a/b', '/a/b/..x')).toBe('..x');
  });
});

describe('half-precision constants', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519.9, 0x7bff],
    [65520, 0x7c00],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2 ** -14, 0x0400],
    [0.1, 0x2e66],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2047.9999, 0x6800],
    [Number.NEGATIVE_INFINITY, 0xfc00],
  ])('%d has the bits %d', (value, bits) => expect(halfBits(value)).toBe(bits));
});
