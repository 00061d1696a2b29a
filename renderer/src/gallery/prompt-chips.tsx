import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import OutlinedInput from '@mui/material/OutlinedInput';
import Popover from '@mui/material/Popover';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Link } from 'wouter';
import { type PackSummary, seedSchema } from '../../../electron/contract/domain.ts';
import { interpolatedFrameCount, type PresetId, presetIds, presets } from '../../../electron/contract/geometry.ts';
import { CheckIcon, DiceIcon } from '../components/icons.tsx';
import { t } from '../i18n/i18n.ts';
import { presetName } from '../i18n/names.ts';

const pill = {
  borderRadius: '15px',
  height: 30,
  paddingInline: '13px',
  color: 'text.secondary',
  fontWeight: 450,
} as const;

/** "1048 × 1048 · 94 frames": what comes out in the end. */
function presetResult(preset: PresetId): string {
  const { refinedSize, keyframes, interpolationFactor } = presets[preset];
  return `${refinedSize} × ${refinedSize} · ${t('{{count}} frames', { count: interpolatedFrameCount(keyframes, interpolationFactor) })}`;
}

export function PresetChip({ preset, onPreset }: { preset: PresetId; onPreset: (preset: PresetId) => void }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Button
        variant="outlined"
        size="small"
        sx={pill}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-label={t('Preset: {{preset}}', { preset: presetName(preset) })}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {presetName(preset)}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {presetIds.map((option) => (
          <MenuItem
            key={option}
            selected={option === preset}
            onClick={() => {
              onPreset(option);
              setAnchor(null);
            }}
          >
            <Box sx={{ flex: 1, minWidth: 172 }}>
              {presetName(option)}
              <Typography variant="caption" component="div" color="textSecondary" className="tabular">
                {presetResult(option)}
              </Typography>
            </Box>
            {option === preset ? <CheckIcon sx={{ fontSize: 17 }} /> : null}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}

/** Which model will draw; its own words say what it knows. */
export function ModelChip({ pack }: { pack: PackSummary | undefined }) {
  if (!pack) return null;
  return (
    <Tooltip describeChild title={pack.summary}>
      <Button
        component={Link}
        href="/models"
        variant="outlined"
        size="small"
        sx={pill}
        aria-label={t('Model: {{name}}', { name: pack.name })}
      >
        {pack.name}
      </Button>
    </Tooltip>
  );
}

export function SeedChip({ seed, onSeed }: { seed: number | null; onSeed: (seed: number | null) => void }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const label = seed === null ? t('Seed random') : t('Seed {{seed}}', { seed });
  return (
    <>
      <Button
        variant="outlined"
        size="small"
        sx={pill}
        className="tabular"
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {label}
      </Button>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        slotProps={{
          paper: {
            sx: {
              mt: 1.5,
              p: 3,
              border: '1px solid',
              borderColor: 'divider',
              bgcolor: 'raised',
              borderRadius: '12px',
              width: 250,
            },
          },
        }}
      >
        <Typography variant="caption" component="p" color="textSecondary" sx={{ mb: 2 }}>
          {t('The same seed and words make the same picture.')}
        </Typography>
        <Box sx={{ display: 'flex', gap: 2 }}>
          <OutlinedInput
            value={seed ?? ''}
            placeholder={t('Random')}
            onChange={(event) => {
              const digits = event.target.value.replace(/\D/g, '');
              const parsed = seedSchema.safeParse(Number(digits));
              if (digits === '') onSeed(null);
              else if (parsed.success) onSeed(parsed.data);
            }}
            inputProps={{ 'aria-label': t('Seed'), inputMode: 'numeric', className: 'tabular' }}
            sx={{ flex: 1 }}
          />
          <Button variant="outlined" startIcon={<DiceIcon />} onClick={() => onSeed(null)}>
            {t('Random')}
          </Button>
        </Box>
      </Popover>
    </>
  );
}
