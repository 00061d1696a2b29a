import { createWriteStream } from 'node:fs';
import { constants, copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { maxPictureBytes } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import { homeError } from '../library/home.ts';
import { newId } from '../library/ids.ts';
import { projectFileExtension } from './project-file.ts';

export interface Upload {
  readonly path: string;
  /** As the person's machine called it, without folders. */
  readonly fileName: string;
}

/** A whole project: what the disk has room for. */
const maxProjectFileBytes = 1024 ** 4;

/** Files on their way in: kept inside home until they are used, gone at the next start at the latest. */
export class Uploads {
  readonly #folder: string;
  readonly #root: string;
  readonly #maxBytes: number;
  readonly #uploads = new Map<string, Upload>();

  constructor(temporary: string, root: string, maxBytes: number = maxPictureBytes) {
    this.#folder = join(temporary, 'uploads');
    this.#root = root;
    this.#maxBytes = maxBytes;
  }

  /** @throws StudioError picture-too-large, disk-full */
  async accept(body: AsyncIterable<Uint8Array>, fileName: string): Promise<{ uploadId: string; sizeBytes: number }> {
    const id = newId();
    const path = await this.#pathOf(id);
    let sizeBytes = 0;
    const maxBytes = this.#limitOf(fileName);
    const limit = new Transform({
      transform(chunk: Uint8Array, _encoding, done) {
        sizeBytes += chunk.byteLength;
        done(sizeBytes > maxBytes ? tooLarge(maxBytes) : null, chunk);
      },
    });
    try {
      await pipeline(Readable.from(body, { objectMode: false }), limit, createWriteStream(path, { flags: 'wx' }));
    } catch (error) {
      await rm(path, { force: true });
      throw error instanceof StudioError ? error : homeError(error, this.#root);
    }
    if (sizeBytes === 0) {
      await rm(path, { force: true });
      throw empty(fileName);
    }
    return this.#add(id, path, fileName, sizeBytes);
  }

  /** @throws StudioError not-found, picture-too-large, disk-full */
  async acceptFile(source: string): Promise<{ uploadId: string; sizeBytes: number }> {
    const found = await stat(source).catch(() => null);
    if (!found?.isFile()) {
      throw new StudioError('not-found', `There is no file ${source}. Check the path.`, { details: { path: source } });
    }
    if (found.size > this.#limitOf(source)) throw tooLarge(this.#limitOf(source));
    if (found.size === 0) throw empty(source);
    const id = newId();
    const path = await this.#pathOf(id);
    try {
      await copyFile(source, path, constants.COPYFILE_FICLONE);
    } catch (error) {
      await rm(path, { force: true });
      const unreadable = error instanceof Error && 'code' in error && error.code === 'EACCES';
      if (unreadable)
        throw new StudioError('forbidden', `${source} may not be read. Change its rights.`, { cause: error });
      throw homeError(error, this.#root);
    }
    return this.#add(id, path, source, found.size);
  }

  /** @throws StudioError not-found */
  get(uploadId: string): Upload {
    const upload = this.#uploads.get(uploadId);
    if (!upload) throw new StudioError('not-found', 'This upload does not exist any more. Choose the picture again.');
    return upload;
  }

  async remove(uploadId: string): Promise<void> {
    const upload = this.#uploads.get(uploadId);
    this.#uploads.delete(uploadId);
    if (upload) await rm(upload.path, { force: true });
  }

  #limitOf(fileName: string): number {
    return fileName.toLowerCase().endsWith(`.${projectFileExtension}`) ? maxProjectFileBytes : this.#maxBytes;
  }

  async #pathOf(id: string): Promise<string> {
    await mkdir(this.#folder, { recursive: true });
    return join(this.#folder, id);
  }

  #add(id: string, path: string, fileName: string, sizeBytes: number): { uploadId: string; sizeBytes: number } {
    this.#uploads.set(id, { path, fileName: basename(fileName.replaceAll('\\', '/')) });
    return { uploadId: id, sizeBytes };
  }
}

function empty(fileName: string): StudioError {
  return new StudioError(
    'picture-damaged',
    `“${basename(fileName).slice(0, 80)}” is empty: it has 0 bytes. Choose another file.`,
  );
}

function tooLarge(maxBytes: number): StudioError {
  const limit = Math.round(maxBytes / 1024 ** 2);
  return new StudioError('picture-too-large', `The file is larger than ${limit} MB. Choose a smaller picture.`, {
    details: { maxBytes },
  });
}
