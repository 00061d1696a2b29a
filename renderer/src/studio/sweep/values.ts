import { maxSweepValues, seedSchema } from '../../../../electron/contract/domain.ts';
import type { ParameterSpec } from '../../../../electron/contract/parameters.ts';

type NumberSpec = Extract<ParameterSpec, { kind: 'number' }>;

/** A number of values from one end to the other, evenly spaced as far as the parameter's steps allow; each once. */
export function spreadValues(spec: NumberSpec, from: number, to: number, count: number): number[] {
  const many = Math.min(maxSweepValues, Math.max(2, Math.round(count)));
  const [first, last] = [onStep(spec, from), onStep(spec, to)];
  const values = Array.from({ length: many }, (_, index) =>
    onStep(spec, first + ((last - first) * index) / (many - 1)),
  );
  return [...new Set(values)].sort((a, b) => a - b);
}

/** The nearest value the parameter can have. */
export function onStep({ min, max, step }: NumberSpec, value: number): number {
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const steps = Math.round((Math.min(max, Math.max(min, value)) - min) / step);
  const nearest = Number((min + steps * step).toFixed(decimals));
  return nearest > max ? Number((nearest - step).toFixed(decimals)) : nearest;
}

/** Seeds as somebody types them, with anything but digits between; what is no seed is left out. */
export function parseSeeds(text: string): number[] {
  const seeds = (text.match(/\d+/g) ?? []).map(Number).filter((seed) => seedSchema.safeParse(seed).success);
  return [...new Set(seeds)].slice(0, maxSweepValues);
}
