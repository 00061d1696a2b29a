import { create, toBinary } from '@bufbuild/protobuf';
import { constantBytes } from './constant-bytes.ts';
import { commonFolder, externalLocation } from './external.ts';
import {
  type AttributeProto,
  AttributeProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './generated/onnx_pb.ts';
import { ModelError } from './model-error.ts';
import type { TensorEntry } from './safetensors.ts';
import {
  type Attribute,
  count,
  type DataType,
  type GraphOptions,
  onnxDataType,
  type Value,
  weightDataType,
} from './types.ts';
import type { Weights } from './weights.ts';

const opsetVersion = 21n;
/** The IR version that goes with opset 21. */
const irVersion = 10n;

/** A finished model. */
export interface BuiltGraph {
  /** The ONNX model without its weights. */
  readonly bytes: Uint8Array;
  /** Absolute folder that the weights' locations are relative to; empty when there are none. */
  readonly weightsFolder: string;
  /** Absolute paths of the files that hold the weights. */
  readonly externalFiles: readonly string[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** What every graph can do: inputs, outputs, constants, weights, nodes. The operators are built on it. */
export class GraphCore {
  readonly options: GraphOptions;
  /** Type of the network's arithmetic. */
  readonly float: 'float32' | 'float16';
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #external: { tensor: TensorProto; entry: TensorEntry }[] = [];
  readonly #inputs: Value[] = [];
  readonly #outputs: Value[] = [];
  readonly #values = new Map<string, Value>();
  /** Weights by file and key. */
  readonly #stored = new Map<string, Value>();
  readonly #constants = new Map<string, Value>();
  readonly #counters = new Map<string, number>();
  #usesContrib = false;

  constructor(options: GraphOptions) {
    this.options = options;
    this.float = options.precision === 'fp16' ? 'float16' : 'float32';
  }

  input(name: string, type: DataType, shape: readonly number[]): Value {
    checkShape(`input ${name}`, shape);
    const value = this.#value(name, type, shape);
    this.#inputs.push(value);
    return value;
  }

  /** Makes `value` an output called `name`. */
  output(name: string, value: Value): Value {
    const [named] = this.node('Identity', [value], [{ type: value.type, shape: value.shape, name }]);
    this.#outputs.push(named);
    return named;
  }

  /** A constant tensor; equal constants are stored once. */
  constant(type: DataType, shape: readonly number[], data: readonly number[] | Float32Array): Value {
    if (data.length !== count(shape)) {
      throw new ModelError(`A constant of shape [${shape}] needs ${count(shape)} numbers, ${data.length} were given.`);
    }
    const bytes = constantBytes(type, data);
    const key = `${type}[${shape}]${Buffer.from(bytes).toString('latin1')}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const value = this.#value(this.#unique('constant'), type, shape);
    this.#constants.set(key, value);
    this.#initializers.push(
      create(TensorProtoSchema, {
        name: value.name,
        dims: shape.map(BigInt),
        dataType: onnxDataType[type],
        rawData: bytes,
      }),
    );
    return value;
  }

  /** A single number of the given type, by default of the network's arithmetic. */
  scalar(value: number, type: DataType = this.float): Value {
    return this.constant(type, [], [value]);
  }

  /**
   * A weight as stored: an initializer that points into its safetensors file.
   * @throws ModelError when the type cannot be computed with, or the shape is not the expected one
   */
  stored(weights: Weights, name: string, expected?: readonly (number | null)[]): Value {
    return this.initializer(weights.tensor(name, expected));
  }

  /** A tensor of a weight file; the same one for the same tensor. @throws ModelError when its type cannot be computed with */
  initializer(entry: TensorEntry): Value {
    const place = `${entry.path}:${entry.key}`;
    const known = this.#stored.get(place);
    if (known) return known;
    const type = weightDataType[entry.type];
    if (!type) throw new ModelError(`Tensor ${entry.key} is stored as ${entry.type}, which cannot be used.`);
    // Two attached networks may name their tensors alike.
    const unique = this.#values.has(entry.key) ? this.#unique(entry.key) : entry.key;
    const tensor = create(TensorProtoSchema, {
      name: unique,
      dims: entry.shape.map(BigInt),
      dataType: onnxDataType[type],
      dataLocation: 1,
    });
    this.#initializers.push(tensor);
    this.#external.push({ tensor, entry });
    const value = this.#value(unique, type, entry.shape);
    this.#stored.set(place, value);
    return value;
  }

  /** The value in another type; itself when it has that type. Equal casts are made once. */
  cast(value: Value, type: DataType): Value {
    if (value.type === type) return value;
    const key = `cast ${value.name} ${type}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const [result] = this.node('Cast', [value], [{ type, shape: value.shape }], { to: onnxDataType[type] });
    this.#constants.set(key, result);
    return result;
  }

  /**
   * Adds a node. Its outputs' types and shapes are the caller's to know: use the operators unless one is missing.
   * @param inputs a missing optional input is null
   */
  node<const Outputs extends readonly { type: DataType; shape: readonly number[]; name?: string }[]>(
    operator: string,
    inputs: readonly (Value | null)[],
    outputs: Outputs,
    attributes: Readonly<Record<string, Attribute | undefined>> = {},
    domain = '',
  ): { -readonly [K in keyof Outputs]: Value } {
    const name = this.#unique(operator);
    for (const input of inputs) {
      if (input && this.#values.get(input.name) !== input) {
        throw new ModelError(`${name} got the value ${input.name}, which belongs to another graph.`);
      }
    }
    const results = outputs.map((output, index) => {
      checkShape(name, output.shape);
      return this.#value(output.name ?? (index === 0 ? name : `${name}:${index}`), output.type, output.shape);
    });
    if (domain !== '') this.#usesContrib = true;
    this.#nodes.push(
      create(NodeProtoSchema, {
        name,
        opType: operator,
        domain,
        input: inputs.map((input) => input?.name ?? ''),
        output: results.map((result) => result.name),
        attribute: Object.entries(attributes).flatMap(([key, value]) =>
          value === undefined ? [] : [attributeProto(key, value)],
        ),
      }),
    );
    return results as { -readonly [K in keyof Outputs]: Value };
  }

  /**
   * The model's bytes: the same for the same calls. Weights stay where they are, named relative to the folder that all
   * their files share.
   */
  build(): BuiltGraph {
    if (this.#outputs.length === 0) throw new ModelError(`The graph ${this.options.name} has no output.`);
    const externalFiles = [...new Set(this.#external.map(({ entry }) => entry.path))].sort();
    const weightsFolder = commonFolder(externalFiles);
    for (const { tensor, entry } of this.#external) {
      tensor.externalData = [
        { key: 'location', value: externalLocation(weightsFolder, entry.path) },
        { key: 'offset', value: String(entry.offset) },
        { key: 'length', value: String(entry.length) },
      ].map((pair) => create(StringStringEntryProtoSchema, pair));
    }
    const model = create(ModelProtoSchema, {
      irVersion,
      producerName: 'stillmotion',
      opsetImport: [
        { domain: '', version: opsetVersion },
        ...(this.#usesContrib ? [{ domain: 'com.microsoft', version: 1n }] : []),
      ],
      graph: {
        name: this.options.name,
        node: this.#nodes,
        initializer: this.#initializers,
        input: this.#inputs.map(valueInfo),
        output: this.#outputs.map(valueInfo),
      },
    });
    const bytes = toBinary(ModelProtoSchema, model);
    return { bytes, weightsFolder, externalFiles, inputs: [...this.#inputs], outputs: [...this.#outputs] };
  }

  #value(name: string, type: DataType, shape: readonly number[]): Value {
    if (this.#values.has(name)) throw new ModelError(`The graph ${this.options.name} has two values called ${name}.`);
    const value: Value = { name, type, shape: [...shape] };
    this.#values.set(name, value);
    return value;
  }

  #unique(kind: string): string {
    const next = (this.#counters.get(kind) ?? 0) + 1;
    this.#counters.set(kind, next);
    return `${kind}_${next}`;
  }
}

function checkShape(what: string, shape: readonly number[]): void {
  if (!shape.every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new ModelError(`${what} would have the impossible shape [${shape}].`);
  }
}

/** AttributeProto.AttributeType of the specification. */
const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;

function attributeProto(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number') {
    return create(AttributeProtoSchema, { name, type: attributeTypes.int, i: BigInt(value) });
  }
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, { name, type: attributeTypes.string, s: new TextEncoder().encode(value) });
  }
  if ('float' in value) return create(AttributeProtoSchema, { name, type: attributeTypes.float, f: value.float });
  return create(AttributeProtoSchema, { name, type: attributeTypes.ints, ints: value.map(BigInt) });
}

function dimension(size: number) {
  return { value: { case: 'dimValue' as const, value: BigInt(size) } };
}

function valueInfo(value: Value): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name: value.name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: onnxDataType[value.type],
          // The first size is left open: see `reshape`.
          shape: {
            dim: value.shape.map((size, axis) =>
              create(TensorShapeProto_DimensionSchema, axis === 0 ? {} : dimension(size)),
            ),
          },
        },
      },
    },
  });
}
