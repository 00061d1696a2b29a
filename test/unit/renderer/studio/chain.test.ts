import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Take } from '../../../../electron/contract/domain.ts';
import { stageIds } from '../../../../electron/contract/geometry.ts';
import { ancestry, chooseTake, resolveChain, takeTree, treeNeighbour } from '../../../../renderer/src/studio/chain.ts';
import { family, take } from './samples.ts';

const ids = (chain: ReturnType<typeof resolveChain>) => stageIds.map((stage) => chain[stage]?.id ?? null);

describe('the current chain', () => {
  test('an untouched project shows the newest finished film and what it was made from', () => {
    expect(ids(resolveChain(family, {}))).toEqual(['ref1', 'key1', 'fine1', 'smooth1']);
  });

  test('a take brings its ancestors and its newest descendants', () => {
    expect(chooseTake(family, {}, 'fine1')).toEqual({ t2i: 'ref1', i2v: 'key1', v2v: 'fine1', vfi: 'smooth1' });
  });

  test('a take nothing was made from leaves the lanes below as they are', () => {
    const all = chooseTake(family, {}, 'smooth1');
    expect(ids(resolveChain(family, chooseTake(family, all, 'ref2')))).toEqual(['ref2', 'key1', 'fine1', 'smooth1']);
    expect(ids(resolveChain(family, chooseTake(family, all, 'key2')))).toEqual(['ref1', 'key2', 'fine1', 'smooth1']);
  });

  test('a deleted take gives way to another child of the lane above', () => {
    const choice = chooseTake(family, {}, 'smooth1');
    const left = family.filter(({ id }) => id !== 'key1');
    expect(ids(resolveChain(left, choice))[1]).toBe('key2');
  });

  test('an edited reference is its own lane’s take, not the one it was edited from', () => {
    const edited = take('ref3', 't2i', 'ref1', 9, { origin: 'edited' });
    const key = take('key3', 'i2v', 'ref3', 10);
    expect(ancestry([...family, edited, key], 'key3').t2i?.id).toBe('ref3');
  });
});

describe('the tree of takes', () => {
  test('references newest first, each followed by what was made from it', () => {
    expect(takeTree(family).map(({ take: { id }, depth }) => `${id} ${depth}`)).toEqual([
      'ref2 0',
      'ref1 0',
      'key1 1',
      'fine1 2',
      'smooth1 3',
      'key2 1',
    ]);
  });
});

/** Random families: every take but references hangs on one of the stage above, or on one that was deleted. */
const families = fc
  .array(fc.record({ stage: fc.nat(3), parent: fc.nat(20), orphan: fc.integer({ min: 0, max: 9 }) }), { maxLength: 24 })
  .map((plans) => {
    const takes: Take[] = [];
    plans.forEach(({ stage, parent, orphan }, index) => {
      const name = stageIds[stage] ?? 't2i';
      const above = takes.filter((one) => stageIds.indexOf(one.stage) === stage - 1);
      const parentTake = above[parent % Math.max(1, above.length)];
      const parentId = stage === 0 ? null : orphan === 0 ? 'gone' : (parentTake?.id ?? 'gone');
      takes.push(take(`take${index}`, name, parentId, index));
    });
    return takes;
  });

describe('whatever the tree', () => {
  test('every lane that has takes shows one, of its own stage', () => {
    fc.assert(
      fc.property(families, fc.nat(30), (takes, pick) => {
        const chosen = takes[pick % Math.max(1, takes.length)];
        const chain = resolveChain(takes, chosen ? chooseTake(takes, {}, chosen.id) : {});
        for (const stage of stageIds) {
          const has = takes.some((one) => one.stage === stage);
          expect(chain[stage]?.stage ?? null).toBe(has ? stage : null);
        }
        if (chosen) expect(chain[chosen.stage]?.id).toBe(chosen.id);
      }),
    );
  });

  test('the tree lists every take once', () => {
    fc.assert(
      fc.property(families, (takes) => {
        const listed = takeTree(takes).map((entry) => entry.take.id);
        expect(listed.toSorted()).toEqual(takes.map(({ id }) => id).toSorted());
      }),
    );
  });
});

describe('the tree by keyboard', () => {
  const entries = takeTree(family);
  const from = (id: string, ...keys: string[]): string | undefined => {
    let at: string | undefined = id;
    for (const key of keys) at = at === undefined ? at : treeNeighbour(entries, at, key)?.id;
    return at;
  };

  test('goes up and down in reading order, left to the parent and right to the first child', () => {
    expect(entries.map(({ take }) => take.id)).toEqual(['ref2', 'ref1', 'key1', 'fine1', 'smooth1', 'key2']);
    expect(from('ref2', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight')).toBe('smooth1');
    expect(from('key2', 'ArrowLeft')).toBe('ref1');
    expect(from('key2', 'ArrowUp')).toBe('smooth1');
    expect(from('ref1', 'End', 'Home')).toBe('ref2');
  });

  test('stays where there is nothing further', () => {
    for (const [id, key] of [
      ['ref2', 'ArrowUp'],
      ['ref2', 'ArrowLeft'],
      ['ref2', 'ArrowRight'],
      ['key2', 'ArrowDown'],
      ['key2', 'ArrowRight'],
      ['gone', 'ArrowDown'],
      ['ref1', 'x'],
    ] as const) {
      expect(from(id, key)).toBeUndefined();
    }
  });
});
