import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** RIFF header and VP8X chunk: the extended header every animated WebP begins with. */
const headBytes = 30;
const hasXmp = 0x04;

/** Puts a text into a finished animated WebP as its XMP chunk, right after the extended header. */
export async function addWebpRecipe(path: string, text: string): Promise<void> {
  const file = await open(path, 'r');
  const { buffer: head, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
  await file.close();
  // One frame alone may come without the extended header, which is the only place for metadata.
  if (bytesRead < headBytes || head.toString('latin1', 12, 16) !== 'VP8X') return;
  const chunk = xmpChunk(text);
  head.writeUInt32LE(head.readUInt32LE(4) + chunk.length, 4);
  head.writeUInt8(head.readUInt8(20) | hasXmp, 20);
  const marked = `${path}.part`;
  await pipeline(async function* () {
    yield head;
    yield chunk;
    yield* createReadStream(path, { start: headBytes });
  }, createWriteStream(marked));
  await rename(marked, path);
}

/** Type, length, content, and a byte of padding after an odd length. */
function xmpChunk(text: string): Buffer {
  const content = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  return Buffer.concat([Buffer.from('XMP '), length, content, Buffer.alloc(content.length % 2)]);
}
