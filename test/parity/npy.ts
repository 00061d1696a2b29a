import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** An array of a .npy file, row-major. Whole numbers and halves become what holds them exactly. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Uint8Array | Int32Array;
}

const headerSchema = z.object({ descr: z.string(), fortran: z.boolean(), shape: z.array(z.number().int().min(0)) });

/** @throws Error for anything but a whole, row-major array of a known little-endian type */
export async function readNpy(path: string): Promise<NpyArray> {
  return parseNpy(await readFile(path), path);
}

/** NumPy's format 1, 2 and 3: magic, version, length of the header, a Python dictionary, the numbers. */
export function parseNpy(file: Uint8Array, name: string): NpyArray {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const isNpy = file.length >= 10 && file[0] === 0x93 && new TextDecoder().decode(file.subarray(1, 6)) === 'NUMPY';
  if (!isNpy) throw new Error(`${name} is not a .npy file.`);
  const wide = view.getUint8(6) > 1;
  const start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const { descr, fortran, shape } = parseHeader(new TextDecoder().decode(file.subarray(start, start + length)), name);
  if (fortran && shape.length > 1) throw new Error(`${name} is stored column by column, which is not read here.`);
  // Copied, so that the numbers are aligned.
  const bytes = new Uint8Array(file.subarray(start + length));
  const count = shape.reduce((size, edge) => size * edge, 1);
  const data = numbers(bytes.buffer, count, descr, name);
  return { shape, data };
}

function parseHeader(text: string, name: string): z.infer<typeof headerSchema> {
  const shape = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1];
  const parsed = headerSchema.safeParse({
    descr: /'descr':\s*'([^']+)'/.exec(text)?.[1],
    fortran: /'fortran_order':\s*True/.test(text),
    shape: shape
      ?.split(',')
      .map((edge) => edge.trim())
      .filter((edge) => edge !== '')
      .map(Number),
  });
  if (!parsed.success) throw new Error(`${name} has a header that cannot be read: ${text.trim()}`);
  return parsed.data;
}

function numbers(buffer: ArrayBuffer, count: number, descr: string, name: string): NpyArray['data'] {
  const readers: Readonly<Record<string, readonly [bytes: number, read: () => NpyArray['data']]>> = {
    '<f4': [4, () => new Float32Array(buffer, 0, count)],
    '<f8': [8, () => new Float64Array(buffer, 0, count)],
    '<i4': [4, () => new Int32Array(buffer, 0, count)],
    '<i8': [8, () => Float64Array.from(new BigInt64Array(buffer, 0, count), Number)],
    '|u1': [1, () => new Uint8Array(buffer, 0, count)],
    '|b1': [1, () => new Uint8Array(buffer, 0, count)],
  };
  const [bytes, read] = readers[descr] ?? [];
  if (!bytes || !read) throw new Error(`${name} holds numbers of the type ${descr}, which is not read here.`);
  if (buffer.byteLength !== bytes * count) {
    throw new Error(`${name} has ${buffer.byteLength} bytes of numbers where ${bytes * count} belong.`);
  }
  return read();
}
