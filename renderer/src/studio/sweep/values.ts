import { maxSweepValues, type SweptValue, seedSchema } from '../../../../electron/contract/domain.ts';
import type { ParameterSpec, ParameterValue } from '../../../../electron/contract/parameters.ts';
import { type NumberSpec, onStep } from '../inspector/on-step.ts';

/** A number of values from one end to the other, evenly spaced as far as the parameter's steps allow; each once. */
export function spreadValues(spec: NumberSpec, from: number, to: number, count: number): number[] {
  const many = Math.min(maxSweepValues, Math.max(2, Math.round(count)));
  const [first, last] = [onStep(spec, from), onStep(spec, to)];
  const values = Array.from({ length: many }, (_, index) =>
    onStep(spec, first + ((last - first) * index) / (many - 1)),
  );
  return [...new Set(values)].sort((a, b) => a - b);
}

/** Seeds as somebody types them, with anything but digits between; what is no seed is left out. */
export function parseSeeds(text: string): number[] {
  const seeds = (text.match(/\d+/g) ?? []).map(Number).filter((seed) => seedSchema.safeParse(seed).success);
  return [...new Set(seeds)].slice(0, maxSweepValues);
}

/** Seeds drawn anew. */
export function otherSeeds(count: number): number[] {
  return [...crypto.getRandomValues(new Uint32Array(count))];
}

/** What a sweep of a parameter starts out with: values around the one it has, or the options when they are few. */
export function firstValues(spec: ParameterSpec, value: ParameterValue): SweptValue[] {
  switch (spec.kind) {
    case 'number': {
      const now = typeof value === 'number' ? value : spec.default;
      const isAboveZero = spec.min >= 0 && now > 0;
      return spreadValues(spec, isAboveZero ? now / 2 : spec.min, isAboveZero ? now * 1.5 : spec.max, 4);
    }
    case 'boolean':
      return [false, true];
    case 'choice': {
      const options = spec.options.map((option) => option.value);
      return options.length <= 4 ? options : options.filter((option) => option === value);
    }
    default:
      return [];
  }
}
