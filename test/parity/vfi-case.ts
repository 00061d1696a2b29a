import type { VariantChecks } from './cases.ts';

export async function* checkInterpolation(): VariantChecks {
  throw new Error('not yet');
}
