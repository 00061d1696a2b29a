import { expect, it } from 'vitest';
import type { VotedTake } from '../../../electron/contract/votes.ts';
import { openLibrary } from '../../../electron/library/library.ts';
import { temporaryFolder } from '../../support/studio-fixtures.ts';

const made = (takeId: string): VotedTake => ({
  takeId,
  stage: 'vfi',
  packName: 'Starter Smooth',
  packVersion: '1',
  preset: null,
  seed: 4,
  parameters: { loop: true },
});

it('votes come back as they were given, in order, after the studio was closed; one or all can be taken back', async () => {
  const home = temporaryFolder();
  const first = await openLibrary(home);
  const given = (['first', 'same'] as const).map((answer) =>
    first.votes.add({
      projectId: 'project00001',
      prompt: 'wellen',
      first: made('take00000001'),
      second: made('take00000002'),
      firstOnLeft: answer === 'same',
      answers: { quality: answer, consistency: 'second', structure: 'same' },
    }),
  );
  await first.close();
  const library = await openLibrary(home);
  expect(library.votes.list()).toEqual(given);
  library.votes.remove(given[0]?.id ?? '');
  expect(library.votes.list()).toEqual(given.slice(1));
  library.votes.remove(null);
  expect(library.votes.list()).toEqual([]);
  await library.close();
});
