import type { BrushRegion, ParameterSpec } from '../../../../electron/contract/parameters.ts';
import { phrase } from '../../i18n/i18n.ts';
import { withParameter } from '../draft.ts';
import { useDraft, useStudio } from '../studio-context.ts';

const brushSpec: ParameterSpec = { kind: 'brush', key: 'brush', label: phrase('Motion brush'), help: '' };

/** The motion brush of the keyframes lane and how to change it. */
export function useBrush(): { regions: readonly BrushRegion[]; setRegions: (regions: readonly BrushRegion[]) => void } {
  const { draft } = useStudio();
  const value = useDraft((state) => state.parameters.i2v?.brush);
  return {
    regions: (value as readonly BrushRegion[] | undefined) ?? [],
    setRegions: (regions) =>
      draft.setState((old) => ({ parameters: withParameter(old, 'i2v', brushSpec, [...regions]) })),
  };
}
