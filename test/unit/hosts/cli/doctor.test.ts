import { expect, it } from 'vitest';
import { findProblems } from '../../../../electron/hosts/cli/commands/doctor.ts';

const packs = ['t2i', 'i2v', 'v2v', 'vfi'].map((stage) => ({ stages: [stage], health: 'ok' }));
const machine = { device: { kind: 'cpu' }, ffmpeg: { path: '/usr/bin/ffmpeg' } };

it('finds nothing where videos can be made', () => {
  expect(findProblems(machine, packs)).toEqual([]);
});

it('names everything that stands in the way', () => {
  const damaged = packs.map((pack, index) => (index === 1 ? { ...pack, health: 'damaged' } : pack));
  const problems = findProblems({ device: null, ffmpeg: null }, damaged);
  expect(problems).toHaveLength(3);
  expect(problems.join(' ')).toMatch(/device.*FFMPEG_PATH.*i2v/);
});
