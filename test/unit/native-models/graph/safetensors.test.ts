import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelError } from '../../../../native-models/graph/model-error.ts';
import {
  elementBytes,
  maxHeaderBytes,
  parseSafetensorsHeader,
  readSafetensors,
} from '../../../../native-models/graph/safetensors.ts';

const text = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
/** Parses a header that claims `dataBytes` bytes of data after it. */
const parse = (header: unknown, dataBytes: number) => {
  const bytes = text(header);
  return parseSafetensorsHeader(bytes, 8 + bytes.length + dataBytes, '/models/net.safetensors');
};
const f32 = (shape: number[], begin: number, end: number) => ({ dtype: 'F32', shape, data_offsets: [begin, end] });

describe('safetensors header', () => {
  it('gives absolute byte ranges', () => {
    const header = { __metadata__: { format: 'pt' }, b: f32([2], 4, 12), a: f32([], 0, 4) };
    const index = parse(header, 12);
    const start = 8 + text(header).length;
    expect(index.metadata).toEqual({ format: 'pt' });
    expect(index.tensors.get('b')).toMatchObject({ shape: [2], offset: start + 4, length: 8 });
    expect(index.tensors.get('a')).toMatchObject({ shape: [], offset: start, length: 4 });
  });

  it.each([
    ['text that is no JSON', '{"a":', 0, /not JSON/],
    ['a list', '[]', 0, /not an object/],
    ['null', 'null', 0, /not an object/],
    ['bytes that are no text', '\ud800', 0, /not JSON/],
    ['a range beyond the file', { a: f32([4], 0, 16) }, 8, /"a" ends at byte 16 of 8/],
    ['overlapping ranges', { a: f32([2], 0, 8), b: f32([2], 4, 12) }, 12, /"b" overlaps/],
    ['a gap that could hide data', { a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12, /4 bytes before tensor "b"/],
    ['trailing bytes', { a: f32([1], 0, 4) }, 9, /5 bytes at its end/],
    [
      'a size that does not match the type',
      { a: { dtype: 'F16', shape: [2], data_offsets: [0, 8] } },
      8,
      /take 4 bytes/,
    ],
    ['an unknown type', { a: { dtype: 'F12', shape: [1], data_offsets: [0, 4] } }, 4, /unknown type "F12"/],
    ['a type named like a method', { a: { dtype: 'toString', shape: [1], data_offsets: [0, 4] } }, 4, /unknown type/],
    ['a shape that overflows', { a: f32([2 ** 40, 2 ** 40], 0, 4) }, 4, /impossible shape/],
    ['a negative size', { a: f32([-1], 0, 4) }, 4, /no valid shape/],
    ['a fraction', { a: f32([0.5], 0, 2) }, 2, /no valid shape/],
    ['reversed offsets', { a: f32([1], 4, 0) }, 4, /no valid data_offsets/],
    ['three offsets', { a: { dtype: 'F32', shape: [1], data_offsets: [0, 4, 4] } }, 4, /no valid data_offsets/],
    ['an unknown field', { a: { ...f32([1], 0, 4), location: '../../etc' } }, 4, /unknown field "location"/],
    ['a key twice', `{"a":${JSON.stringify(f32([1], 0, 4))},"a":${JSON.stringify(f32([1], 0, 4))}}`, 4, /"a" twice/],
    ['a key twice, once escaped', `{"a":${JSON.stringify(f32([1], 0, 4))},"\\u0061":{}}`, 4, /"a" twice/],
    ['metadata that is no text', { __metadata__: { a: 1 } }, 0, /__metadata__/],
  ])('refuses %s, naming file and tensor', (_, header, dataBytes, message) => {
    const attempt = () => parse(header, dataBytes);
    expect(attempt).toThrow(ModelError);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(/net\.safetensors/);
  });

  it('never throws anything but ModelError, and never lets a range out of the file, whatever the header', () => {
    const offsets = fc.array(fc.oneof(fc.integer({ min: -4, max: 40 }), fc.double(), fc.constant(2 ** 60)), {
      maxLength: 3,
    });
    const entry = fc.oneof(
      fc.anything(),
      fc.record({
        dtype: fc.constantFrom(...Object.keys(elementBytes), 'X'),
        shape: fc.array(fc.integer({ min: -1, max: 5 }), { maxLength: 3 }),
        data_offsets: offsets,
      }),
    );
    const header = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', '__metadata__', 'a')), entry);
    fc.assert(
      fc.property(header, fc.integer({ min: 0, max: 40 }), (value, dataBytes) => {
        let json: string;
        try {
          json = JSON.stringify(value);
        } catch {
          return;
        }
        try {
          for (const { offset, length } of parse(json, dataBytes).tensors.values()) {
            expect(offset + length).toBeLessThanOrEqual(8 + text(json).length + dataBytes);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(ModelError);
        }
      }),
    );
  });

  it('accepts every well-formed header', () => {
    const types = Object.keys(elementBytes) as (keyof typeof elementBytes)[];
    const tensors = fc.array(
      fc.tuple(fc.constantFrom(...types), fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 4 })),
    );
    fc.assert(
      fc.property(tensors, (list) => {
        let at = 0;
        const header: Record<string, unknown> = {};
        list.forEach(([dtype, shape], index) => {
          const end = at + shape.reduce((product, size) => product * size, 1) * elementBytes[dtype];
          header[`t${index}`] = { dtype, shape, data_offsets: [at, end] };
          at = end;
        });
        expect(parse(header, at).tensors.size).toBe(list.length);
      }),
    );
  });
});

describe('safetensors file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'stillmotion-safetensors-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, declared: bigint, rest: Uint8Array) => {
    const bytes = new Uint8Array(8 + rest.length);
    new DataView(bytes.buffer).setBigUint64(0, declared, true);
    bytes.set(rest, 8);
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };

  it('reads a file', async () => {
    const header = text({ a: f32([1], 0, 4) });
    const path = file('good.safetensors', BigInt(header.length), new Uint8Array([...header, 0, 0, 0, 0]));
    expect((await readSafetensors(path)).tensors.get('a')?.path).toBe(path);
  });

  it.each([
    [
      'a header length beyond the file',
      () => file('long.safetensors', 2n ** 63n, text('{}')),
      /claims 9223372036854775808/,
    ],
    [
      'an empty file',
      () => {
        writeFileSync(join(folder, 'empty.safetensors'), '');
        return join(folder, 'empty.safetensors');
      },
      /cut off/,
    ],
    ['a file that is not there', () => join(folder, 'nothing.safetensors'), /cannot be opened/],
    ['a folder', () => folder, /cannot be opened|cannot be read|cut off|not a safetensors/],
  ])('refuses %s', async (_, make, message) => {
    await expect(readSafetensors(make())).rejects.toThrow(message);
    await expect(readSafetensors(make())).rejects.toBeInstanceOf(ModelError);
  });

  it('refuses a 100 MB header before reading it', async () => {
    const path = file('fat.safetensors', BigInt(100_000_000), new Uint8Array(100_000_000));
    const before = process.memoryUsage().arrayBuffers;
    await expect(readSafetensors(path)).rejects.toThrow(`more than ${maxHeaderBytes}`);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
    rmSync(path);
  });
});
