import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Unzip, UnzipInflate, UnzipPassThrough } from 'fflate';

/** Writes the pictures of an exported PNG sequence into a folder, one at a time: they are never all in memory. */
export async function unpackFrames(zipPath: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const finished: { name: string; chunks: Uint8Array[] }[] = [];
  let failure: Error | null = null;
  const unzip = new Unzip((entry) => {
    const chunks: Uint8Array[] = [];
    entry.ondata = (error, chunk, final) => {
      failure ??= error;
      chunks.push(chunk);
      if (final) finished.push({ name: basename(entry.name), chunks });
    };
    entry.start();
  });
  unzip.register(UnzipPassThrough);
  unzip.register(UnzipInflate);
  const writeFinished = async (): Promise<void> => {
    for (const { name, chunks } of finished.splice(0)) await writeFile(join(folder, name), chunks);
  };
  for await (const chunk of createReadStream(zipPath) as AsyncIterable<Buffer>) {
    unzip.push(chunk);
    if (failure) throw failure;
    await writeFinished();
  }
  unzip.push(new Uint8Array(), true);
  if (failure) throw failure;
  await writeFinished();
}
