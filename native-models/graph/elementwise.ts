import { GraphCore } from './core.ts';
import { ModelError } from './model-error.ts';
import { broadcast, type DataType, type Value } from './types.ts';

type Operand = Value | number;

/** Arithmetic, activations and reductions. A plain number stands for a scalar of the other operand's type. */
export class ElementwiseOps extends GraphCore {
  add(a: Operand, b: Operand): Value {
    return this.#binary('Add', a, b);
  }

  sub(a: Operand, b: Operand): Value {
    return this.#binary('Sub', a, b);
  }

  mul(a: Operand, b: Operand): Value {
    return this.#binary('Mul', a, b);
  }

  div(a: Operand, b: Operand): Value {
    return this.#binary('Div', a, b);
  }

  pow(a: Operand, b: Operand): Value {
    return this.#binary('Pow', a, b);
  }

  max(a: Operand, b: Operand): Value {
    return this.#binary('Max', a, b);
  }

  min(a: Operand, b: Operand): Value {
    return this.#binary('Min', a, b);
  }

  less(a: Operand, b: Operand): Value {
    return this.#binary('Less', a, b, 'bool');
  }

  greater(a: Operand, b: Operand): Value {
    return this.#binary('Greater', a, b, 'bool');
  }

  equal(a: Operand, b: Operand): Value {
    return this.#binary('Equal', a, b, 'bool');
  }

  /** `a` where `condition` holds, else `b`. */
  where(condition: Value, a: Value, b: Value): Value {
    const both = broadcast(a.shape, b.shape);
    const shape = both && broadcast(both, condition.shape);
    if (!shape || a.type !== b.type || condition.type !== 'bool') {
      throw new ModelError(`where cannot choose between ${describe(a)} and ${describe(b)} by ${describe(condition)}.`);
    }
    return this.node('Where', [condition, a, b], [{ type: a.type, shape }])[0];
  }

  neg(x: Value): Value {
    return this.#unary('Neg', x);
  }

  abs(x: Value): Value {
    return this.#unary('Abs', x);
  }

  floor(x: Value): Value {
    return this.#unary('Floor', x);
  }

  /** To the nearest whole number, ties to even. */
  round(x: Value): Value {
    return this.#unary('Round', x);
  }

  sqrt(x: Value): Value {
    return this.#unary('Sqrt', x);
  }

  exp(x: Value): Value {
    return this.#unary('Exp', x);
  }

  log(x: Value): Value {
    return this.#unary('Log', x);
  }

  sin(x: Value): Value {
    return this.#unary('Sin', x);
  }

  cos(x: Value): Value {
    return this.#unary('Cos', x);
  }

  tanh(x: Value): Value {
    return this.#unary('Tanh', x);
  }

  sigmoid(x: Value): Value {
    return this.#unary('Sigmoid', x);
  }

  relu(x: Value): Value {
    return this.#unary('Relu', x);
  }

  leakyRelu(x: Value, slope: number): Value {
    return this.#unary('LeakyRelu', x, { alpha: { float: slope } });
  }

  /** x · sigmoid(x), also called swish. */
  silu(x: Value): Value {
    return this.mul(x, this.sigmoid(x));
  }

  /** The exact form, with erf; or its approximation with tanh. */
  gelu(x: Value, approximate: 'none' | 'tanh' = 'none'): Value {
    return this.#unary('Gelu', x, { approximate });
  }

  /** x · sigmoid(1.702 x), the activation of OpenAI's CLIP. */
  quickGelu(x: Value): Value {
    return this.mul(x, this.sigmoid(this.mul(x, 1.702)));
  }

  clip(x: Value, low: number, high: number): Value {
    const limits = [this.scalar(low, x.type), this.scalar(high, x.type)];
    return this.node('Clip', [x, ...limits], [{ type: x.type, shape: x.shape }])[0];
  }

  softmax(x: Value, axis = -1): Value {
    return this.#unary('Softmax', x, { axis });
  }

  mean(x: Value, axes: readonly number[]): Value {
    return this.#reduce('ReduceMean', x, axes);
  }

  sum(x: Value, axes: readonly number[]): Value {
    return this.#reduce('ReduceSum', x, axes);
  }

  /** Place of the first largest number along `axis`, which stays with size 1: int64. */
  argMax(x: Value, axis: number): Value {
    const shape = x.shape.map((size, index) => (index === axis ? 1 : size));
    return this.node('ArgMax', [x], [{ type: 'int64', shape }], { axis, keepdims: 1, select_last_index: 0 })[0];
  }

  #unary(operator: string, x: Value, attributes: Readonly<Record<string, number | string | { float: number }>> = {}) {
    return this.node(operator, [x], [{ type: x.type, shape: x.shape }], attributes)[0];
  }

  #binary(operator: string, a: Operand, b: Operand, result?: DataType): Value {
    const type = typeof a === 'number' ? (typeof b === 'number' ? this.float : b.type) : a.type;
    const left = typeof a === 'number' ? this.scalar(a, type) : a;
    const right = typeof b === 'number' ? this.scalar(b, type) : b;
    const shape = broadcast(left.shape, right.shape);
    if (!shape || left.type !== right.type) {
      throw new ModelError(`${operator} cannot combine ${describe(left)} and ${describe(right)}.`);
    }
    return this.node(operator, [left, right], [{ type: result ?? type, shape }])[0];
  }

  /** The reduced axes stay, with size 1. */
  #reduce(operator: string, x: Value, axes: readonly number[]): Value {
    const positive = axes.map((axis) => (axis < 0 ? axis + x.shape.length : axis));
    if (!positive.every((axis) => axis in x.shape)) {
      throw new ModelError(`${operator} has no axes [${axes}] in ${describe(x)}.`);
    }
    const shape = x.shape.map((size, axis) => (positive.includes(axis) ? 1 : size));
    const list = this.constant('int64', [positive.length], positive);
    return this.node(operator, [x, list], [{ type: x.type, shape }], { keepdims: 1 })[0];
  }
}

/** A value as error messages show it: name, type, shape. */
export function describe(value: Value): string {
  return `${value.name} (${value.type} [${value.shape}])`;
}
