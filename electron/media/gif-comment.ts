import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** Header, palette and application extensions are within this. */
const headBytes = 64 * 1024;

/** Puts a comment (GIF89a, section 24) before the first picture of a finished GIF: ffmpeg writes none. */
export async function addGifComment(path: string, text: string): Promise<void> {
  const file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
  await file.close();
  const at = firstPicture(buffer.subarray(0, bytesRead));
  const commented = `${path}.part`;
  await pipeline(async function* () {
    yield buffer.subarray(0, at);
    yield commentExtension(text);
    yield* createReadStream(path, { start: at });
  }, createWriteStream(commented));
  await rename(commented, path);
}

/** Where the first picture, or the graphic control before it, begins: players want their loop count before anything else. */
function firstPicture(head: Buffer): number {
  const packed = head[10] ?? 0;
  let at = 13 + (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);
  while (head[at] === 0x21 && head[at + 1] === 0xff) {
    at += 2;
    for (let length = head[at] ?? 0; length > 0; length = head[at] ?? 0) at += 1 + length;
    at += 1;
  }
  return at;
}

/** UTF-8 in pieces of at most 255 bytes. */
function commentExtension(text: string): Buffer {
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [Buffer.from([0x21, 0xfe])];
  for (let at = 0; at < bytes.length; at += 255) {
    const part = bytes.subarray(at, at + 255);
    parts.push(Buffer.from([part.length]), part);
  }
  return Buffer.concat([...parts, Buffer.from([0])]);
}
