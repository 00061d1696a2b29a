import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageId } from '../../electron/contract/geometry.ts';
import type { IncomingFile } from '../../electron/library/asset-files.ts';
import { newId } from '../../electron/library/ids.ts';
import type { Library } from '../../electron/library/library.ts';
import type { NewTake, NewTakeFiles, TakeRecord } from '../../electron/library/takes.ts';

/** A finished file waiting in the library's temporary folder. */
export function incomingFile(library: Library, text: string, extension = 'png'): IncomingFile {
  const folder = join(library.paths.temporary, 'test');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${newId()}.${extension}`);
  writeFileSync(path, text);
  return {
    path,
    extension,
    sizeBytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
  };
}

export function takeFiles(library: Library, content: string): NewTakeFiles {
  return {
    master: incomingFile(library, `master ${content}`, 'mkv'),
    proxy: incomingFile(library, `proxy ${content}`, 'mp4'),
    poster: incomingFile(library, `poster ${content}`, 'webp'),
    filmstrip: incomingFile(library, `filmstrip ${content}`, 'webp'),
    filmstripFrames: 8,
    width: 64,
    height: 64,
    frames: 8,
    fps: 8,
  };
}

export function newTake(projectId: string, change: Partial<NewTake> = {}): NewTake {
  return {
    projectId,
    parentId: null,
    stage: 't2i',
    origin: 'generated',
    packId: 'test-pack',
    packName: 'Test pack',
    packVersion: '1.0.0',
    prompt: 'a lighthouse',
    negativePrompt: '',
    parameters: { size: 64 },
    seed: 7,
    preset: 'draft',
    device: 'CPU · fp32',
    seconds: 1.5,
    key: null,
    editRecipe: null,
    ...change,
  };
}

export function addTake(
  library: Library,
  projectId: string,
  { content, ...change }: { content: string; stage?: StageId; parentId?: string | null; key?: string },
): Promise<TakeRecord> {
  return library.takes.commit(newTake(projectId, change), takeFiles(library, content));
}
