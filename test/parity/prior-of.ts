import type { NoisePrior } from '../../electron/pipeline/diffusion/noise-prior.ts';

/** A recorded noise prior: its kind, and the number in its formula. */
export function priorOf({ kind, formula }: { readonly kind: string; readonly formula: string }): NoisePrior {
  const number = (pattern: RegExp): number => {
    const found = Number(pattern.exec(formula)?.[1]);
    if (Number.isNaN(found)) throw new Error(`The strength of the noise prior cannot be read from: ${formula}`);
    return found;
  };
  switch (kind) {
    case 'mix':
      return { kind: 'mix', strength: number(/alpha\s*=\s*([\d.]*\d)/) };
    case 'meanshift':
      return { kind: 'mean-shift', strength: number(/lambda\s*=\s*([\d.]*\d)/) };
    case 'perframe-decay':
      return { kind: 'decay', strength: number(/a_f\s*=\s*([\d.]*\d)/) };
    case 'addnoise':
      return { kind: 'add-noise' };
    default:
      throw new Error(`There is no noise prior called ${kind}.`);
  }
}
