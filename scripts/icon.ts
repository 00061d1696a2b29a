import { resolve } from 'node:path';
import sharp from 'sharp';

/** Draws resources/icon.png from icon.svg. electron-builder makes the icons of every platform from it. */
const resources = resolve(import.meta.dirname, '../resources');
await sharp(resolve(resources, 'icon.svg'), { density: 72 })
  .resize(1024, 1024)
  .png()
  .toFile(resolve(resources, 'icon.png'));
