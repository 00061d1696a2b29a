import { open, stat } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { StudioError } from '../contract/errors.ts';
import { resizeLanczos } from '../pipeline/pictures/resize.ts';
import type { Frame } from '../pipeline/ports.ts';
import { diskFull } from './finished-file.ts';

// Only what a camera, a browser or a paint program saves: nothing that can load other files or run scripts.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    ...[
      'VipsForeignLoadJpeg',
      'VipsForeignLoadPng',
      'VipsForeignLoadWebp',
      'VipsForeignLoadHeif',
      'VipsForeignLoadNsgif',
    ],
    'VipsForeignLoadTiff',
  ],
});
// The rest of the cores belong to ONNX Runtime and ffmpeg.
sharp.concurrency(2);
sharp.cache(false);

/** Pictures above this are refused before they are decoded. */
export const maxPixels = 64_000_000;
/** Longest edge that is kept of an imported picture; more would only slow every stage down. */
const maxEdge = 4096;

export interface ReadPicture {
  readonly frame: Frame;
  /** What was changed on the way in, for the person to know: "transparent areas were filled", … */
  readonly notes: readonly string[];
}

/**
 * Decodes a stranger's picture: upright, sRGB, 8 bits, flattened, first frame of an animation.
 * @throws StudioError `unsupported-picture`, `picture-damaged`, `picture-too-large`, `not-found`
 */
export async function readPicture(path: string): Promise<ReadPicture> {
  const { picture, hasAlpha, notes } = await openPicture(path);
  if (!hasAlpha) return { frame: await decoded(() => toFrame(picture)), notes };
  if (!(await isOpaque(path))) notes.push('Transparent areas were filled with white.');
  return { frame: await decoded(() => toFrame(picture.flatten({ background: '#ffffff' }))), notes };
}

/**
 * Decodes a stranger's picture in the same way, but leaves what is transparent transparent, and writes it as PNG.
 * @throws StudioError as `readPicture`, and `disk-full`
 */
export async function writeCutout(path: string, target: string): Promise<{ width: number; height: number }> {
  const { picture } = await openPicture(path);
  const { data, info } = await decoded(() => picture.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }));
  const { width, height, channels } = info;
  await save(sharp(data, { raw: { width, height, channels } }).png({ compressionLevel: 6 }), target);
  return { width, height };
}

/** A picture about to be decoded: upright, sRGB, no larger than is kept; and what is to be said about it. */
async function openPicture(path: string): Promise<{ picture: Sharp; hasAlpha: boolean; notes: string[] }> {
  const metadata = await readMetadata(path);
  const { width, height, pages = 1 } = metadata;
  if (width * height > maxPixels) {
    throw new StudioError(
      'picture-too-large',
      `The picture has ${Math.round((width * height) / 1e6)} megapixels; ${maxPixels / 1e6} can be read. Make it smaller and try again.`,
      { details: { width, height, maxPixels } },
    );
  }
  const notes: string[] = [];
  if (pages > 1) notes.push('The picture is animated; its first frame is used.');
  if (metadata.space === 'cmyk')
    notes.push('The picture was made for print (CMYK); its colours were converted to RGB.');
  if (metadata.depth !== 'uchar') notes.push('The picture has more than 8 bits a channel; 8 are used.');
  let picture = sharp(path, { failOn: 'error', limitInputPixels: maxPixels, pages: 1 }).rotate().toColourspace('srgb');
  if (Math.max(width, height) > maxEdge) {
    notes.push(`The picture was made smaller: ${maxEdge} pixels on its longer edge.`);
    picture = picture.resize({ width: maxEdge, height: maxEdge, fit: 'inside', kernel: 'lanczos3' });
  }
  return { picture, hasAlpha: metadata.hasAlpha, notes };
}

/** Runs a decoder over the whole picture. @throws StudioError picture-damaged */
async function decoded<T>(decode: () => Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (cause) {
    throw new StudioError(
      'picture-damaged',
      'The picture is damaged or incomplete and cannot be read to its end. Save it again from where it came from.',
      { cause },
    );
  }
}

/** True for a GIF that is rather a short film. */
export async function isAnimatedGif(path: string): Promise<boolean> {
  const { format, pages = 1 } = await readMetadata(path);
  return format === 'gif' && pages > 1;
}

