import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { openLibrary } from '../../../electron/library/library.ts';
import { nameFromPrompt } from '../../../electron/library/projects.ts';
import { addTake } from '../../support/library-fixtures.ts';
import { temporaryFolder } from '../../support/studio-fixtures.ts';

// Real files, fsynced: slow on a busy disk.
vi.setConfig({ testTimeout: 60_000 });

const everything = {
  search: '',
  favouritesOnly: false,
  tags: [],
  deleted: false,
  sort: 'newest',
  offset: 0,
  limit: 200,
} as const;

describe('projects', () => {
  it('are found by any text they contain, wildcards included (would catch an unescaped % or _)', async () => {
    const library = await openLibrary(temporaryFolder());
    const awkward = fc.string({
      unit: fc.constantFrom('%', '_', '\\', 'a', 'b', "'", '"', '🌊', 'é'),
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(awkward, awkward, (name, search) => {
        const id = library.projects.create({ name, prompt: '' });
        const found = library.projects.list({ ...everything, search }).projects.some((project) => project.id === id);
        library.projects.setDeleted(id, 1);
        return found === name.includes(search);
      }),
      { numRuns: 60 },
    );
    await library.close();
  });

  it('are found while a word is typed, in any script, by name, tag and every prompt they had', async () => {
    const library = await openLibrary(temporaryFolder());
    const id = library.projects.create({
      name: 'Windmu\u0308hle 風車の丘 \u05d8\u05d7\u05e0\u05ea \u05e8\u05d5\u05d7',
      prompt: 'tulips',
    });
    library.projects.create({ name: 'Something else', prompt: 'sea' });
    await addTake(library, id, { content: 'one' });
    library.projects.update(id, { tags: ['Für Oma', '🌷 spring'], prompt: 'roses at dawn' });
    const search = (text: string): string[] =>
      library.projects.list({ ...everything, search: text }).projects.map((p) => p.id);
    for (const text of [
      'w',
      'wi',
      'WINDMÜ',
      'mühle',
      'muhle',
      '風車',
      '風',
      'טחנת',
      'oma',
      '🌷',
      'lightho',
      'dawn',
      'fur',
    ]) {
      expect(search(text), text).toEqual([id]);
    }
    for (const text of ['tulips', 'windmill', 'Oma","🌷', 'für dusk']) expect(search(text), text).toEqual([]);
    library.projects.update(id, { tags: [], name: 'Plain' });
    expect(search('oma')).toEqual([]);
    expect(search('muhle')).toEqual([]);
    await library.close();
  });

  it('match every word of a search, in name or prompt', async () => {
    const library = await openLibrary(temporaryFolder());
    const id = library.projects.create({ name: 'Windmill', prompt: 'tulips at dusk' });
    const search = (text: string): string[] =>
      library.projects.list({ ...everything, search: text }).projects.map((p) => p.id);
    expect(search('dusk WINDMILL')).toEqual([id]);
    expect(search('windmill dawn')).toEqual([]);
    await library.close();
  });

  it('are filtered and counted by tag, whatever its case (would catch two tags of one word)', async () => {
    const library = await openLibrary(temporaryFolder());
    const [one = '', two = '', binned = ''] = ['1', '2', '3'].map((name) =>
      library.projects.create({ name, prompt: '' }),
    );
    library.projects.update(one, { tags: ['Sea', 'client "A"'] });
    library.projects.update(two, { tags: ['sea'] });
    library.projects.update(binned, { tags: ['sea', 'gone'] });
    library.projects.setDeleted(binned, 1);
    const withTags = (...tags: string[]): string[] =>
      library.projects.list({ ...everything, tags }).projects.map((project) => project.id);
    expect(withTags('SEA')).toEqual([two, one]);
    expect(withTags('sea', 'client "A"')).toEqual([one]);
    expect(withTags("sea' OR 1=1 --")).toEqual([]);
    expect(library.projects.tags()).toEqual([
      { tag: 'Sea', count: 2 },
      { tag: 'client "A"', count: 1 },
    ]);
    expect(library.projects.get(library.projects.duplicate(one, 'copy')).tags).toEqual(['Sea', 'client "A"']);
    await library.close();
  });

  it('are gone from the search when they are gone (would catch an index that keeps the dead)', async () => {
    const library = await openLibrary(temporaryFolder());
    const id = library.projects.create({ name: 'Lighthouse', prompt: '' });
    library.projects.setDeleted(id, 1);
    const found = (deleted: boolean): number =>
      library.projects.list({ ...everything, search: 'lighthouse', deleted }).total;
    expect([found(false), found(true)]).toEqual([0, 1]);
    await library.emptyBin();
    expect(found(true)).toBe(0);
    await library.close();
  });

  it('page, sort and count without losing any', async () => {
    const library = await openLibrary(temporaryFolder());
    const ids = ['c', 'a', 'b'].map((name) => library.projects.create({ name, prompt: '' }));
    const names = (query: object): string[] =>
      library.projects.list({ ...everything, ...query }).projects.map((project) => project.name);
    expect(names({ sort: 'name' })).toEqual(['a', 'b', 'c']);
    expect(names({ sort: 'oldest' })).toEqual(['c', 'a', 'b']);
    expect(names({ sort: 'newest' })).toEqual(['b', 'a', 'c']);
    expect(library.projects.list({ ...everything, sort: 'oldest', offset: 1, limit: 1 })).toMatchObject({
      total: 3,
      projects: [{ name: 'a' }],
    });
    library.projects.update(ids[0] ?? '', { favourite: true });
    expect(names({ favouritesOnly: true })).toEqual(['c']);
    // A star is no edit: it does not move the project to the front.
    expect(names({ sort: 'newest' })).toEqual(['b', 'a', 'c']);
    await library.close();
  });

  it('copy with their tree, sharing the files (would catch a duplicate that points into the original)', async () => {
    const library = await openLibrary(temporaryFolder());
    const id = library.projects.create({ name: 'Sea', prompt: 'waves' });
    const reference = await addTake(library, id, { content: 'one' });
    await addTake(library, id, { content: 'two', parentId: reference.id, stage: 'i2v' });
    const copy = library.projects.duplicate(id, 'Sea copy');
    const takes = library.takes.ofProject(copy);
    expect(takes.map((take) => take.stage)).toEqual(['t2i', 'i2v']);
    expect(takes[1]?.parentId).toBe(takes[0]?.id);
    expect(takes[0]?.id).not.toBe(reference.id);
    expect(takes[0]?.master).toBe(reference.master);
    // Ending the original leaves the copy whole.
    library.projects.setDeleted(id, 1);
    expect(await library.emptyBin()).toBe(0);
    expect(library.assets.find(takes[1]?.master.slice(6) ?? '')).toBeDefined();
    await library.close();
  });

  it('are named after the first words of the prompt', () => {
    expect(nameFromPrompt('  an old-fashioned windmill surrounded by flowers, warm dusk light ')).toBe(
      'an old-fashioned windmill surrounded by',
    );
    expect(nameFromPrompt('waves.')).toBe('waves');
    expect(nameFromPrompt('\u0007\n\t ')).toBe('Untitled');
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'é', ' ', '.', '\0', '\n', '🌊') }),
        (prompt) => nameFromPrompt(prompt).length > 0,
      ),
    );
  });
});
