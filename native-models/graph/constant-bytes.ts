import { ModelError } from './model-error.ts';
import type { DataType } from './types.ts';

/** Little-endian bytes of a constant, as ONNX's raw_data. */
export function constantBytes(type: DataType, data: readonly number[] | Float32Array): Uint8Array {
  switch (type) {
    case 'float32':
      return bytesOf(Float32Array.from(data));
    case 'float64':
      return bytesOf(Float64Array.from(data));
    case 'float16':
      return bytesOf(Uint16Array.from(data, halfBits));
    case 'int64':
      return bytesOf(BigInt64Array.from(Array.from(data, BigInt)));
    case 'int32':
      return bytesOf(Int32Array.from(data));
    case 'uint8':
    case 'bool':
      return Uint8Array.from(data);
    case 'bfloat16':
      throw new ModelError('Constants in bfloat16 are not supported.');
  }
}

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

const scratch = new DataView(new ArrayBuffer(8));

/** Bits of the IEEE half-precision number nearest to `value`, ties to even. */
export function halfBits(value: number): number {
  scratch.setFloat64(0, value);
  const sign = (scratch.getUint16(0) & 0x8000) >>> 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65_520) return sign | 0x7c00;
  // Below 2^-14 all halves are multiples of 2^-24; above, the exponent decides the spacing.
  const exponent = size < 2 ** -14 ? -14 : Math.floor(Math.log2(size));
  const unit = 2 ** (exponent - 10);
  const steps = roundHalfEven(size / unit);
  return sign | (size < 2 ** -14 ? steps : ((exponent + 15) << 10) + (steps - 1024));
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
