import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type EditRecipe, editRecipeSchema, maxEditPoints, maxLayers } from '../../../electron/contract/edit.ts';
import type { EngineTask, ResultOf } from '../../../electron/engine/messages.ts';
import { openSqlite } from '../../../electron/library/handles.ts';
import { homePaths } from '../../../electron/library/home.ts';
import { newId } from '../../../electron/library/ids.ts';
import { openTestStudio, sentAs } from '../../support/open-studio.ts';
import { ScriptedEngine, untilCancelled } from '../../support/scripted-engine.ts';
import { temporaryFolder } from '../../support/studio-fixtures.ts';

// Real files, fsynced: slow on a busy disk.
vi.setConfig({ testTimeout: 60_000 });

/** Once stuck, it never ends a task by itself; it ends with the studio. */
class StuckEngine extends ScriptedEngine {
  isStuck = false;
  readonly reached = Promise.withResolvers<void>();
  readonly #ending = new AbortController();

  override async run<T extends EngineTask>(task: T, options = {}): Promise<ResultOf<T['kind']>> {
    if (!this.isStuck) return super.run(task, options);
    this.reached.resolve();
    await untilCancelled({ signal: this.#ending.signal });
    throw new Error('not reached');
  }

  override stop(): Promise<void> {
    this.#ending.abort();
    return super.stop();
  }
}

type Opened = Awaited<ReturnType<typeof openTestStudio>>;
const bare = (ref: string): string => ref.slice('asset/'.length);

const layerOf = (picture: string): EditRecipe['layers'][number] => ({
  name: 'boat',
  picture,
  x: 100,
  y: 80,
  scale: 0.5,
  rotateDegrees: 12,
  opacity: 0.8,
  isHidden: false,
  strokes: [{ kind: 'eraser', colour: '#000000', size: 9, points: [1, 1, 5, 5], pressures: [0.2, 0.9] }],
});
const recipeOf = (picture: string, layers: EditRecipe['layers'] = []): EditRecipe => ({
  format: 2,
  picture,
  crop: null,
  rotateDegrees: 0,
  flipHorizontal: false,
  flipVertical: false,
  exposure: 0,
  contrast: 0.2,
  saturation: 0,
  temperature: 0,
  strokes: [],
  layers,
});

/** A reference, and a second picture brought into an edit of it. */
async function withPictures({ studio, call }: Opened) {
  const project = await call('projects.create', { name: 'Sea' });
  const first = await studio.acceptUpload(sentAs('the sea'), 'sea.png');
  const reference = await call('references.import', { projectId: project.id, uploadId: first.uploadId });
  const second = await studio.acceptUpload(sentAs('a boat'), 'boat.png');
  const { picture } = await call('references.addPicture', { uploadId: second.uploadId });
  const save = async (recipe: EditRecipe, words = 'the finished picture') => {
    const { uploadId } = await studio.acceptUpload(sentAs(words), 'edit.png');
    return call('references.saveEdit', { takeId: reference.id, uploadId, recipe });
  };
  return { project, reference, picture, save };
}

describe('an edit', () => {
  it('is read back as it was saved, layers, pen pressure and all', async () => {
    const opened = await openTestStudio();
    const { reference, picture, save } = await withPictures(opened);
    const recipe = recipeOf(bare(reference.master), [layerOf(picture)]);
    const edited = await save(recipe);
    expect(await opened.call('references.readEdit', { takeId: edited.id })).toEqual({ recipe });
    expect(await opened.call('references.readEdit', { takeId: reference.id })).toEqual({ recipe: null });
    const layerBytes = (await opened.studio.resolveMedia(`asset/${picture}`))?.sizeBytes ?? 0;
    expect(layerBytes).toBeGreaterThan(0);
    const plain = await save(recipeOf(bare(reference.master)));
    expect(edited.sizeBytes - plain.sizeBytes).toBe(layerBytes);
  });

  it('of before there were layers still opens as a take (would catch a library that will not open)', async () => {
    const opened = await openTestStudio();
    const { project, reference, save } = await withPictures(opened);
    const edited = await save(recipeOf(bare(reference.master)));
    await opened.studio.close();
    const file = openSqlite(homePaths(opened.home).database);
    const { format: _format, picture: _picture, layers: _layers, ...old } = recipeOf('');
    file
      .prepare('UPDATE takes SET edit_recipe = ? WHERE id = ?')
      .run(JSON.stringify({ ...old, strokes: 3 }), edited.id);
    file.close();
    const again = await openTestStudio({ home: opened.home });
    expect((await again.call('projects.get', { projectId: project.id })).takes).toHaveLength(2);
    expect(await again.call('references.readEdit', { takeId: edited.id })).toEqual({ recipe: null });
  });

  it('keeps its pictures as long as a take needs them: in the bin, in a copy, and not a moment longer', async () => {
    const { studio, call, ...rest } = await openTestStudio();
    const { project, reference, picture, save } = await withPictures({ studio, call, ...rest });
    const isKept = async (): Promise<boolean> => (await studio.resolveMedia(`asset/${picture}`)) !== null;
    const edited = await save(recipeOf(bare(reference.master), [layerOf(picture)]));
    const copy = await call('projects.duplicate', { projectId: project.id });
    await call('takes.delete', { takeId: edited.id });
    await call('takes.restore', { takeId: edited.id });
    await call('takes.delete', { takeId: reference.id });
    await call('projects.emptyBin', {});
    expect(await isKept()).toBe(true);
    // What everything was done to is gone as a take, but not as a picture.
    expect(await studio.resolveMedia(reference.master)).not.toBeNull();
    await call('projects.delete', { projectId: project.id });
    await call('projects.emptyBin', {});
    expect(await isKept()).toBe(true);
    await call('projects.delete', { projectId: copy.id });
    await call('projects.emptyBin', {});
    // A day long it may still be in an editor that is open.
    expect(await isKept()).toBe(true);
    await studio.close();
    const file = openSqlite(homePaths(rest.home).database);
    file.exec('UPDATE loose_pictures SET created_at = 1');
    file.close();
    const again = await openTestStudio({ home: rest.home });
    await expect.poll(async () => again.studio.resolveMedia(`asset/${picture}`)).toBeNull();
  });

  it('comes back from the files alone; a layer whose file is lost does not cost the take', async () => {
    const opened = await openTestStudio();
    const { project, reference, picture, save } = await withPictures(opened);
    const other = await opened.studio.acceptUpload(sentAs('a lost bird'), 'bird.png');
    const lost = await opened.call('references.addPicture', { uploadId: other.uploadId });
    const recipe = recipeOf(bare(reference.master), [layerOf(picture), layerOf(lost.picture)]);
    const edited = await save(recipe);
    const lostPath = (await opened.studio.resolveMedia(`asset/${lost.picture}`))?.path ?? '';
    await opened.studio.close();
    for (const name of readdirSync(opened.home)) {
      if (/^library\.db|^backups$/.test(name)) rmSync(join(opened.home, name), { recursive: true });
    }
    rmSync(lostPath);
    const again = await openTestStudio({ home: opened.home });
    expect((await again.call('projects.get', { projectId: project.id })).takes.map(({ id }) => id)).toContain(
      edited.id,
    );
    expect(await again.call('references.readEdit', { takeId: edited.id })).toEqual({ recipe });
    await again.call('takes.delete', { takeId: reference.id });
    await again.call('projects.emptyBin', {});
    expect(await again.studio.resolveMedia(`asset/${picture}`)).not.toBeNull();
    expect(await again.studio.resolveMedia(`asset/${lost.picture}`)).toBeNull();
  });

  it('travels in a project file with its layers', async () => {
    const { studio, call, ...rest } = await openTestStudio();
    const { project, reference, picture, save } = await withPictures({ studio, call, ...rest });
    const recipe = recipeOf(bare(reference.master), [layerOf(picture)]);
    const edited = await save(recipe);
    const { media } = await call('projects.export', { projectId: project.id, transferId: newId() });
    const path = join(temporaryFolder(), 'sea.stillmotion');
    await studio.saveMediaAs(media, path);
    const elsewhere = await openTestStudio();
    const { uploadId } = await elsewhere.studio.acceptFile(path);
    const answer = await elsewhere.call('projects.import', { uploadId, transferId: newId() });
    const { takes } = await elsewhere.call('projects.get', { projectId: answer.project.id });
    const found = takes.find(({ origin }) => origin === 'edited');
    expect(found?.sizeBytes).toBe(edited.sizeBytes);
    expect(await elsewhere.call('references.readEdit', { takeId: found?.id ?? '' })).toEqual({ recipe });
    await elsewhere.call('projects.emptyBin', {});
    expect(await elsewhere.studio.resolveMedia(`asset/${picture}`)).not.toBeNull();
  });

  it('that names a picture which is gone is refused before anything is made', async () => {
    const opened = await openTestStudio();
    const { project, reference, save } = await withPictures(opened);
    const refused = save(recipeOf(bare(reference.master), [layerOf('ab'.repeat(32))]));
    await expect(refused).rejects.toMatchObject({ code: 'not-found' });
    expect((await opened.call('projects.get', { projectId: project.id })).takes).toHaveLength(1);
  });

  it('made while a job reads the reference leaves the job what it reads', async () => {
    const { studio, call, compute, ...rest } = await openTestStudio();
    const { project, reference, save } = await withPictures({ studio, call, compute, ...rest });
    const { promise: edited, resolve: go } = Promise.withResolvers<void>();
    compute.before = () => edited;
    await call('generations.start', {
      ...{ projectId: project.id, prompt: 'waves', preset: 'draft', seed: 1, from: 'i2v', to: 'i2v' },
      parentTakeId: reference.id,
    });
    const take = await save(recipeOf(bare(reference.master)));
    go();
    await studio.idle();
    const { takes, jobs } = await call('projects.get', { projectId: project.id });
    expect(jobs[0]?.state).toBe('done');
    expect(takes.find(({ stage }) => stage === 'i2v')?.parentId).toBe(reference.id);
    expect(take).toMatchObject({ parentId: reference.id, origin: 'edited' });
  });

  it('that a closing studio did not finish saving is not half there at the next start', async () => {
    const media = new StuckEngine();
    const opened = await openTestStudio({ media });
    const { project, reference, save } = await withPictures(opened);
    media.isStuck = true;
    const ended = expect(save(recipeOf(bare(reference.master)))).rejects.toMatchObject({ code: 'cancelled' });
    await media.reached.promise;
    await opened.studio.close();
    await ended;
    const again = await openTestStudio({ home: opened.home });
    expect((await again.call('projects.get', { projectId: project.id })).takes.map(({ id }) => id)).toEqual([
      reference.id,
    ]);
    expect(readdirSync(homePaths(opened.home).temporary)).toEqual([]);
  });
});

describe('the recipe of an edit', () => {
  const picture = 'ab'.repeat(32);
  const line = (count: number) => ({
    kind: 'brush' as const,
    colour: '#ffffff',
    size: 5,
    points: Array.from({ length: 2 * count }, (_, index) => index),
  });
  const recipe = recipeOf(picture);
  it.each<[string, unknown]>([
    ['points that do not go in pairs', { ...recipe, strokes: [{ ...line(2), points: [1, 2, 3] }] }],
    ['fewer pressures than points', { ...recipe, strokes: [{ ...line(2), pressures: [1] }] }],
    [
      'too many points in all',
      {
        ...recipe,
        strokes: [line(maxEditPoints / 2 + 1)],
        layers: [{ ...layerOf(picture), strokes: [line(maxEditPoints / 2)] }],
      },
    ],
    ['too many layers', { ...recipe, layers: Array.from({ length: maxLayers + 1 }, () => layerOf(picture)) }],
    ['a path for a picture', { ...recipe, picture: '../../etc/passwd' }],
    ['a colour that is none', { ...recipe, strokes: [{ ...line(1), colour: 'red;background:url(x)' }] }],
    ['an infinite place', { ...recipe, layers: [{ ...layerOf(picture), x: Number.POSITIVE_INFINITY }] }],
  ])('with %s is refused', (_fault, value) => {
    expect(editRecipeSchema.safeParse(value).success).toBe(false);
  });
});
