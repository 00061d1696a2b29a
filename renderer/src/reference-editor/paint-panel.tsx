import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import { formatNumber } from '../components/format.ts';
import { t } from '../i18n/i18n.ts';
import type { PaintSettings } from './paint-settings.ts';
import { Heading, SliderRow } from './panel-parts.tsx';
import type { Layers } from './use-layers.ts';

const swatches = ['#FFFFFF', '#16181B', '#FFB454', '#E2604F', '#6FCF97', '#7FB2FF', '#B58BE0', '#F2C94C'] as const;

/** What the brush, the eraser and the fill paint with, and on. */
export function PaintPanel({
  tool,
  paint,
  onPaint,
  layers,
}: {
  tool: 'brush' | 'eraser' | 'fill';
  paint: PaintSettings;
  onPaint: (paint: PaintSettings) => void;
  layers: Layers;
}) {
  const colourId = useId();
  const { chosen } = layers;
  return (
    <>
      <PaintTarget layers={layers} />
      {tool === 'fill' ? (
        <SliderRow
          label={t('Tolerance')}
          value={paint.tolerance}
          min={0}
          max={128}
          step={1}
          text={String}
          onChange={(tolerance) => onPaint({ ...paint, tolerance })}
        />
      ) : (
        <SliderRow
          label={t('Size')}
          value={paint.size}
          min={0.004}
          max={0.4}
          step={0.002}
          text={(value) => `${formatNumber(value * 100, 1)} %`}
          onChange={(size) => onPaint({ ...paint, size })}
        />
      )}
      {tool === 'eraser' ? (
        <Typography variant="caption" color="text.secondary">
          {chosen
            ? t('Rubs out the layer itself. Undo brings it back.')
            : t('Takes away what was painted. The picture itself stays.')}
        </Typography>
      ) : (
        <Box>
          <Heading id={colourId}>{t('Colour')}</Heading>
          <Box
            role="radiogroup"
            aria-labelledby={colourId}
            sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}
          >
            {swatches.map((colour) => (
              <Box
                key={colour}
                component="button"
                type="button"
                role="radio"
                aria-checked={paint.colour === colour}
                aria-label={colour}
                onClick={() => onPaint({ ...paint, colour })}
                sx={{
                  width: 26,
                  height: 26,
                  borderRadius: '8px',
                  padding: 0,
                  cursor: 'pointer',
                  border: '1px solid',
                  borderColor: 'faint',
                  outline: paint.colour === colour ? (theme) => `2px solid ${theme.vars.palette.selection}` : 'none',
                  outlineOffset: 1,
                }}
                style={{ backgroundColor: colour }}
              />
            ))}
            <Box
              component="input"
              type="color"
              aria-label={t('Any colour')}
              value={paint.colour.toLowerCase()}
              onChange={(event) => onPaint({ ...paint, colour: event.currentTarget.value.toUpperCase() })}
              sx={{
                width: 40,
                height: 28,
                padding: 0,
                border: '1px solid',
                borderColor: 'divider',
                borderRadius: '8px',
                background: 'none',
              }}
            />
          </Box>
        </Box>
      )}
      {tool === 'fill' ? null : (
        <FormControlLabel
          control={
            <Switch
              size="small"
              checked={paint.usesPressure}
              onChange={(event) => onPaint({ ...paint, usesPressure: event.target.checked })}
            />
          }
          label={t('Pen pressure sets the width')}
          labelPlacement="start"
          slotProps={{ typography: { variant: 'body2' } }}
          sx={{ justifyContent: 'space-between', margin: 0 }}
        />
      )}
    </>
  );
}

/** The picture, or one of the layers over it; not asked while there is none. */
function PaintTarget({ layers: { all, chosen, choose } }: { layers: Layers }) {
  const id = useId();
  if (all.length === 0) return null;
  return (
    <Box>
      <Heading id={id}>{t('Paints on')}</Heading>
      <Select
        fullWidth
        size="small"
        labelId={id}
        value={chosen?.id ?? ''}
        displayEmpty
        onChange={(event) => choose(event.target.value === '' ? null : event.target.value)}
        sx={{ fontSize: 13, bgcolor: 'well' }}
      >
        {all.toReversed().map((layer) => (
          <MenuItem key={layer.id} value={layer.id}>
            {layer.name}
          </MenuItem>
        ))}
        <MenuItem value="">{t('The picture')}</MenuItem>
      </Select>
      {chosen?.isHidden ? (
        <Typography variant="caption" color="text.secondary" component="p" role="status" sx={{ mt: 2 }}>
          {t('This layer is hidden. Show it to paint on it.')}
        </Typography>
      ) : null}
    </Box>
  );
}
