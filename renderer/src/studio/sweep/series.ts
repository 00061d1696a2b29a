import { isUnfinished, type Job, type SweptValue, seedKey, type Take } from '../../../../electron/contract/domain.ts';
import type { StageId } from '../../../../electron/contract/geometry.ts';
import { followsSeed } from '../chain.ts';

/** Takes of one lane that were made alike but for one parameter, in the order of its values. */
export interface Series {
  readonly stage: StageId;
  /** The parameter, or `seed`. */
  readonly key: string;
  readonly takes: readonly Take[];
}

/** What a take has at a key; undefined where it has nothing that could be swept. */
function sweptValue(take: Take, key: string): SweptValue | undefined {
  const value = key === seedKey && followsSeed(take) ? (take.seed ?? undefined) : take.parameters[key];
  return typeof value === 'object' ? undefined : value;
}

/**
 * Every series of a project, the one added to last first. They are found in the takes themselves, so that a sweep is there again
 * after years, in a copy of the project and on another machine, and what was tried by hand is found as well.
 */
export function allSeries(takes: readonly Take[]): Series[] {
  const numbers = new Map<string, number>();
  /** A short name for a fact: motion brushes are long. */
  const numberOf = (fact: unknown): number => {
    const text = JSON.stringify(fact);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  const found = new Map<string, { stage: StageId; key: string; takes: Take[] }>();
  for (const take of takes) {
    if (take.packId === null) continue;
    const facts = Object.entries(factsOf(take)).map(([key, value]) => ({ key, number: numberOf([key, value]) }));
    for (const { key } of facts) {
      if (sweptValue(take, key) === undefined) continue;
      const others = facts.filter((fact) => fact.key !== key).map(({ number }) => number);
      const name = `${key} ${others.sort((a, b) => a - b).join(' ')}`;
      const series = found.get(name) ?? { stage: take.stage, key, takes: [] };
      series.takes.push(take);
      found.set(name, series);
    }
  }
  return [...found.values()]
    .map((series) => ({ ...series, takes: newestOfEach(series.takes, series.key) }))
    .filter((series) => series.takes.length > 1)
    .sort((a, b) => newest(b.takes) - newest(a.takes));
}

const newest = (takes: readonly Take[]): number => Math.max(...takes.map(({ createdAt }) => createdAt));

/** Everything a take depends on, by names that no parameter has but the seed's. */
function factsOf(take: Take): Record<string, unknown> {
  const { stage, parentId, packId, prompt, negativePrompt, seed, parameters } = take;
  const asked = followsSeed(take) ? { '.prompt': prompt, '.negativePrompt': negativePrompt, [seedKey]: seed } : {};
  return { ...parameters, ...asked, '.stage': stage, '.parent': parentId, '.pack': packId };
}

function newestOfEach(takes: readonly Take[], key: string): Take[] {
  const byValue = new Map<SweptValue | undefined, Take>();
  for (const take of takes) {
    const value = sweptValue(take, key);
    const known = byValue.get(value);
    if (!known || known.createdAt <= take.createdAt) byValue.set(value, take);
  }
  return [...byValue.values()].sort((a, b) => compareValues(sweptValue(a, key), sweptValue(b, key)));
}

/** Numbers by size; names stay in the order in which they came. */
function compareValues(a: SweptValue | undefined, b: SweptValue | undefined): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : 0;
}

/** Which sweep is looked at: found by a take of it, by its jobs, or both. */
export interface SweepRef {
  readonly key: string;
  readonly takeId: string | null;
  readonly sweepId: string | null;
}

/** One value of a sweep: its take, or the job that makes it or failed to. */
export type SweepCell =
  | { readonly value: SweptValue; readonly take: Take }
  | { readonly value: SweptValue; readonly take: null; readonly job: Job };

/** The values of a sweep with what there is of each, in order. */
export function sweepCells(ref: SweepRef, takes: readonly Take[], jobs: readonly Job[]): SweepCell[] {
  const own = jobs.filter(({ sweep }) => sweep !== null && sweep.sweepId === ref.sweepId);
  const ids = new Set([ref.takeId, ...own.map(({ steps }) => steps[0]?.takeId)]);
  const anchor = takes.find(({ id }) => ids.has(id));
  const series = anchor
    ? allSeries(takes).find(({ key, takes: each }) => key === ref.key && each.some(({ id }) => ids.has(id)))
    : undefined;
  const cells = new Map<SweptValue, SweepCell>();
  for (const take of series?.takes ?? (anchor ? [anchor] : [])) {
    const value = sweptValue(take, ref.key);
    if (value !== undefined) cells.set(value, { value, take });
  }
  for (const job of own) {
    const value = job.sweep?.value;
    if (value !== undefined && job.state !== 'done' && !cells.has(value)) cells.set(value, { value, take: null, job });
  }
  return [...cells.values()].sort((a, b) => compareValues(a.value, b.value));
}

export interface SweepEntry {
  readonly ref: SweepRef;
  readonly stage: StageId;
  readonly packId: string | null;
  readonly values: readonly SweptValue[];
  readonly isAtWork: boolean;
}

/** Every sweep there is to look at: those at work, then the series among the takes. */
export function allSweeps(takes: readonly Take[], jobs: readonly Job[]): SweepEntry[] {
  const atWork = [...Map.groupBy(jobs, ({ sweep }) => sweep?.sweepId)].flatMap(([sweepId, own]): SweepEntry[] => {
    const [first] = own;
    const step = first?.steps[0];
    const isAtWork = own.some(isUnfinished);
    if (sweepId === undefined || !first?.sweep || !step || !isAtWork) return [];
    const ref = { key: first.sweep.key, sweepId, takeId: null };
    const { stage, packId } = step;
    return [{ ref, stage, packId, values: sweepCells(ref, takes, jobs).map(({ value }) => value), isAtWork }];
  });
  const making = new Set(
    atWork
      .flatMap(({ ref }) => jobs.filter(({ sweep }) => sweep?.sweepId === ref.sweepId))
      .map((job) => job.steps[0]?.takeId),
  );
  const series = allSeries(takes).flatMap(({ stage, key, takes: each }): SweepEntry[] => {
    const isListed = atWork.some(({ ref }) => ref.key === key) && each.some(({ id }) => making.has(id));
    const values = each.flatMap((take) => sweptValue(take, key) ?? []);
    const ref = { key, takeId: each[0]?.id ?? null, sweepId: null };
    const packId = each[0]?.packId ?? null;
    return isListed ? [] : [{ ref, stage, packId, values, isAtWork: false }];
  });
  return [...atWork, ...series];
}
