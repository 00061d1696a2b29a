import { Unzip, UnzipInflate, UnzipPassThrough } from 'fflate';

/** Every format the studio exports has its recipe within the first bytes of the file; the rest need not be read. */
export const headBytes = 16 * 1024 * 1024;

/**
 * The recipe (JSON text, not yet parsed) in the head of an exported file: MP4, QuickTime, WebM, Matroska, GIF, WebP or a zip of PNGs.
 * Null when there is none. Reads strangers' files: nothing in them can make it look outside `head` or go round in circles.
 */
export function recipeTextIn(head: Uint8Array): string | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const starts = (at: number, text: string): boolean => bytes.toString('latin1', at, at + text.length) === text;
  if (starts(4, 'ftyp')) return inIsoMedia(bytes);
  if (bytes.length > 4 && bytes.readUInt32BE(0) === 0x1a45dfa3) return inMatroska(bytes);
  if (starts(0, 'GIF8')) return inGif(bytes);
  if (starts(0, 'RIFF') && starts(8, 'WEBP')) return inWebp(bytes);
  if (starts(0, 'PK\x03\x04')) return inZip(bytes);
  return null;
}

/** A piece of a file: a kind, and where its content begins and ends. */
interface Piece {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
}

/** Boxes of ISO base media (ISO/IEC 14496-12): 32-bit size with the header, type; size 1 means 64 bits more, 0 to the end. */
function* boxes(bytes: Buffer, from: number, to: number): Generator<Piece> {
  for (let at = from; at + 8 <= to; ) {
    const short = bytes.readUInt32BE(at);
    const isLong = short === 1 && at + 16 <= to;
    const header = isLong ? 16 : 8;
    const size = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? to - at : short;
    if (size < header) return;
    yield { kind: bytes.toString('latin1', at + 4, at + 8), from: at + header, to: Math.min(to, at + size) };
    at += size;
  }
}

function inIsoMedia(bytes: Buffer): string | null {
  const within = (parent: Piece | undefined, kind: string, skip = 0): Piece | undefined =>
    parent && [...boxes(bytes, parent.from + skip, parent.to)].find((box) => box.kind === kind);
  const all: Piece = { kind: '', from: 0, to: bytes.length };
  const userData = within(within(all, 'moov'), 'udta');
  // iTunes style, as in .mp4: four bytes of version and flags, then a list whose items hold `data`.
  const data = within(within(within(within(userData, 'meta'), 'ilst', 4), '\u00a9cmt'), 'data');
  if (data) return bytes.toString('utf8', data.from + 8, data.to);
  // QuickTime style, as in .mov: length and language, then the text.
  const comment = within(userData, '\u00a9cmt');
  return comment ? bytes.toString('utf8', comment.from + 4, comment.to) : null;
}

/** Elements of EBML (RFC 8794): an id, a length, both of variable width; a length of all ones means up to the end. */
function* elements(bytes: Buffer, from: number, to: number): Generator<Piece> {
  const width = (at: number): number => Math.clz32(bytes[at] ?? 0) - 23;
  for (let at = from; at < to; ) {
    const idWidth = width(at);
    const lengthWidth = width(at + idWidth);
    const content = at + idWidth + lengthWidth;
    if (idWidth > 4 || lengthWidth > 8 || content > to) return;
    let length = (bytes[at + idWidth] ?? 0) & (0xff >> lengthWidth);
    let isOpen = length === 0xff >> lengthWidth;
    for (let index = at + idWidth + 1; index < content; index++) {
      isOpen = isOpen && bytes[index] === 0xff;
      length = length * 256 + (bytes[index] ?? 0);
    }
    const end = isOpen ? to : content + length;
    yield { kind: bytes.toString('hex', at, at + idWidth), from: content, to: Math.min(to, end) };
    at = end;
  }
}

const matroska = { segment: '18538067', tags: '1254c367', tag: '7373', simpleTag: '67c8', name: '45a3', text: '4487' };

function inMatroska(bytes: Buffer): string | null {
  const inside = (parents: Iterable<Piece>, kind: string): Piece[] =>
    [...parents].flatMap(({ from, to }) => [...elements(bytes, from, to)].filter((element) => element.kind === kind));
  const all: Piece = { kind: '', from: 0, to: bytes.length };
  const tags = [matroska.segment, matroska.tags, matroska.tag, matroska.simpleTag].reduce(inside, [all]);
  const textOf = (tag: Piece, kind: string): string | undefined =>
    inside([tag], kind).map(({ from, to }) => bytes.toString('utf8', from, to))[0];
  const comment = tags.find((tag) => textOf(tag, matroska.name)?.toUpperCase() === 'COMMENT');
  return (comment && textOf(comment, matroska.text)) ?? null;
}

/** The comment extension before the first picture (GIF89a, section 24). */
function inGif(bytes: Buffer): string | null {
  const packed = bytes[10] ?? 0;
  let at = 13 + (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);
  while (bytes[at] === 0x21) {
    const isComment = bytes[at + 1] === 0xfe;
    const parts: Buffer[] = [];
    at += 2;
    for (let length = bytes[at] ?? 0; length > 0; length = bytes[at] ?? 0) {
      parts.push(bytes.subarray(at + 1, at + 1 + length));
      at += 1 + length;
    }
    if (isComment) return Buffer.concat(parts).toString('utf8');
    at += 1;
  }
  return null;
}

/** The XMP chunk, which here holds the recipe itself. */
function inWebp(bytes: Buffer): string | null {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === 'XMP ') return bytes.toString('utf8', at + 8, at + 8 + size);
    at += 8 + size + (size % 2);
  }
  return null;
}

/** `recipe.json`, the first file of the zip. What it unpacks to may be no larger than what a recipe can be. */
function inZip(bytes: Buffer): string | null {
  const parts: Uint8Array[] = [];
  let size = 0;
  let isWhole = false;
  const unzip = new Unzip((entry) => {
    if (entry.name !== 'recipe.json') return;
    entry.ondata = (error, chunk, final) => {
      size += error ? headBytes : chunk.length;
      if (size >= headBytes) entry.terminate();
      else parts.push(chunk);
      isWhole ||= final && !error;
    };
    entry.start();
  });
  unzip.register(UnzipPassThrough);
  unzip.register(UnzipInflate);
  try {
    const piece = 64 * 1024;
    for (let at = 0; at < bytes.length && !isWhole && size < headBytes; at += piece) {
      unzip.push(bytes.subarray(at, at + piece), false);
    }
  } catch {
    return null; // not a zip after all
  }
  return isWhole ? Buffer.concat(parts).toString('utf8') : null;
}
