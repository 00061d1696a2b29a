import { expect, test } from 'vitest';
import { firstPair } from '../../../../renderer/src/compare/first-pair.ts';
import { take } from '../studio/samples.ts';

test('a comparison starts with the two newest of the last stage that has two', () => {
  const takes = [take('key1', 'i2v', null, 1), take('key2', 'i2v', null, 2), take('smooth1', 'vfi', null, 3)];
  expect(firstPair(takes)?.map(({ id }) => id)).toEqual(['key1', 'key2']);
  expect(firstPair(takes.slice(1))?.map(({ id }) => id)).toEqual(['key2', 'smooth1']);
  expect(firstPair(takes.slice(2))).toBeNull();
});
