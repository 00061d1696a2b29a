import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { formatNumber } from '../components/format.ts';
import { t } from '../i18n/i18n.ts';
import { fitRatio } from './crop.ts';
import { flipAcross, flipDown, normalDegrees, type Size, splitTurn, turnRight } from './edit-document.ts';
import { cropPixels, frameSize } from './geometry.ts';
import { Heading, SliderRow } from './panel-parts.tsx';
import type { Editing } from './use-editor.ts';

export const ratios = { free: null, '1:1': 1, '16:9': 16 / 9, '9:16': 9 / 16, '4:3': 4 / 3 } as const;
export type RatioName = keyof typeof ratios;

/** Shape of the crop, turns and flips. */
export function CropPanel({
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
