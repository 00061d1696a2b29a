import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import { formatNumber } from '../components/format.ts';
import { phrase, t } from '../i18n/i18n.ts';
import type { Adjustments } from './colour.ts';
import { fitRatio } from './crop.ts';
import { flipAcross, flipDown, normalDegrees, type Size, splitTurn, turnRight } from './edit-document.ts';
import { cropPixels, frameSize } from './geometry.ts';
import { MaskPanel } from './mask-panel.tsx';
import { Heading, SliderRow } from './panel-parts.tsx';
import type { PaintSettings } from './stage.tsx';
import type { ToolId } from './tools.tsx';
import type { Editing } from './use-editor.ts';
import type { Regeneration } from './use-regeneration.ts';

export const ratios = { free: null, '1:1': 1, '16:9': 16 / 9, '9:16': 9 / 16, '4:3': 4 / 3 } as const;
export type RatioName = keyof typeof ratios;

const swatches = ['#FFFFFF', '#16181B', '#FFB454', '#E2604F', '#6FCF97', '#7FB2FF', '#B58BE0', '#F2C94C'] as const;

/** What the chosen tool can do. */
export function ToolPanel(props: {
  tool: ToolId;
  editing: Editing;
  picture: Size;
  ratio: RatioName;
  onRatio: (ratio: RatioName) => void;
  paint: PaintSettings;
  onPaint: (paint: PaintSettings) => void;
  regeneration: Regeneration;
}) {
  const { tool, editing, picture, ratio, onRatio, paint, onPaint, regeneration } = props;
  switch (tool) {
    case 'crop':
      return <CropPanel editing={editing} picture={picture} ratio={ratio} onRatio={onRatio} />;
    case 'adjust':
      return <AdjustPanel editing={editing} />;
    case 'mask':
      return <MaskPanel editing={editing} paint={paint} onPaint={onPaint} regeneration={regeneration} />;
    default:
      return <PaintPanel tool={tool} paint={paint} onPaint={onPaint} />;
  }
}

function CropPanel({
  editing,
  picture,
  ratio,
  onRatio,
}: {
  editing: Editing;
  picture: Size;
  ratio: RatioName;
  onRatio: (ratio: RatioName) => void;
}) {
  const { document, change, finish } = editing;
  const frame = frameSize(picture, document);
  const left = cropPixels(frame, document.crop);
  const { quarters, lean } = splitTurn(document.rotateDegrees);
  const step = (patch: Parameters<Editing['change']>[0]): void => {
    change(patch);
    finish();
  };
  const choose = (name: RatioName): void => {
    onRatio(name);
    const value = ratios[name];
    const crop = document.crop ?? { x: 0, y: 0, width: 1, height: 1 };
    if (value !== null) step({ crop: fitRatio(crop, (value * frame.height) / frame.width) });
  };
  return (
    <>
      <Box>
        <Heading>{t('Shape')}</Heading>
        <ToggleButtonGroup
          exclusive
          fullWidth
          size="small"
          aria-label={t('Shape of the crop')}
          value={ratio}
          onChange={(_, value: RatioName | null) => value && choose(value)}
        >
          {Object.keys(ratios).map((name) => (
            <ToggleButton key={name} value={name} sx={{ paddingInline: '4px' }}>
              {name === 'free' ? t('Free') : name}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <Typography variant="caption" color="text.secondary" className="tabular" component="p" sx={{ mt: 2 }}>
          {t('{{width}} × {{height}} pixels', { width: left.width, height: left.height })}
        </Typography>
      </Box>
      <SliderRow
        label={t('Straighten')}
        value={Math.round(lean * 10) / 10}
        min={-45}
        max={45}
        step={0.1}
        text={(value) => `${formatNumber(value, 1)}°`}
        onChange={(value) => change({ rotateDegrees: normalDegrees(quarters * 90 + value) })}
        onFinish={finish}
      />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, '& > *': { flex: '1 1 40%' } }}>
        <Button variant="outlined" onClick={() => step(turnRight(turnRight3(document)))}>
          {t('Rotate left')}
        </Button>
        <Button variant="outlined" onClick={() => step(turnRight(document))}>
          {t('Rotate right')}
        </Button>
        <Button variant="outlined" onClick={() => step(flipAcross(document))}>
          {t('Flip horizontal')}
        </Button>
        <Button variant="outlined" onClick={() => step(flipDown(document))}>
          {t('Flip vertical')}
        </Button>
      </Box>
      <Button
        variant="outlined"
        disabled={
          document.crop === null && document.rotateDegrees === 0 && !document.flipHorizontal && !document.flipVertical
        }
        onClick={() => {
          onRatio('free');
          step({ crop: null, rotateDegrees: 0, flipHorizontal: false, flipVertical: false });
        }}
      >
        {t('Whole picture')}
      </Button>
    </>
  );
}

/** Two of the three right turns that make a left one. */
function turnRight3(document: Editing['document']): Editing['document'] {
  const once = { ...document, ...turnRight(document) };
  return { ...once, ...turnRight(once) };
}

const adjustments: readonly { readonly key: keyof Adjustments; readonly label: string }[] = [
  { key: 'exposure', label: phrase('Exposure') },
  { key: 'contrast', label: phrase('Contrast') },
  { key: 'saturation', label: phrase('Saturation') },
  { key: 'temperature', label: phrase('Temperature') },
];

function AdjustPanel({ editing }: { editing: Editing }) {
  const { document, change, finish } = editing;
  return (
    <>
      {adjustments.map(({ key, label }) => (
        <SliderRow
          key={key}
          label={t(label)}
          value={document[key]}
          min={-1}
          max={1}
          step={0.01}
          text={(value) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(Math.round(value * 100))}`}
          onChange={(value) => change({ [key]: value })}
          onFinish={finish}
        />
      ))}
      <Button
        variant="outlined"
        disabled={adjustments.every(({ key }) => document[key] === 0)}
        onClick={() => {
          change({ exposure: 0, contrast: 0, saturation: 0, temperature: 0 });
          finish();
        }}
      >
        {t('Reset')}
      </Button>
    </>
  );
}

function PaintPanel({
  tool,
  paint,
  onPaint,
}: {
  tool: 'brush' | 'eraser' | 'fill';
  paint: PaintSettings;
  onPaint: (paint: PaintSettings) => void;
}) {
  const colourId = useId();
  return (
    <>
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
          {t('Takes away what was painted. The picture itself stays.')}
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
    </>
  );
}
