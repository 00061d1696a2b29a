import type { Graph } from '../graph/graph.ts';
import { sizeOf } from '../graph/layout.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import { type Part, partsOf } from './architecture.ts';
import { type ControlInputs, controlNet, controlNetModel, type Residuals } from './control-net-model.ts';
import { sparseControlNet, sparseControlNetModel } from './sparse-control-net-model.ts';

/**
 * The residuals of all attached ControlNets, each times its input `controlScale{n}` [1] and added up. In guess mode a ControlNet
 * runs on the conditional (second) half of the batch alone, and its residual k of K is also multiplied by 10^(k / K − 1).
 * @param options.guessModes one sign for each ControlNet, `1` for guess mode
 */
export function controlResiduals(
  g: Graph,
  parts: readonly Part[],
  options: { readonly inputs: ControlInputs; readonly guessModes: string },
): Residuals | null {
  const controls = parts.filter(({ architecture }) =>
    [controlNetModel.name, sparseControlNetModel.name].includes(architecture),
  );
  return controls.reduce<Residuals | null>((sum, part, index) => {
    const guessMode = options.guessModes[index] === '1';
    const inputs = guessMode ? conditionalHalf(g, options.inputs) : options.inputs;
    const found = scaled(g, residualsOf(g, part, inputs, index), index, guessMode);
    return sum ? addAll(g, sum, found) : found;
  }, null);
}

function residualsOf(g: Graph, part: Part, inputs: ControlInputs, index: number): Residuals {
  const [sparse] = partsOf([part], sparseControlNetModel);
  if (sparse) return sparseControlNet(g, sparse.weights, sparse.config, inputs, index);
  const [plain] = partsOf([part], controlNetModel);
  if (plain) return controlNet(g, plain.weights, plain.config, inputs, index);
  throw new ModelError(`${part.architecture} is not a ControlNet.`);
}

function scaled(g: Graph, residuals: Residuals, index: number, guessMode: boolean): Residuals {
  const scale = g.cast(g.input(`controlScale${index}`, 'float32', [1]), g.float);
  const { down, mid } = residuals;
  const factor = (position: number) => (guessMode ? g.mul(scale, 10 ** (position / down.length - 1)) : scale);
  return { down: down.map((x, position) => g.mul(x, factor(position))), mid: g.mul(mid, scale) };
}

function addAll(g: Graph, a: Residuals, b: Residuals): Residuals {
  if (a.down.length !== b.down.length) {
    throw new ModelError(`A ControlNet has ${b.down.length} down residuals, but ${a.down.length} are needed.`);
  }
  return { down: a.down.map((x, index) => addTo(g, x, b.down[index] ?? x)), mid: addTo(g, a.mid, b.mid) };
}

/** Skip connections and middle with the ControlNets' residuals added. */
export function addResiduals(g: Graph, own: Residuals, residuals: Residuals | null): Residuals {
  return residuals ? addAll(g, own, residuals) : own;
}

/** a + b, one of which may hold the last items of the batch alone. */
function addTo(g: Graph, a: Value, b: Value): Value {
  const [all, some] = [sizeOf(a, 0), sizeOf(b, 0)];
  if (all === some) return g.add(a, b);
  if (all < some) return addTo(g, b, a);
  return g.concat([g.slice(a, 0, 0, all - some), g.add(g.slice(a, 0, all - some, all), b)], 0);
}

function conditionalHalf(g: Graph, inputs: ControlInputs): ControlInputs {
  const half = (x: Value) => {
    const all = sizeOf(x, 0);
    return g.slice(x, 0, all / 2, all);
  };
  if (sizeOf(inputs.context, 0) % 2 !== 0) return inputs;
  return { ...inputs, sample: half(inputs.sample), context: half(inputs.context) };
}
