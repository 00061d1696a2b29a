/**
 * The little of the tar format (POSIX.1-1988 ustar) that a project file needs: regular files with plain names, each a header of 512
 * bytes and its content, filled up to 512. Every archive program opens it, and nothing in it has to be trusted to be read.
 */
export const blockBytes = 512;
/** Largest size the header's eleven octal digits can say. */
const maxSizeBytes = 8 ** 11 - 1;

export interface TarEntry {
  readonly name: string;
  readonly sizeBytes: number;
}

/** Bytes that follow a content of this size up to the next block. */
export function paddingOf(sizeBytes: number): number {
  return (blockBytes - (sizeBytes % blockBytes)) % blockBytes;
}

/** @throws RangeError for a name or size a header has no room for */
export function tarHeader({ name, sizeBytes }: TarEntry): Uint8Array {
  const header = Buffer.alloc(blockBytes);
  if (name === '' || Buffer.byteLength(name) > 99 || sizeBytes < 0 || sizeBytes > maxSizeBytes) {
    throw new RangeError(`No tar header for ${name} (${sizeBytes} bytes).`);
  }
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${sizeBytes.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('0', 156);
  header.write('ustar\0', 257);
  header.write('00', 263);
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** Two empty blocks end an archive. */
export const tarEnd: Uint8Array = new Uint8Array(2 * blockBytes);

/**
 * What a header says; null for the empty block at the end. Only regular files are known: links, folders, devices and the
 * extensions that carry longer names are refused.
 * @throws Error that says what is wrong
 */
export function parseTarHeader(block: Uint8Array): TarEntry | null {
  if (block.length !== blockBytes) throw new Error('it ends in the middle');
  if (block.every((byte) => byte === 0)) return null;
  const header = Buffer.from(block.buffer, block.byteOffset, block.length);
  const octal = (from: number, length: number): number => {
    const digits = /^ *([0-7]+)[ \0]*$/.exec(header.toString('latin1', from, from + length))?.[1];
    if (digits === undefined) throw new Error('a number in it cannot be read');
    return Number.parseInt(digits, 8);
  };
  if (header.toString('latin1', 257, 262) !== 'ustar') throw new Error('it is not a project file');
  if (octal(148, 8) !== checksum(header)) throw new Error('a checksum in it is wrong');
  const type = header.toString('latin1', 156, 157);
  if (type !== '0' && type !== '\0') throw new Error('it holds something that is not a plain file');
  const end = header.indexOf(0, 0);
  return { name: header.toString('utf8', 0, Math.min(end < 0 ? 100 : end, 100)), sizeBytes: octal(124, 12) };
}

/** Sum of the header's bytes, its own field counted as spaces. */
function checksum(header: Uint8Array): number {
  return header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 32 : byte), 0);
}
