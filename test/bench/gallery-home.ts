import { mkdtemp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { openSqlite } from '../../electron/library/handles.ts';
import { openLibrary } from '../../electron/library/library.ts';
import { createTakeWriter } from '../../electron/media/take-writer.ts';
import { newTake } from '../support/library-fixtures.ts';

const posterCount = 24;
const posterSize = 512;
const samples = resolve(import.meta.dirname, '..', '..', 'renderer', 'public', 'samples');

/** Fills a home with projects: real takes for some of them, whose pictures all others share. */
export async function fillGallery(home: string, projectCount: number): Promise<void> {
  const library = await openLibrary(home);
  for (let index = 0; index < posterCount; index++) {
    const name = ['bay', 'meadow', 'night'][index % 3];
    const { data } = await sharp(join(samples, `${name}.jpg`))
      .resize(posterSize, posterSize)
      .modulate({ hue: index * 15 })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const size = { width: posterSize, height: posterSize };
    const folder = await mkdtemp(join(library.paths.temporary, 'take-'));
    const writer = createTakeWriter(folder, { ...size, frames: 4, fps: 8 });
    for (let frame = 0; frame < 4; frame++) await writer.write({ ...size, data: new Uint8Array(data) });
    const projectId = library.projects.create({ name: `Poster ${index}`, prompt: 'waves, slow drift of clouds' });
    await library.takes.commit(newTake(projectId, { stage: 'i2v' }), await writer.finish());
  }
  await library.close();
  const file = openSqlite(library.paths.database);
  const columns = file
    .prepare(`SELECT name FROM pragma_table_info('takes') WHERE name NOT IN ('id', 'project_id', 'key')`)
    .pluck()
    .all()
    .join(', ');
  const addProject = file.prepare(
    `INSERT INTO projects (id, name, prompt, created_at, updated_at) VALUES (?, ?, ?, ?, ?)`,
  );
  const addTake = file.prepare(
    `INSERT INTO takes (id, project_id, ${columns}) SELECT ?, ?, ${columns} FROM takes WHERE rowid = ?`,
  );
  file.transaction(() => {
    for (let index = posterCount; index < projectCount; index++) {
      const id = `bench${String(index).padStart(8, '0')}`;
      addProject.run(id, `Project ${index}`, `an old-fashioned windmill among flowers, number ${index}`, index, index);
      addTake.run(`take${id}`, id, (index % posterCount) + 1);
    }
    // Twenty thousand files beside the assets are not what is measured.
    file.exec('DELETE FROM sidecar_outbox');
  })();
  file.close();
}
