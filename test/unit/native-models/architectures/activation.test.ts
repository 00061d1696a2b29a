import { describe, expect, it } from 'vitest';
import { activation } from '../../../../native-models/architectures/diffusion-blocks.ts';
import { Graph } from '../../../../native-models/graph/graph.ts';
import { floats, runGraph } from '../../../support/tensors.ts';

/** What torch.nn.functional gives at −2, −0.5, 1 and 3. */
const expected: Readonly<Record<string, readonly number[]>> = {
  silu: [-0.2384058, -0.1887703, 0.7310586, 2.8577224],
  gelu: [-0.0455003, -0.1542688, 0.8413447, 2.9959503],
  gelu_new: [-0.0454023, -0.154286, 0.841192, 2.9963626],
  gelu_pytorch_tanh: [-0.0454023, -0.154286, 0.841192, 2.9963626],
  quick_gelu: [-0.0643414, -0.1496116, 0.8457958, 2.9819287],
  relu: [0, 0, 1, 3],
};

describe('activations by the names that configs give them', () => {
  it.each(Object.keys(expected))('%s', async (name) => {
    const g = new Graph({ name: 'Test', precision: 'fp32', attention: 'plain' });
    g.output('y', activation(g, name, g.input('x', 'float32', [4])));
    const outputs = await runGraph(g.build(), { x: { shape: [4], data: Float32Array.of(-2, -0.5, 1, 3) } });
    floats(outputs, 'y').forEach((value, index) => {
      expect(value).toBeCloseTo(expected[name]?.[index] ?? Number.NaN, 5);
    });
  });

  it('names the one it does not know', () => {
    const g = new Graph({ name: 'Test', precision: 'fp32', attention: 'plain' });
    expect(() => activation(g, 'snake', g.input('x', 'float32', [4]))).toThrow(/"snake" is not known/);
  });
});
