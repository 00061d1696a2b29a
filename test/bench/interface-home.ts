import { mkdtemp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { openLibrary } from '../../electron/library/library.ts';
import { createTakeWriter } from '../../electron/media/take-writer.ts';
import { newTake } from '../support/library-fixtures.ts';

const sample = resolve(import.meta.dirname, '..', '..', 'renderer', 'public', 'samples', 'meadow.jpg');
const size = { width: 1048, height: 1048 };
const wide = 1440;

/** Fills a home with one project: a reference and, made of it, a smooth clip of 94 frames of 1048×1048, 24 a second. @returns the project's id */
export async function fillStudio(home: string): Promise<string> {
  const library = await openLibrary(home);
  const projectId = library.projects.create({ name: 'A slow pan', prompt: 'a meadow, slow pan to the right' });
  // Wider than the frames, so that every frame is another part of it.
  const picture = await sharp(sample).resize(wide, size.height, { fit: 'cover' }).removeAlpha().png().toBuffer();
  const write = async (frames: number, fps: number) => {
    const folder = await mkdtemp(join(library.paths.temporary, 'take-'));
    const writer = createTakeWriter(folder, { ...size, frames, fps });
    for (let frame = 0; frame < frames; frame++) {
      const left = Math.round(((wide - size.width) * frame) / Math.max(1, frames - 1));
      const data = await sharp(picture)
        .extract({ left, top: 0, ...size })
        .raw()
        .toBuffer();
      await writer.write({ ...size, data: new Uint8Array(data) });
    }
    return writer.finish();
  };
  const reference = await library.takes.commit(newTake(projectId, { stage: 't2i' }), await write(1, 24));
  const smooth = newTake(projectId, { stage: 'vfi', parentId: reference.id });
  await library.takes.commit(smooth, await write(94, 24));
  await library.close();
  return projectId;
}
