import { describe, expect, test } from 'vitest';
import { type PromptWalk, promptHistory, walkPrompts } from '../../../../renderer/src/studio/prompt-history.ts';
import { job, take } from './samples.ts';

const words = (prompt: string, negativePrompt = '') => ({ prompt, negativePrompt });
const texts = (history: ReturnType<typeof promptHistory>) =>
  history.map(({ prompt, negativePrompt }) => [prompt, negativePrompt]);

describe('the prompts of a project', () => {
  test('come in the order of their last use, each once, with what was to be avoided', () => {
    const takes = [
      take('a', 't2i', null, 1, words('sea')),
      take('b', 'i2v', 'a', 2, words('sea')),
      take('c', 't2i', null, 3, words('hills', 'fog')),
      take('d', 't2i', null, 4, words(' sea ')),
      take('e', 't2i', null, 5, words('hills')),
    ];
    expect(texts(promptHistory(takes, []))).toEqual([
      ['hills', ''],
      ['sea', ''],
      ['hills', 'fog'],
    ]);
  });

  test('count when the job failed, and leave out pictures brought in and what was asked for under a mask', () => {
    const jobs = [
      job('j1', { ...words('lost to a full disk'), state: 'failed', createdAt: 10 }),
      job('j2', {
        ...words('a boat under the mask'),
        parentTakeId: 'a',
        createdAt: 11,
        steps: [{ stage: 't2i', packId: 'p', state: 'failed', takeId: null }],
      }),
    ];
    const takes = [
      take('a', 't2i', null, 1, { ...words('brought in'), origin: 'imported' }),
      take('b', 't2i', 'a', 2, { ...words('a boat'), origin: 'edited' }),
      take('c', 'i2v', 'a', 3, words('')),
    ];
    expect(texts(promptHistory(takes, jobs))).toEqual([['lost to a full disk', '']]);
  });
});

describe('going through them', () => {
  const history = promptHistory(
    [take('a', 't2i', null, 1, words('first')), take('b', 't2i', null, 2, words('second'))],
    [],
  );

  /** Where the steps lead from a text, one after the other. */
  function walked(from: string, steps: readonly (1 | -1)[]): string[] {
    let walk: PromptWalk | null = null;
    let now = words(from);
    return steps.map((step) => {
      const next = walkPrompts(history, walk, now, step);
      if (!next) return '-';
      walk = next.walk;
      now = words(next.show.prompt, next.show.negativePrompt);
      return now.prompt;
    });
  }

  test('leads back to what was being written (would catch a text that Alt+Up swallows)', () => {
    expect(walked('half a thou', [1, 1, 1, -1, -1, -1])).toEqual([
      'second',
      'first',
      '-',
      'second',
      'half a thou',
      '-',
    ]);
  });

  test('starts beyond the text that is there already', () => {
    expect(walked('second', [1, -1, -1])).toEqual(['first', 'second', '-']);
    expect(walked('', [-1, 1])).toEqual(['-', 'second']);
  });

  test('starts anew from a text that was changed on the way', () => {
    const step = walkPrompts(history, null, words('draft'), 1);
    const next = walkPrompts(history, step?.walk ?? null, words('second, but at night'), 1);
    expect(next).toMatchObject({ show: { prompt: 'second' }, walk: { own: words('second, but at night') } });
  });
});
