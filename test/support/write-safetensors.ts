import { readFile, writeFile } from 'node:fs/promises';
import { readSafetensors } from '../../native-models/graph/safetensors.ts';

/** A tensor to write: its type as safetensors names it, and its bytes. */
export interface RawTensor {
  readonly type: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** All tensors of a weight file as they are stored. */
export async function rawTensors(path: string): Promise<Map<string, RawTensor>> {
  const [{ tensors }, file] = await Promise.all([readSafetensors(path), readFile(path)]);
  return new Map(
    Array.from(tensors, ([key, { type, shape, offset, length }]) => [
      key,
      { type, shape, bytes: new Uint8Array(file.subarray(offset, offset + length)) },
    ]),
  );
}

export async function writeSafetensors(path: string, tensors: ReadonlyMap<string, RawTensor>): Promise<void> {
  let at = 0;
  const header: Record<string, unknown> = {};
  for (const [key, { type, shape, bytes }] of tensors) {
    header[key] = { dtype: type, shape, data_offsets: [at, at + bytes.length] };
    at += bytes.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  await writeFile(path, Buffer.concat([length, text, ...Array.from(tensors.values(), ({ bytes }) => bytes)]));
}
