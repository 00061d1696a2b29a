import type { LowRankChange } from './low-rank.ts';
import { ModelError } from './model-error.ts';
import { readSafetensors, type SafetensorsIndex, type TensorEntry } from './safetensors.ts';

/**
 * The tensors of a network, addressed as PyTorch modules are: `w.at('down_blocks.0').at('resnets.1').at('conv1')`.
 * A scope is a cheap view; all scopes of one network share the record of what was used.
 */
export class Weights {
  readonly scope: string;
  readonly #files: WeightFiles;

  constructor(files: WeightFiles, scope = '') {
    this.#files = files;
    this.scope = scope;
  }

  /**
   * The scope `name` below this one. With several names, the first one that has tensors: published files name some
   * modules in an old and a new way.
   */
  at(...names: readonly [string | number, ...(string | number)[]]): Weights {
    const found = names.find((name) => names.length > 1 && this.#files.hasScope(this.#path(name)));
    return new Weights(this.#files, this.#path(found ?? names[0]));
  }

  has(name: string): boolean {
    return this.#files.tensors.has(this.#path(name));
  }

  /** True when any tensor lies below `name`. */
  hasScope(name: string): boolean {
    return this.#files.hasScope(this.#path(name));
  }

  /**
   * The tensor `name` of this scope, marked as used. Where the whole expected shape is known, a missing or wrong tensor is
   * noted and the build goes on as if it were right, so that `check` can name all that is wrong at once.
   * @param expected shape it must have; `null` for a size that may be anything
   * @throws ModelError naming the tensor, the expected and the found shape, where the build cannot go on
   */
  tensor(name: string, expected?: readonly (number | null)[]): TensorEntry {
    const key = this.#path(name);
    this.#files.used.add(key);
    const entry = this.#files.tensors.get(key);
    if (entry && (!expected || matches(entry.shape, expected))) return entry;
    const problem = entry
      ? `Tensor ${key} has the shape [${entry.shape}], but [${shapeText(expected ?? [])}] was expected.`
      : this.#files.missingMessage(key, expected);
    const shape = expected?.filter((size) => size !== null);
    if (!expected || shape?.length !== expected.length) throw new ModelError(`${this.#files.label}: ${problem}`);
    this.#files.problems.push(problem);
    return { key, type: entry?.type ?? 'F32', shape, path: entry?.path ?? '', offset: 0, length: 0 };
  }

  /** @throws ModelError listing the missing and wrong tensors that were asked for so far */
  check(): void {
    const { problems, label } = this.#files;
    if (problems.length === 0) return;
    const more = problems.length > 8 ? ` (and ${problems.length - 8} more)` : '';
    throw new ModelError(`${label} does not fit its config. ${problems.slice(0, 8).join(' ')}${more}`);
  }

  /** Shape of the tensor `name`, without marking it as used; undefined when it is not there. */
  shapeOf(name: string): readonly number[] | undefined {
    return this.#files.tensors.get(this.#path(name))?.shape;
  }

  /** All keys of this scope, from its root. */
  keys(): string[] {
    const prefix = this.#path('');
    return [...this.#files.tensors.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
  }

  /** Adds a LoRA's change of the weight `name`; several add up. */
  change(name: string, change: LowRankChange): void {
    const key = this.#path(name);
    this.#files.changes.set(key, [...(this.#files.changes.get(key) ?? []), change]);
  }

  changesOf(name: string): readonly LowRankChange[] {
    return this.#files.changes.get(this.#path(name)) ?? [];
  }

  /** Keys that no part of the network asked for: the sign of a wrong config or architecture. */
  unused(): string[] {
    return [...this.#files.tensors.keys()].filter((key) => !this.#files.used.has(key)).sort();
  }

  get paths(): readonly string[] {
    return this.#files.paths;
  }

  /** `__metadata__` of the files; of a later one where two say the same. */
  get metadata(): Readonly<Record<string, string>> {
    return this.#files.metadata;
  }

  /** The files' names, short, for messages. */
  get label(): string {
    return this.#files.label;
  }

  #path(name: string | number): string {
    return this.scope === '' ? String(name) : `${this.scope}.${name}`;
  }
}

function matches(shape: readonly number[], expected: readonly (number | null)[]): boolean {
  return (
    shape.length === expected.length && shape.every((size, axis) => expected[axis] === null || expected[axis] === size)
  );
}

function shapeText(shape: readonly (number | null)[]): string {
  return shape.map((size) => size ?? 'any').join(',');
}

/** All tensors of the files of one network. */
class WeightFiles {
  readonly paths: readonly string[];
  readonly tensors = new Map<string, TensorEntry>();
  readonly used = new Set<string>();
  readonly problems: string[] = [];
  readonly changes = new Map<string, LowRankChange[]>();
  readonly metadata: Readonly<Record<string, string>>;
  readonly label: string;
  readonly #scopes = new Set<string>();

  constructor(indexes: readonly SafetensorsIndex[]) {
    this.paths = indexes.map((index) => index.path);
    this.metadata = Object.assign({}, ...indexes.map((index) => index.metadata));
    this.label = indexes.map((index) => index.path.split(/[\\/]/).slice(-2).join('/')).join(', ') || 'no weight file';
    for (const index of indexes) {
      for (const [key, entry] of index.tensors) {
        const other = this.tensors.get(key);
        if (other) throw new ModelError(`Tensor ${key} is in two files: ${other.path} and ${index.path}.`);
        this.tensors.set(key, entry);
        for (let dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) this.#scopes.add(key.slice(0, dot));
      }
    }
  }

  hasScope(scope: string): boolean {
    return this.#scopes.has(scope) || this.tensors.has(scope);
  }

  missingMessage(key: string, expected: readonly (number | null)[] | undefined): string {
    const parent = key.includes('.') ? key.slice(0, key.lastIndexOf('.')) : '';
    const near = [...this.tensors.keys()]
      .filter((other) => parent !== '' && other.startsWith(`${parent}.`))
      .slice(0, 4);
    return (
      `Tensor ${key}${expected ? ` [${shapeText(expected)}]` : ''} is missing.` +
      (near.length > 0 ? ` Beside it there are: ${near.join(', ')}.` : '')
    );
  }
}

/**
 * Opens the safetensors files of one network. No file at all is fine for networks without weights.
 * @throws ModelError when a file is damaged or a tensor is in two of them
 */
export async function openWeights(paths: readonly string[]): Promise<Weights> {
  return new Weights(new WeightFiles(await Promise.all(paths.map(readSafetensors))));
}

/** Weights from indexes already read. */
export function weightsOf(indexes: readonly SafetensorsIndex[]): Weights {
  return new Weights(new WeightFiles(indexes));
}
