import type { ParameterSpec } from '../../../../electron/contract/parameters.ts';

export type NumberSpec = Extract<ParameterSpec, { kind: 'number' }>;

/** The nearest value the parameter can have. */
export function onStep({ min, max, step }: NumberSpec, value: number): number {
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const steps = Math.round((Math.min(max, Math.max(min, value)) - min) / step);
  const nearest = Number((min + steps * step).toFixed(decimals));
  return nearest > max ? Number((nearest - step).toFixed(decimals)) : nearest;
}
