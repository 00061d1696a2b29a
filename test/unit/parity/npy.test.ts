import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNpy } from '../../parity/npy.ts';

/** A file as NumPy writes it. */
function npy(
  descr: string,
  shape: readonly number[],
  numbers: Uint8Array,
  change: { order?: string; version?: number } = {},
) {
  const { order = 'False', version = 1 } = change;
  const edges = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const words = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${edges}), }`;
  const before = version > 1 ? 12 : 10;
  const header = new TextEncoder().encode(
    `${words.padEnd(Math.ceil((before + words.length + 1) / 64) * 64 - before - 1)}\n`,
  );
  const file = new Uint8Array(before + header.length + numbers.length);
  file.set([0x93, ...new TextEncoder().encode('NUMPY'), version, 0]);
  const view = new DataView(file.buffer);
  if (version > 1) view.setUint32(8, header.length, true);
  else view.setUint16(8, header.length, true);
  file.set(header, before);
  file.set(numbers, before + header.length);
  return file;
}

describe('.npy files', () => {
  it('gives back any float32 array, at any place in a buffer', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 4 }), { maxLength: 4 }),
        fc.nat({ max: 7 }),
        fc.constantFrom(1, 2),
        fc.infiniteStream(fc.float()),
        (shape, offset, version, stream) => {
          const count = shape.reduce((size, edge) => size * edge, 1);
          const values = Float32Array.from({ length: count }, () => stream.next().value ?? 0);
          const file = npy('<f4', shape, new Uint8Array(values.buffer), { version });
          const shifted = new Uint8Array(offset + file.length);
          shifted.set(file, offset);
          expect(parseNpy(shifted.subarray(offset), 'x.npy')).toEqual({ shape, data: values });
        },
      ),
    );
  });

  it('keeps whole numbers whole', () => {
    const values = BigInt64Array.of(-3n, 49_407n);
    expect(parseNpy(npy('<i8', [2], new Uint8Array(values.buffer)), 'x.npy').data).toEqual(Float64Array.of(-3, 49_407));
    const bytes = Uint8Array.of(0, 255);
    expect(parseNpy(npy('|u1', [2, 1], bytes), 'x.npy')).toEqual({ shape: [2, 1], data: bytes });
  });

  it.each([
    ['no .npy file', Uint8Array.of(1, 2, 3), /not a \.npy file/],
    ['a file that was cut off', npy('<f4', [3], new Uint8Array(8)), /8 bytes of numbers where 12 belong/],
    ['columns first', npy('<f4', [2, 2], new Uint8Array(16), { order: 'True' }), /column by column/],
    ['big-endian numbers', npy('>f4', [1], new Uint8Array(4)), /type >f4/],
  ])('refuses %s', (_, file, message) => {
    expect(() => parseNpy(file, 'x.npy')).toThrow(message);
  });
});
