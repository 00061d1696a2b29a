import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { readPicture, resizeFrame } from '../../electron/media/pictures.ts';
import type { Frame } from '../../electron/pipeline/ports.ts';
import { drawnPictures } from './drawn-pictures.ts';

const extensions = new Set(['.png', '.jpg', '.jpeg', '.webp', '.avif', '.tif', '.tiff', '.heic']);
const edge = 512;

/**
 * Pictures to measure on: a person's own photographs, shrunk to 512 pixels on the shorter edge (never enlarged), or drawn ones.
 * @param folder of pictures, the first `count` by name; null for drawn ones
 */
export async function picturesToMeasureOn(folder: string | null, count: number): Promise<readonly Frame[]> {
  if (folder === null) return drawnPictures(count, edge);
  const names = (await readdir(folder)).filter((name) => extensions.has(extname(name).toLowerCase())).sort();
  if (names.length === 0) throw new Error(`There are no pictures in ${folder}.`);
  return Promise.all(
    names.slice(0, count).map(async (name) => {
      const { frame } = await readPicture(join(folder, name));
      const scale = Math.min(1, edge / Math.min(frame.width, frame.height));
      return resizeFrame(frame, Math.round(frame.width * scale), Math.round(frame.height * scale));
    }),
  );
}
