import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** RIFF header and either the extended header or the start of a single picture, which says its size. */
const headBytes = 30;
const riffBytes = 12;
const hasXmp = 0x04;

/** Puts a text into a finished WebP of ffmpeg's as its XMP chunk, right after the extended header. */
export async function addWebpRecipe(path: string, text: string): Promise<void> {
  const file = await open(path, 'r');
  const { buffer: head } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
  await file.close();
  const isExtended = head.toString('latin1', riffBytes, riffBytes + 4) === 'VP8X';
  const extended = isExtended ? head.subarray(riffBytes) : extendedHeader(head);
  extended.writeUInt8(extended.readUInt8(8) | hasXmp, 8);
  const added = Buffer.concat([extended, xmpChunk(text)]);
  const start = isExtended ? headBytes : riffBytes;
  head.writeUInt32LE(head.readUInt32LE(4) + added.length - (start - riffBytes), 4);
  const marked = `${path}.part`;
  await pipeline(async function* () {
    yield head.subarray(0, riffBytes);
    yield added;
    yield* createReadStream(path, { start });
  }, createWriteStream(marked));
  await rename(marked, path);
}

/** A clip of one frame comes as a plain lossy picture: metadata need the header it leaves out. */
function extendedHeader(head: Buffer): Buffer {
  const header = Buffer.alloc(headBytes - riffBytes);
  header.write('VP8X', 0, 'latin1');
  header.writeUInt32LE(10, 4);
  header.writeUIntLE((head.readUInt16LE(26) & 0x3fff) - 1, 12, 3);
  header.writeUIntLE((head.readUInt16LE(28) & 0x3fff) - 1, 15, 3);
  return header;
}

/** Type, length, content, and a byte of padding after an odd length. */
function xmpChunk(text: string): Buffer {
  const content = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  return Buffer.concat([Buffer.from('XMP '), length, content, Buffer.alloc(content.length % 2)]);
}
