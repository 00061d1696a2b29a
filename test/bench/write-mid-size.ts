/** `node test/bench/write-mid-size.ts FOLDER` writes the mid-size UNet and its motion adapter, for pytorch_step.py beside this file. */
import { resolve } from 'node:path';
import { writeMidSize } from './mid-size.ts';

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('Usage: node test/bench/write-mid-size.ts FOLDER');
  process.exit(2);
}
writeMidSize(resolve(folder));
