import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import Slider from '@mui/material/Slider';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { type ReactNode, useId } from 'react';
import { type ExportQuality, maxLoops, type Take } from '../../../../electron/contract/domain.ts';
import { formatNumber } from '../../components/format.ts';
import { canPlayWithoutEnd, type ExportFormat, exportFormats, exportQualities } from '../../exports/formats.ts';
import { t } from '../../i18n/i18n.ts';
import { timecode } from '../words.ts';
import type { ExportSettingsModel } from './use-export-settings.ts';

const rates = [8, 12, 15, 24, 25, 30, 50, 60] as const;
const edges = [2048, 1440, 1080, 720, 512, 360, 256] as const;

interface FieldProps {
  readonly take: Take;
  readonly settings: ExportSettingsModel;
}

export function FormatField({ take, settings: { format, change } }: FieldProps) {
  return (
    <Box>
      <ToggleButtonGroup
        exclusive
        size="small"
        aria-label={t('Format')}
        sx={{ display: 'grid', gridTemplateColumns: 'repeat(4, 1fr)', gap: '4px' }}
        value={format}
        onChange={(_, value: ExportFormat | null) => value && change({ format: value })}
      >
        {Object.entries(exportFormats).map(([value, { label }]) => (
          <ToggleButton key={value} value={value} disabled={take.frames === 1 && value !== 'png'}>
            {label}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Typography variant="caption" color="text.secondary" component="p" sx={{ mt: 2 }}>
        {t(exportFormats[format].about)} {take.width}×{take.height}
        {take.frames > 1 ? ` · ${take.fps} fps` : ''}
      </Typography>
    </Box>
  );
}

export function RangeField({ take, settings: { range, change } }: FieldProps) {
  const words = `${timecode(range.first / take.fps)} – ${timecode((range.last + 1) / take.fps)}`;
  return (
    <SliderField
      label={t('Range')}
      text={`${words} · ${t('{{count}} frames', { count: range.last - range.first + 1 })}`}
    >
      <Slider
        value={[range.first, range.last]}
        min={0}
        max={take.frames - 1}
        getAriaLabel={(index) => (index === 0 ? t('First frame') : t('Last frame'))}
        getAriaValueText={(value) => t('frame {{frame}}', { frame: value + 1 })}
        onChange={(_, value) => {
          if (Array.isArray(value)) change({ range: { first: value[0] ?? 0, last: value[1] ?? 0 } });
        }}
      />
    </SliderField>
  );
}

/** How often the clip plays; a GIF or WebP may play without end, at the left end of the slider. */
export function LoopsField({ take, settings: { format, range, plays, change } }: FieldProps) {
  const id = useId();
  const seconds = (range.last - range.first + 1) / take.fps;
  const say = (value: number): string =>
    value === 0 ? t('without end') : `${value}× · ${formatNumber(seconds * value, 1)} s`;
  return (
    <SliderField id={id} label={t('Loops')} text={say(plays)}>
      <Slider
        value={plays}
        min={canPlayWithoutEnd(format) ? 0 : 1}
        max={maxLoops}
        aria-labelledby={id}
        getAriaValueText={say}
        onChange={(_, value) => change({ loops: Array.isArray(value) ? (value[0] ?? 1) : value })}
      />
    </SliderField>
  );
}

export function SizeFields({ take, settings: { edge, fps, change } }: FieldProps) {
  const longest = Math.max(take.width, take.height);
  const moves = take.frames > 1;
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: moves ? '1fr 1fr' : '1fr', gap: '12px' }}>
      <ChoiceField
        label={t('Longest edge')}
        value={edge}
        asItIs={`${longest} px`}
        options={edges.filter((value) => value < longest).map((value) => ({ value, text: `${value} px` }))}
        onChange={(next) => change({ edge: next })}
      />
      {moves ? (
        <ChoiceField
          label={t('Frame rate')}
          value={fps}
          asItIs={`${take.fps} fps`}
          options={rates.filter((value) => value !== take.fps).map((value) => ({ value, text: `${value} fps` }))}
          onChange={(next) => change({ fps: next })}
        />
      ) : null}
    </Box>
  );
}

export function QualityField({ settings: { quality, change } }: Pick<FieldProps, 'settings'>) {
  return (
    <ToggleButtonGroup
      exclusive
      fullWidth
      size="small"
      aria-label={t('Quality')}
      value={quality}
      onChange={(_, value: ExportQuality | null) => value && change({ quality: value })}
    >
      {Object.entries(exportQualities).map(([value, label]) => (
        <ToggleButton key={value} value={value}>
          {t(label)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

function SliderField({ id, label, text, children }: { id?: string; label: string; text: string; children: ReactNode }) {
  return (
    <Box>
      <Box sx={{ display: 'flex', justifyContent: 'space-between' }}>
        <Typography {...(id ? { id } : {})} variant="body2">
          {label}
        </Typography>
        <Typography variant="body2" color="text.secondary" className="tabular">
          {text}
        </Typography>
      </Box>
      {children}
    </Box>
  );
}

/** One of some numbers, or null: as the take has it. */
function ChoiceField(props: {
  label: string;
  value: number | null;
  asItIs: string;
  options: readonly { readonly value: number; readonly text: string }[];
  onChange: (value: number | null) => void;
}) {
  const id = useId();
  return (
    <Box>
      <Typography id={id} variant="body2" sx={{ mb: '6px' }}>
        {props.label}
      </Typography>
      <Select
        size="small"
        fullWidth
        value={props.value ?? 0}
        onChange={(event) => props.onChange(event.target.value === 0 ? null : event.target.value)}
        SelectDisplayProps={{ 'aria-labelledby': id }}
        sx={{ fontSize: 13 }}
      >
        <MenuItem value={0}>{t('As it is: {{value}}', { value: props.asItIs })}</MenuItem>
        {props.options.map(({ value, text }) => (
          <MenuItem key={value} value={value}>
            {text}
          </MenuItem>
        ))}
      </Select>
    </Box>
  );
}
