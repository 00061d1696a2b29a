import { type FileHandle, open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { duplicateKey } from './json-keys.ts';
import { ModelError } from './model-error.ts';

/** Element types of a safetensors file that occur in published models, with their sizes in bytes. */
export const elementBytes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
} as const;
export type ElementType = keyof typeof elementBytes;

/** Where one tensor lies: `length` bytes from byte `offset` of the file at `path` (absolute). */
export interface TensorEntry {
  readonly key: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

export interface SafetensorsIndex {
  /** Absolute path of the file. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** The file's `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Published headers stay below 1 MB; a header beyond this is refused before it is read. */
export const maxHeaderBytes = 16 * 1024 * 1024;
const maxRank = 16;

/**
 * Reads the header of a safetensors file (https://github.com/huggingface/safetensors#format). No tensor data is read.
 * @throws ModelError when the file cannot be read or its header is not what the format promises
 */
export async function readSafetensors(path: string): Promise<SafetensorsIndex> {
  const file = resolve(path);
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (cause) {
    throw new ModelError(`The weight file ${basename(path)} cannot be opened.`, { cause });
  }
  try {
    const { size } = await handle.stat();
    const prefix = await readExactly(handle, 0, 8, size, basename(path));
    const headerBytes = headerLength(prefix, size, basename(path));
    const header = await readExactly(handle, 8, headerBytes, size, basename(path));
    return parseSafetensorsHeader(header, size, file);
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    throw new ModelError(`The weight file ${basename(path)} cannot be read.`, { cause });
  } finally {
    await handle.close();
  }
}

async function readExactly(handle: FileHandle, position: number, length: number, size: number, name: string) {
  const bytes = new Uint8Array(Math.min(length, Math.max(0, size - position)));
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, position);
  if (bytesRead < length) throw new ModelError(`The weight file ${name} is cut off: it has only ${size} bytes.`);
  return bytes;
}

/** The header's length from the file's first 8 bytes. */
function headerLength(prefix: Uint8Array, fileBytes: number, name: string): number {
  const declared = new DataView(prefix.buffer, prefix.byteOffset, 8).getBigUint64(0, true);
  if (declared > BigInt(Math.max(0, fileBytes - 8))) {
    throw new ModelError(
      `The weight file ${name} is not a safetensors file, or is cut off: its header claims ${declared} bytes, the file has ${fileBytes}.`,
    );
  }
  if (declared > BigInt(maxHeaderBytes)) {
    throw new ModelError(`The header of ${name} is ${declared} bytes long; more than ${maxHeaderBytes} is refused.`);
  }
  return Number(declared);
}

/**
 * Parses a header (without its 8 length bytes) of a file of `fileBytes` bytes at `path`. Offsets must fill the data part
 * without gaps or overlaps, as the format demands.
 * @throws ModelError naming the file and the tensor
 */
export function parseSafetensorsHeader(header: Uint8Array, fileBytes: number, path: string): SafetensorsIndex {
  const name = basename(path);
  const bad = (what: string, cause?: unknown) =>
    new ModelError(`The weight file ${name} is damaged: ${what}.`, { cause });
  let text: string;
  let parsed: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header);
    parsed = JSON.parse(text);
  } catch (cause) {
    throw bad('its header is not JSON', cause);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw bad('its header is not an object');
  const twice = duplicateKey(text);
  if (twice !== null) throw bad(`its header has the key ${quote(twice)} twice`);

  const dataStart = 8 + header.length;
  const dataBytes = fileBytes - dataStart;
  const tensors = new Map<string, TensorEntry>();
  let metadata: Record<string, string> = {};
  for (const [key, value] of Object.entries(parsed)) {
    if (key === '__metadata__') {
      metadata = parseMetadata(value, bad);
      continue;
    }
    const entry = parseEntry(value, (what) => bad(`tensor ${quote(key)} ${what}`));
    if (entry.end > dataBytes) {
      throw bad(`tensor ${quote(key)} ends at byte ${entry.end} of ${dataBytes} bytes of data`);
    }
    const { type, shape, begin, end } = entry;
    tensors.set(key, { key, type, shape, path: resolve(path), offset: dataStart + begin, length: end - begin });
  }
  checkLayout([...tensors.values()], dataStart, fileBytes, bad);
  return { path: resolve(path), sizeBytes: fileBytes, tensors, metadata };
}

function parseMetadata(value: unknown, bad: (what: string) => ModelError): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad('__metadata__ is not an object');
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw bad(`__metadata__ ${quote(key)} is not a text`);
  }
  return value as Record<string, string>;
}

function parseEntry(value: unknown, bad: (what: string) => ModelError) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad('is not an object');
  const fields = value as Record<string, unknown>;
  for (const field of Object.keys(fields)) {
    if (field !== 'dtype' && field !== 'shape' && field !== 'data_offsets') {
      throw bad(`has an unknown field ${quote(field)}`);
    }
  }
  const type = fields.dtype;
  if (typeof type !== 'string' || !Object.hasOwn(elementBytes, type)) {
    throw bad(`has the unknown type ${quote(String(type))}`);
  }
  const shape = integers(fields.shape);
  if (shape === null || shape.length > maxRank) throw bad('has no valid shape');
  const offsets = integers(fields.data_offsets);
  const [begin, end] = offsets ?? [];
  if (offsets?.length !== 2 || begin === undefined || end === undefined || begin > end) {
    throw bad('has no valid data_offsets');
  }
  const bytes = shape.reduce((product, size) => product * size, 1) * elementBytes[type as ElementType];
  if (!Number.isSafeInteger(bytes)) throw bad(`has an impossible shape [${shape}]`);
  if (bytes !== end - begin) {
    throw bad(`should take ${bytes} bytes (${type} [${shape}]), but its data_offsets span ${end - begin}`);
  }
  return { type: type as ElementType, shape, begin, end };
}

/** A list of whole numbers ≥ 0, or null. */
function integers(value: unknown): number[] | null {
  if (!Array.isArray(value)) return null;
  return value.every((item) => Number.isSafeInteger(item) && item >= 0) ? (value as number[]) : null;
}

function checkLayout(
  entries: readonly TensorEntry[],
  dataStart: number,
  fileBytes: number,
  bad: (what: string) => ModelError,
): void {
  const ordered = [...entries].sort((a, b) => a.offset - b.offset || a.length - b.length);
  let at = dataStart;
  for (const entry of ordered) {
    if (entry.offset < at) throw bad(`tensor ${quote(entry.key)} overlaps another one`);
    if (entry.offset > at)
      throw bad(`there are ${entry.offset - at} bytes before tensor ${quote(entry.key)} that belong to none`);
    at = entry.offset + entry.length;
  }
  if (at !== fileBytes) throw bad(`${fileBytes - at} bytes at its end belong to no tensor`);
}

/** A key from a stranger's file, short and on one line. */
function quote(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 117)}…` : text);
}