async function readMetadata(path: string): Promise<Metadata & { width: number; height: number }> {
  const file = await stat(path).catch(() => null);
  if (!file?.isFile()) throw new StudioError('not-found', 'There is no such file. Choose the picture again.');
  if (file.size === 0) throw new StudioError('picture-damaged', 'The file is empty. Choose another picture.');
  try {
    const metadata = await sharp(path, { limitInputPixels: false }).metadata();
    if (metadata.width > 0 && metadata.height > 0) return metadata;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (/unsupported image format|operation is blocked|is missing/i.test(message) && !(await beginsAsTiff(path))) {
      throw new StudioError(
        'unsupported-picture',
        'This file is not a picture that can be read. PNG, JPEG, WebP, AVIF, GIF and TIFF work.',
        { cause },
      );
    }
    throw new StudioError(
      'picture-damaged',
      'The picture is damaged and cannot be read. Save it again from where it came from.',
      { cause },
    );
  }
  throw new StudioError('picture-damaged', 'The picture has no size. Save it again from where it came from.');
}

/** A TIFF keeps its table of contents at the end: cut short, it is not known as one any more. */
async function beginsAsTiff(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return ['49492a00', '4d4d002a'].includes(buffer.toString('hex'));
  } finally {
    await file.close();
  }
}

/** Most pictures with an alpha channel make no use of it. One that cannot be read is told by who decodes it next. */
async function isOpaque(path: string): Promise<boolean> {
  const statistics = await sharp(path, { limitInputPixels: maxPixels, pages: 1 })
    .stats()
    .catch(() => null);
  return statistics?.isOpaque ?? true;
}

async function toFrame(picture: Sharp): Promise<Frame> {
  const { data, info } = await picture.removeAlpha().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels === 3) return { width, height, data };
  if (channels !== 1) throw new Error(`The picture has ${channels} channels after conversion.`);
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < data.length; pixel++) rgb.fill(data[pixel] ?? 0, pixel * 3, pixel * 3 + 3);
  return { width, height, data: rgb };
}

function fromFrame(frame: Frame): Sharp {
  return sharp(frame.data, { raw: { width: frame.width, height: frame.height, channels: 3 } });
}

/** Resamples with Lanczos (antialiased when it shrinks). */
export async function resizeFrame(frame: Frame, width: number, height: number): Promise<Frame> {
  if (frame.width === width && frame.height === height) return frame;
  // libvips moves what it enlarges by half a pixel to the right and down.
  if (width > frame.width || height > frame.height) return resizeLanczos(frame, width, height);
  const data = await fromFrame(frame).resize({ width, height, fit: 'fill', kernel: 'lanczos3' }).raw().toBuffer();
  return { width, height, data };
}

/** Lossless PNG of one frame. */
export async function writePng(frame: Frame, path: string): Promise<void> {
  await save(fromFrame(frame).png({ compressionLevel: 6 }), path);
}

/** JPEG of one frame, at a quality whose loss is not seen. */
export async function writeJpeg(frame: Frame, path: string): Promise<void> {
  await save(fromFrame(frame).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }), path);
}

/** PNG bytes of one frame, for picture sequences. */
export function pngBytes(frame: Frame): Promise<Buffer> {
  return fromFrame(frame).png({ compressionLevel: 6 }).toBuffer();
}

/** WebP that fits into `edge` pixels: posters and previews. */
export async function writeWebp(frame: Frame, path: string, edge: number, quality: number): Promise<void> {
  await save(
    fromFrame(frame)
      .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
      .webp({ quality, effort: 2 }),
    path,
  );
}

/** libvips names a full disk in words only. */
async function save(picture: Sharp, path: string): Promise<void> {
  try {
    await picture.toFile(path);
  } catch (cause) {
    if (!/No space left on device|Disk quota exceeded/i.test(String(cause))) throw cause;
    throw diskFull(cause);
  }
}

/** A frame made `height` pixels high; of very long and very tall ones the middle is shown. */
export async function thumbnail(frame: Frame, height: number): Promise<Frame> {
  const width = Math.round(height * Math.min(4, Math.max(0.25, frame.width / frame.height)));
  const data = await fromFrame(frame).resize({ width, height, fit: 'cover' }).raw().toBuffer();
  return { width, height, data };
}

/** One WebP with equally large frames side by side. */
export async function writeStrip(frames: readonly Frame[], path: string): Promise<void> {
  const [first] = frames;
  if (!first) throw new Error('A filmstrip needs at least one frame.');
  const { width, height } = first;
  const strip = sharp({ create: { width: width * frames.length, height, channels: 3, background: '#000000' } })
    .composite(
      frames.map((frame, index) => ({
        input: Buffer.from(frame.data),
        raw: { width: frame.width, height: frame.height, channels: 3 as const },
        left: index * width,
        top: 0,
      })),
    )
    .webp({ quality: 82, effort: 2 });
  await save(strip, path);
}
