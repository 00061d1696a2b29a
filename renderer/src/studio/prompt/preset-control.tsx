import Box from '@mui/material/Box';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Tooltip from '@mui/material/Tooltip';
import { interpolatedFrameCount, type PresetId, presetIds, presets } from '../../../../electron/contract/geometry.ts';
import { t } from '../../i18n/i18n.ts';
import { presetName } from '../../i18n/names.ts';
import { useDraft, useStudio } from '../studio-context.ts';
import { UserPresets } from './user-presets.tsx';

/** “256 → 256 → 256 px, 22 frames”: the sizes a preset stands for. */
function presetSizes(preset: PresetId): string {
  const { referenceSize, keyframeSize, refinedSize, keyframes, interpolationFactor } = presets[preset];
  return `${referenceSize} → ${keyframeSize} → ${refinedSize} px, ${t('{{count}} frames', { count: interpolatedFrameCount(keyframes, interpolationFactor) })}`;
}

/** Three sizes of a chain, and the presets the person has saved. */
export function PresetControl() {
  const { draft } = useStudio();
  const preset = useDraft((state) => state.preset);
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: '6px' }}>
      <ToggleButtonGroup
        exclusive
        fullWidth
        size="small"
        aria-label={t('Preset')}
        value={preset}
        onChange={(_, value: PresetId | null) => value && draft.setState({ preset: value })}
      >
        {presetIds.map((id) => (
          <ToggleButton key={id} value={id} aria-label={`${presetName(id)}: ${presetSizes(id)}`}>
            <Tooltip title={presetSizes(id)}>
              <span>{presetName(id)}</span>
            </Tooltip>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <UserPresets />
    </Box>
  );
}
