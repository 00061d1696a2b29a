import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { StudioError } from '../contract/errors.ts';
import type { IncomingFile } from '../library/asset-files.ts';
import { type ProjectBundle, projectBundleSchema } from '../library/bundles.ts';
import { blockBytes, paddingOf, parseTarHeader, tarEnd, tarHeader } from './tar.ts';
import type { TransferPorts } from './transfers.ts';

/** What a project file is called. */
export const projectFileExtension = 'stillmotion';
const manifestName = 'project.json';
/** Rows of 20,000 takes with long prompts are some 40 MB. */
const maxManifestBytes = 256 * 1024 * 1024;

const manifestSchema = projectBundleSchema.extend({
  format: z.literal(1),
  app: z.literal('Stillmotion'),
  version: z.string().max(40),
});
const assetName = (asset: { id: string; extension: string }): string => `assets/${asset.id}.${asset.extension}`;

/** Bytes of the files a bundle points at: what progress is counted in. */
export function bytesOf(bundle: ProjectBundle): number {
  return bundle.assets.reduce((sum, asset) => sum + asset.size_bytes, 0);
}

/**
 * Writes a project file: a tar archive of `project.json` and the assets it lists.
 * @param pathOf where an asset lies
 */
export async function writeProjectFile(
  target: string,
  bundle: ProjectBundle,
  options: TransferPorts & { readonly version: string; readonly pathOf: (assetId: string) => string },
): Promise<IncomingFile> {
  const { version, pathOf, signal, onBytes } = options;
  const hash = createHash('sha256');
  let sizeBytes = 0;
  async function* archive(): AsyncGenerator<Uint8Array> {
    const manifest = Buffer.from(JSON.stringify({ format: 1, app: 'Stillmotion', version, ...bundle }));
    yield* entry(manifestName, manifest.length, [manifest]);
    for (const asset of bundle.assets) {
      yield* entry(assetName(asset), asset.size_bytes, counted(createReadStream(pathOf(asset.id)), onBytes));
    }
    yield tarEnd;
  }
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of archive()) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      yield chunk;
    }
  }
  await pipeline(hashed, createWriteStream(target, { flags: 'wx', flush: true }), { signal });
  return { path: target, extension: 'tar', sizeBytes, sha256: hash.digest('hex') };
}

async function* entry(
  name: string,
  sizeBytes: number,
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield tarHeader({ name, sizeBytes });
  let written = 0;
  for await (const chunk of content) {
    written += chunk.length;
    yield chunk;
  }
  if (written !== sizeBytes) {
    throw new StudioError('not-found', `A file of this project is not what it was (${name}). Nothing was exported.`);
  }
  yield new Uint8Array(paddingOf(sizeBytes));
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}

/**
 * Takes a project file apart into `folder`. Nothing in it is believed: files are named by the hash of what was read, never by what
 * the archive calls them, and everything must be what `project.json` lists, in size and hash.
 * @throws StudioError file-damaged, home-too-new, cancelled
 */
export async function readProjectFile(
  path: string,
  folder: string,
  { signal, onBytes }: TransferPorts,
): Promise<{ bundle: ProjectBundle; files: IncomingFile[] }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const first = await headerAt(file, 0);
    if (first?.name !== manifestName || first.sizeBytes > maxManifestBytes) throw damaged('it has no list of contents');
    const bundle = parseManifest(await bytesAt(file, blockBytes, first.sizeBytes));
    const awaited = new Map(bundle.assets.map((asset) => [assetName(asset), asset]));
    const files: IncomingFile[] = [];
    let at = blockBytes + first.sizeBytes + paddingOf(first.sizeBytes);
    for (let found = await headerAt(file, at); found; found = await headerAt(file, at)) {
      const { name, sizeBytes } = found;
      const asset = awaited.get(name);
      if (!asset || asset.size_bytes !== sizeBytes) throw damaged('it holds a file that is not in its list');
      awaited.delete(name);
      const start = at + blockBytes;
      if (start + sizeBytes > size) throw damaged('it is cut off');
      const target = join(folder, `${asset.id}.${asset.extension}`);
      const hash = createHash('sha256');
      await pipeline(
        createReadStream(path, { start, end: start + sizeBytes - 1 }),
        async function* (chunks: AsyncIterable<Uint8Array>) {
          for await (const chunk of counted(chunks, onBytes)) {
            hash.update(chunk);
            yield chunk;
          }
        },
        createWriteStream(target, { flags: 'wx', flush: true }),
        { signal },
      );
      if (hash.digest('hex') !== asset.id) throw damaged('a file in it has been altered');
      files.push({ path: target, extension: asset.extension, sizeBytes, sha256: asset.id });
      at = start + sizeBytes + paddingOf(sizeBytes);
    }
    if (awaited.size > 0) throw damaged(`${awaited.size} of its files are missing`);
    return { bundle, files };
  } finally {
    await file.close();
  }
}

async function headerAt(file: FileHandle, at: number): Promise<ReturnType<typeof parseTarHeader>> {
  const block = await bytesAt(file, at, blockBytes);
  try {
    return parseTarHeader(block);
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : String(error), error);
  }
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead < length) throw damaged('it is cut off');
  return buffer;
}

function parseManifest(bytes: Buffer): ProjectBundle {
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw damaged('its list of contents cannot be read', error);
  }
  const format = z.object({ format: z.number().int().min(2) }).safeParse(content);
  if (format.success) {
    throw new StudioError(
      'file-damaged',
      'This project was exported by a later version of Stillmotion. Nothing was imported. Update Stillmotion first.',
    );
  }
  const parsed = manifestSchema.safeParse(content);
  if (!parsed.success) throw damaged('its list of contents is not what it should be', parsed.error);
  const { project, takes, assets } = parsed.data;
  return { project, takes, assets };
}

function damaged(reason: string, cause?: unknown): StudioError {
  return new StudioError(
    'file-damaged',
    `This project file cannot be used: ${reason}. Nothing was imported. Export the project again, or copy the file once more.`,
    { cause },
  );
}
