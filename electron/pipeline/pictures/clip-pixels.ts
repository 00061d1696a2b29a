import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type { Frame } from '../ports.ts';
import { type ResizeFilter, resizeFrame } from './resize.ts';

const pixels = z.number().int().min(1).max(4096);
const rgb = z.tuple([z.number(), z.number(), z.number()]);
const exactly = z.object({ height: pixels, width: pixels });
const square = (edge: number) => ({ height: edge, width: edge });

/** Pillow's numbers of its filters. */
const filterNumbers: readonly ResizeFilter[] = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box'];

/** What matters of a CLIP image processor's preprocessor_config.json; the defaults are those of OpenAI's published models. */
const extractorSchema = z.object({
  do_resize: z.boolean().default(true),
  size: z
    .union([pixels.transform((shortest_edge) => ({ shortest_edge })), z.object({ shortest_edge: pixels }), exactly])
    .default({ shortest_edge: 224 }),
  resample: z.number().int().min(0).max(4).default(3),
  do_center_crop: z.boolean().default(true),
  crop_size: z.union([pixels.transform(square), exactly]).default(square(224)),
  do_rescale: z.boolean().default(true),
  rescale_factor: z.number().default(1 / 255),
  do_normalize: z.boolean().default(true),
  image_mean: rgb.default([0.48145466, 0.4578275, 0.40821073]),
  image_std: rgb.default([0.26862954, 0.26130258, 0.27577711]),
});

export type FeatureExtractor = z.infer<typeof extractorSchema>;

/**
 * @param json a parsed preprocessor_config.json; null: the pack has none, and CLIP's own values hold
 * @throws StudioError `pack-invalid` naming what does not fit
 */
export function readFeatureExtractor(json: unknown): FeatureExtractor {
  const found = extractorSchema.safeParse(json ?? {});
  if (found.success) return found.data;
  const issues = found.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`);
  throw new StudioError('pack-invalid', `The pack's preprocessor_config.json does not fit. ${issues.join('; ')}.`);
}

/** Pixels of a picture as CLIP's image encoder takes them: `data` is [3, height, width], normalised. */
export interface PixelValues {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** transformers' CLIPImageProcessor: resized by the shortest edge, centre cropped, scaled, normalised. */
export function clipPixelValues(frame: Frame, extractor: FeatureExtractor): PixelValues {
  const { width, height, data } = clipPicture(frame, extractor);
  const factor = extractor.do_rescale ? extractor.rescale_factor : 1;
  const area = width * height;
  const values = new Float32Array(3 * area);
  for (let channel = 0; channel < 3; channel++) {
    const mean = extractor.do_normalize ? (extractor.image_mean[channel] ?? 0) : 0;
    const deviation = extractor.do_normalize ? (extractor.image_std[channel] ?? 1) : 1;
    const levels = Float32Array.from({ length: 256 }, (_, level) => (level * factor - mean) / deviation);
    for (let pixel = 0; pixel < area; pixel++) {
      values[channel * area + pixel] = levels[data[pixel * 3 + channel] ?? 0] ?? 0;
    }
  }
  return { width, height, data: values };
}

/** The bytes before scaling: equal to those that Pillow and transformers make. */
export function clipPicture(frame: Frame, extractor: FeatureExtractor): Frame {
  let picture = frame;
  if (extractor.do_resize) {
    const { width, height } = resizedSize(frame, extractor.size);
    picture = resizeFrame(frame, width, height, filterNumbers[extractor.resample] ?? 'bicubic');
  }
  return extractor.do_center_crop ? centreCropped(picture, extractor.crop_size) : picture;
}

function resizedSize({ width, height }: Frame, size: FeatureExtractor['size']): { width: number; height: number } {
  if (!('shortest_edge' in size)) return size;
  const edge = size.shortest_edge;
  const longest = Math.trunc((edge * Math.max(width, height)) / Math.min(width, height));
  return width <= height ? { width: edge, height: longest } : { width: longest, height: edge };
}

/** What a picture smaller than the crop lacks is black, half a pixel more of it left and above. */
function centreCropped(frame: Frame, { width, height }: { width: number; height: number }): Frame {
  if (frame.width === width && frame.height === height) return frame;
  const left = Math.floor((frame.width - width) / 2);
  const top = Math.floor((frame.height - height) / 2);
  const data = new Uint8Array(width * height * 3);
  const [start, end] = [Math.max(0, left), Math.min(frame.width, left + width)];
  for (let y = Math.max(0, -top); y < Math.min(height, frame.height - top); y++) {
    const row = (y + top) * frame.width;
    data.set(frame.data.subarray((row + start) * 3, (row + end) * 3), (y * width + start - left) * 3);
  }
  return { width, height, data };
}
