import { readFileSync } from 'node:fs';
import { parseSafetensorsHeader } from '../../native-models/graph/safetensors.ts';

/** The float32 and whole-number tensors of a fixture file, by name, and the file's metadata. */
export function readTensors(path: string): {
  float(name: string): { dims: number[]; data: Float32Array };
  ints(name: string): { dims: number[]; data: BigInt64Array };
  readonly metadata: Readonly<Record<string, string>>;
} {
  const file = readFileSync(path);
  const headerBytes = Number(file.readBigUInt64LE(0));
  const index = parseSafetensorsHeader(file.subarray(8, 8 + headerBytes), file.length, path);
  const raw = (name: string, type: string) => {
    const entry = index.tensors.get(name);
    if (entry?.type !== type) throw new Error(`The fixture ${path} has no ${type} tensor ${name}.`);
    // Copied, so that the numbers are aligned.
    const bytes = new Uint8Array(file.subarray(entry.offset, entry.offset + entry.length));
    return { dims: [...entry.shape], bytes };
  };
  return {
    metadata: index.metadata,
    float(name) {
      const { dims, bytes } = raw(name, 'F32');
      return { dims, data: new Float32Array(bytes.buffer) };
    },
    ints(name) {
      if (index.tensors.get(name)?.type === 'I32') {
        const { dims, bytes } = raw(name, 'I32');
        return { dims, data: BigInt64Array.from(Array.from(new Int32Array(bytes.buffer), BigInt)) };
      }
      const { dims, bytes } = raw(name, 'I64');
      return { dims, data: new BigInt64Array(bytes.buffer) };
    },
  };
}

/** Largest difference, relative to the largest expected number (at least 1). */
export function relativeError(found: Float32Array, expected: Float32Array): number {
  let [worst, scale] = [found.length === expected.length ? 0 : Number.POSITIVE_INFINITY, 1];
  expected.forEach((value, index) => {
    scale = Math.max(scale, Math.abs(value));
    const difference = Math.abs((found[index] ?? Number.NaN) - value);
    worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(worst, difference);
  });
  return worst / scale;
}
