import { describe, expect, test } from 'vitest';
import { matchCommands } from '../../../../renderer/src/app/match-commands.ts';

const commands = [
  { label: 'Gallery', hint: 'All projects' },
  { label: 'Settings', hint: 'Device, disk, theme' },
  { label: 'Windmill at dusk', hint: 'An old windmill' },
  { label: 'At the sea', hint: 'waves' },
];
const labels = (query: string): string[] => matchCommands(commands, query).map(({ label }) => label);

describe('the command palette', () => {
  test('without a query nothing is left out or moved', () => {
    expect(labels('  ')).toEqual(commands.map(({ label }) => label));
  });

  test('a name that begins so comes before one that only contains it', () => {
    expect(labels('at')).toEqual(['At the sea', 'Windmill at dusk']);
  });

  test('every word must be found, in the name or beside it', () => {
    expect(labels('wind dusk')).toEqual(['Windmill at dusk']);
    expect(labels('theme')).toEqual(['Settings']);
    expect(labels('windmill sea')).toEqual([]);
  });
});
