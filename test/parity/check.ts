import type { NpyArray } from './npy.ts';

/** How far one tensor is from what was expected. */
export interface Check {
  readonly error: number;
  readonly tolerance: number;
  /** Largest number that was expected, at least 1: what a coarser device is measured by. */
  readonly scale?: number;
}

type Numbers = NpyArray['data'] | BigInt64Array | readonly number[];

/** Largest difference of two arrays; infinite when their lengths differ or anything is not a number. */
export function largestDifference(found: Numbers, expected: Numbers): number {
  if (found.length === 0 || expected.length !== found.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(Number(found[i]) - Number(expected[i]));
    if (!(difference <= worst)) worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return worst;
}

/** Largest magnitude, at least `least`. */
export function scaleOf(values: Numbers, least = 0): number {
  let scale = least;
  for (const value of values) scale = Math.max(scale, Math.abs(Number(value)));
  return scale;
}

/** Absolute. */
export function within(found: Numbers, expected: Numbers, tolerance: number): Check {
  return { error: largestDifference(found, expected), tolerance, scale: scaleOf(expected, 1) };
}

/** Relative to the largest expected number. */
export function withinScale(found: Numbers, expected: Numbers, relative: number): Check {
  return within(found, expected, relative * scaleOf(expected));
}

/** Two parts of one value: as far off as the worse. */
export function joined(one: Check, other: Check): Check {
  return {
    error: Math.max(one.error, other.error),
    tolerance: Math.max(one.tolerance, other.tolerance),
    scale: Math.max(one.scale ?? 1, other.scale ?? 1),
  };
}

export function passes({ error, tolerance }: Check): boolean {
  return error <= tolerance;
}

/** The worst of several, measured by their tolerances: the one to show. */
export function worst(checks: Readonly<Record<string, Check>>): Check {
  const share = ({ error, tolerance }: Check) => (error === 0 ? 0 : error / tolerance);
  const all = Object.values(checks).toSorted((a, b) => share(b) - share(a));
  return all[0] ?? { error: Number.POSITIVE_INFINITY, tolerance: 0 };
}
