import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import Slider from '@mui/material/Slider';
import Typography from '@mui/material/Typography';
import { useEffect } from 'react';
import type { BrushRegion } from '../../../../electron/contract/parameters.ts';
import { TrashIcon } from '../../components/icons.tsx';
import { notify } from '../../components/notices.ts';
import { phrase, t } from '../../i18n/i18n.ts';
import { startRegion } from '../brush.ts';
import { useBrush } from '../preview/use-brush.ts';
import { usePlayer, useStudio } from '../studio-context.ts';

const motions: readonly { readonly value: BrushRegion['motion']; readonly label: string }[] = [
  { value: 'move', label: phrase('Move') },
  { value: 'sway', label: phrase('Sway') },
  { value: 'ripple', label: phrase('Ripple') },
  { value: 'drift', label: phrase('Drift') },
  { value: 'still', label: phrase('Hold still') },
];

/** Size of the brush and what has been painted, while painting. */
export function BrushControls({ help }: { help: string }) {
  const { player } = useStudio();
  const { regions, setRegions } = useBrush();
  const radius = usePlayer((state) => state.brushRadius);
  const selected = usePlayer((state) => state.selectedRegion);
  useEffect(() => {
    player.setState({ isPainting: true, isPlaying: false });
    return () => player.setState({ isPainting: false, selectedRegion: -1 });
  }, [player]);

  const rows = regions.map((region, index) => ({ region, index, key: `region ${index}` }));
  const change = (index: number, part: Partial<BrushRegion>): void =>
    setRegions(regions.map((region, at) => (at === index ? { ...region, ...part } : region)));
  /** Takes painted regions away; Undo brings them back. */
  const without = (left: readonly BrushRegion[]): void => {
    setRegions(left);
    player.setState({ selectedRegion: -1 });
    notify(t('{{count}} regions removed.', { count: regions.length - left.length }), {
      undo: () => setRegions(regions),
    });
  };
  return (
    <Box sx={{ display: 'grid', gap: 3 }}>
      <Typography variant="caption" color="text.secondary" component="p">
        {help} {t('Paint over the picture, then drag the arrow.')}
      </Typography>
      <Box>
        <Typography id="brush-size" variant="body2" component="span">
          {t('Brush size')}
        </Typography>
        <Slider
          aria-labelledby="brush-size"
          min={0.01}
          max={0.3}
          step={0.005}
          shiftStep={0.05}
          value={radius}
          onChange={(_, value) => {
            const next = Array.isArray(value) ? (value[0] ?? radius) : value;
            player.setState({ brushRadius: next });
            if (selected >= 0) change(selected, { radius: next });
          }}
        />
      </Box>
      <Box
        component="ul"
        aria-label={t('Painted regions')}
        sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 1 }}
      >
        {rows.map(({ region, index, key }) => (
          <Box
            component="li"
            key={key}
            sx={{
              display: 'flex',
              alignItems: 'center',
              gap: 2,
              padding: '2px 2px 2px 8px',
              borderRadius: '8px',
              bgcolor: index === selected ? 'raised' : 'transparent',
            }}
          >
            <Box
              component="button"
              type="button"
              onClick={() => player.setState({ selectedRegion: index })}
              sx={{
                flex: 1,
                font: 'inherit',
                color: 'text.primary',
                background: 'none',
                border: 0,
                padding: 0,
                textAlign: 'left',
              }}
            >
              {t('Region {{number}}', { number: index + 1 })}
            </Box>
            <Select
              size="small"
              variant="standard"
              disableUnderline
              value={region.motion}
              onChange={(event) => change(index, { motion: event.target.value })}
              inputProps={{ 'aria-label': t('Motion of region {{number}}', { number: index + 1 }) }}
              sx={{ fontSize: 13 }}
            >
              {motions.map(({ value, label }) => (
                <MenuItem key={value} value={value}>
                  {t(label)}
                </MenuItem>
              ))}
            </Select>
            <IconButton
              size="small"
              aria-label={t('Remove region {{number}}', { number: index + 1 })}
              onClick={() => without(regions.filter((_, at) => at !== index))}
            >
              <TrashIcon sx={{ fontSize: 16 }} />
            </IconButton>
          </Box>
        ))}
      </Box>
      <Box sx={{ display: 'flex', gap: 2 }}>
        <Button
          size="small"
          variant="outlined"
          onClick={() => {
            setRegions([...regions, startRegion({ x: 0.5, y: 0.5 }, radius)]);
            player.setState({ selectedRegion: regions.length });
          }}
        >
          {t('Add in the middle')}
        </Button>
        <Button size="small" variant="outlined" disabled={regions.length === 0} onClick={() => without([])}>
          {t('Clear')}
        </Button>
      </Box>
    </Box>
  );
}
