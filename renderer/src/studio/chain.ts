import type { Take } from '../../../electron/contract/domain.ts';
import { type StageId, stageIds } from '../../../electron/contract/geometry.ts';

/** Which take each lane shows, by id. A lane without an entry shows what fits best. */
export type LaneChoice = Readonly<Partial<Record<StageId, string>>>;
/** One take a lane: a path through the tree of takes, or nearly one when lanes below are out of date. */
export type Chain = Readonly<Record<StageId, Take | null>>;

const oldestFirst = (a: Take, b: Take): number => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);

/** A reference that was brought in or edited: the next run animates it rather than making another from the prompt. */
export function isKeptPicture({ stage, origin }: Take): boolean {
  return stage === 't2i' && origin !== 'generated';
}

/** Whether words and seed had a say in a take: refining by a network of its own and smoothing follow neither. */
export function followsSeed({ stage, parameters }: Pick<Take, 'stage' | 'parameters'>): boolean {
  // Video to video by diffusion has guidance.
  return stage === 't2i' || stage === 'i2v' || 'guidanceScale' in parameters;
}

/** Takes of one stage, oldest first: what the lane's picker walks through. */
export function takesOfStage(takes: readonly Take[], stage: StageId): Take[] {
  return takes.filter((take) => take.stage === stage).sort(oldestFirst);
}

/** The take and the takes it was made from, by stage. */
export function ancestry(takes: readonly Take[], takeId: string): Partial<Record<StageId, Take>> {
  const byId = new Map(takes.map((take) => [take.id, take]));
  const path: Partial<Record<StageId, Take>> = {};
  const visited = new Set<string>();
  let take = byId.get(takeId);
  while (take && !visited.has(take.id)) {
    visited.add(take.id);
    // An edited reference has a reference as parent: the nearest one to the chosen take is the lane's.
    path[take.stage] ??= take;
    take = take.parentId === null ? undefined : byId.get(take.parentId);
  }
  return path;
}

/**
 * Makes a take current: the takes it was made from come along, and so do the newest takes made from it. A lane below that has
 * nothing made from it keeps what it shows (and is then stale).
 */
export function chooseTake(takes: readonly Take[], choice: LaneChoice, takeId: string): LaneChoice {
  const chosen = takes.find((take) => take.id === takeId);
  if (!chosen) return choice;
  const next: Partial<Record<StageId, string>> = { ...choice };
  for (const [stage, take] of Object.entries(ancestry(takes, takeId))) next[stage as StageId] = take.id;
  let above = chosen;
  for (const stage of stageIds.slice(stageIds.indexOf(chosen.stage) + 1)) {
    const child = newestChild(takes, stage, above.id);
    if (!child) break;
    next[stage] = child.id;
    above = child;
  }
  return next;
}

/** The takes to show for a choice that may be empty, or name takes that are gone. */
export function resolveChain(takes: readonly Take[], choice: LaneChoice): Chain {
  const byId = new Map(takes.map((take) => [take.id, take]));
  const valid = (stage: StageId): Take | null => {
    const take = byId.get(choice[stage] ?? '');
    return take?.stage === stage ? take : null;
  };
  if (stageIds.every((stage) => valid(stage) === null)) {
    const deepest = [...stageIds].reverse().flatMap((stage) => takesOfStage(takes, stage).at(-1) ?? [])[0];
    if (!deepest) return { t2i: null, i2v: null, v2v: null, vfi: null };
    return resolveChain(takes, chooseTake(takes, {}, deepest.id));
  }
  const chain: Record<StageId, Take | null> = { t2i: null, i2v: null, v2v: null, vfi: null };
  let above: Take | null = null;
  for (const stage of stageIds) {
    const child: Take | null = above ? (newestChild(takes, stage, above.id) ?? null) : null;
    const take: Take | null = valid(stage) ?? child ?? takesOfStage(takes, stage).at(-1) ?? null;
    chain[stage] = take;
    above = take;
  }
  return chain;
}

function newestChild(takes: readonly Take[], stage: StageId, parentId: string): Take | undefined {
  return takesOfStage(takes, stage)
    .filter((take) => take.parentId === parentId)
    .at(-1);
}

export interface TreeEntry {
  readonly take: Take;
  /** 0 for a reference that starts a tree. */
  readonly depth: number;
}

/** All takes as a tree in reading order: newest reference first, under each what was made from it, oldest first. */
export function takeTree(takes: readonly Take[]): TreeEntry[] {
  const ids = new Set(takes.map((take) => take.id));
  const isRoot = (take: Take): boolean => take.stage === 't2i' || take.parentId === null || !ids.has(take.parentId);
  const children = Map.groupBy(takes.filter((take) => !isRoot(take)).sort(oldestFirst), (take) => take.parentId);
  const entries: TreeEntry[] = [];
  const visit = (take: Take, depth: number): void => {
    entries.push({ take, depth });
    for (const child of children.get(take.id) ?? []) visit(child, depth + 1);
  };
  for (const root of takes.filter(isRoot).sort(oldestFirst).reverse()) visit(root, 0);
  return entries;
}

/** Where an arrow key leads from a take of the tree: up and down in reading order, left to its parent, right to its first child. */
export function treeNeighbour(entries: readonly TreeEntry[], takeId: string, key: string): Take | null {
  const at = entries.findIndex(({ take }) => take.id === takeId);
  const depth = entries[at]?.depth;
  if (depth === undefined) return null;
  const next = entries[at + 1];
  switch (key) {
    case 'ArrowDown':
      return next?.take ?? null;
    case 'ArrowUp':
      return entries[at - 1]?.take ?? null;
    case 'ArrowLeft':
      return entries.slice(0, at).findLast((entry) => entry.depth < depth)?.take ?? null;
    case 'ArrowRight':
      return next && next.depth > depth ? next.take : null;
    case 'Home':
      return entries[0]?.take ?? null;
    case 'End':
      return entries.at(-1)?.take ?? null;
    default:
      return null;
  }
}
