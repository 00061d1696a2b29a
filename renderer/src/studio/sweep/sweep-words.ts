import { type PackSummary, type SweptValue, seedKey } from '../../../../electron/contract/domain.ts';
import type { StageId } from '../../../../electron/contract/geometry.ts';
import { type ParameterSpec, parameterSpecs } from '../../../../electron/contract/parameters.ts';
import { parameterName, valueWords } from '../../components/parameter-words.ts';
import { t } from '../../i18n/i18n.ts';
import { groupedDigits } from '../words.ts';

/** A sweep in words: what is tried out, and its values. */
export interface SweepWords {
  readonly name: string;
  value(value: SweptValue): string;
}

/** Words for a sweep of a model's parameter; as well as can be when the model is gone. */
export function sweepWords(key: string, spec: ParameterSpec | undefined): SweepWords {
  if (key === seedKey) {
    return { name: t('Seed'), value: (value) => (typeof value === 'number' ? groupedDigits(value) : String(value)) };
  }
  return { name: parameterName(key, spec), value: (value) => valueWords(value, spec) };
}

/** The parameter of an installed model. */
export function specOf(
  packs: readonly PackSummary[],
  { stage, packId, key }: { readonly stage: StageId; readonly packId: string | null; readonly key: string },
): ParameterSpec | undefined {
  const pack = packs.find(({ id }) => id === packId);
  return pack && parameterSpecs(stage, pack.method)?.find((spec) => spec.key === key);
}
