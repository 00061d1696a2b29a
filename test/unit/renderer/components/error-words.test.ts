import { expect, test } from 'vitest';
import { errorCodes } from '../../../../electron/contract/errors.ts';
import { errorWords } from '../../../../renderer/src/components/error-words.ts';

test('every code has a sentence of its own, and none shows the code itself', () => {
  const titles = errorCodes.map((code) => errorWords(code).title);
  expect(new Set(titles).size).toBe(errorCodes.length);
  for (const title of titles) {
    expect(title.length).toBeGreaterThan(5);
    expect(title).not.toContain('-');
  }
});
