import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import OutlinedInput from '@mui/material/OutlinedInput';
import Select from '@mui/material/Select';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import { isUnfinished } from '../../../electron/contract/domain.ts';
import { mediaUrl } from '../api/client.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatNumber } from '../components/format.ts';
import { JobProgressNote } from '../components/job-progress-note.tsx';
import { NegativePrompt } from '../components/negative-prompt.tsx';
import { t } from '../i18n/i18n.ts';
import { maskTint } from './mask-strokes.ts';
import type { PaintSettings } from './paint-settings.ts';
import { Heading, SliderRow } from './panel-parts.tsx';
import type { Editing } from './use-editor.ts';
import type { Regeneration } from './use-regeneration.ts';

const largestSeed = 4_294_967_295;

/** Paints the mask, says what should be under it, and shows what came of it. */
export function MaskPanel(props: {
  editing: Editing;
  paint: PaintSettings;
  onPaint: (paint: PaintSettings) => void;
  regeneration: Regeneration;
}) {
  const { editing, paint, onPaint, regeneration } = props;
  const { mask } = editing.document;
  const step = (next: typeof mask): void => editing.update(() => ({ mask: next }));
  return (
    <>
      <Box sx={{ display: 'grid', gap: 2 }}>
        <ToggleButtonGroup
          exclusive
          fullWidth
          size="small"
          aria-label={t('What the brush does to the mask')}
          value={paint.erasesMask ? 'erase' : 'paint'}
          onChange={(_, value: string | null) => value && onPaint({ ...paint, erasesMask: value === 'erase' })}
        >
          <ToggleButton value="paint">{t('Paint')}</ToggleButton>
          <ToggleButton value="erase">{t('Erase')}</ToggleButton>
        </ToggleButtonGroup>
        <SliderRow
          label={t('Size')}
          value={paint.maskSize}
          min={0.004}
          max={0.4}
          step={0.002}
          text={(value) => `${formatNumber(value * 100, 1)} %`}
          onChange={(maskSize) => onPaint({ ...paint, maskSize })}
        />
        <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 2 }}>
          <Button variant="outlined" onClick={() => step([...mask, { kind: 'invert', colour: maskTint }])}>
            {t('Invert')}
          </Button>
          <Button variant="outlined" disabled={mask.length === 0} onClick={() => step([])}>
            {t('Clear')}
          </Button>
        </Box>
      </Box>
      <Wishes regeneration={regeneration} />
      <Results regeneration={regeneration} />
      <Action regeneration={regeneration} />
    </>
  );
}

function Wishes({ regeneration }: { regeneration: Regeneration }) {
  const { wish, setWish, strengthSpec, packs, pack } = regeneration;
  const id = useId();
  const readSeed = (text: string): number | null => {
    const digits = text.replace(/\D/g, '');
    return digits === '' ? null : Math.min(largestSeed, Number(digits));
  };
  return (
    <Box sx={{ display: 'grid', gap: 3 }}>
      <Box>
        <Typography component="label" htmlFor={`${id}-prompt`} variant="body2" sx={{ display: 'block', mb: '5px' }}>
          {t('Prompt')}
        </Typography>
        <OutlinedInput
          id={`${id}-prompt`}
          multiline
          fullWidth
          minRows={2}
          maxRows={5}
          placeholder={t('What should be there?')}
          value={wish.prompt}
          onChange={(event) => setWish({ prompt: event.target.value })}
          sx={{ bgcolor: 'well', '& textarea': { padding: 0 } }}
        />
        <NegativePrompt value={wish.negativePrompt} onChange={(negativePrompt) => setWish({ negativePrompt })} />
      </Box>
      {strengthSpec ? (
        <Box>
          <SliderRow
            label={t(strengthSpec.label)}
            value={wish.strength}
            min={strengthSpec.min}
            max={strengthSpec.max}
            step={strengthSpec.step}
            text={(value) => formatNumber(value, 2)}
            onChange={(strength) => setWish({ strength })}
          />
          <Typography variant="caption" color="text.secondary" component="p" sx={{ lineHeight: 1.35 }}>
            {t(strengthSpec.help)}
          </Typography>
        </Box>
      ) : null}
      <Box sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', alignItems: 'center', columnGap: 3, rowGap: 2 }}>
        <Typography component="label" htmlFor={`${id}-seed`} variant="body2">
          {t('Seed')}
        </Typography>
        <OutlinedInput
          id={`${id}-seed`}
          size="small"
          placeholder={t('random')}
          value={wish.seed === null ? '' : String(wish.seed)}
          onChange={(event) => setWish({ seed: readSeed(event.target.value) })}
          inputProps={{ inputMode: 'numeric', className: 'tabular' }}
          sx={{ height: 32, fontSize: 13, bgcolor: 'well' }}
        />
        <Typography id={`${id}-model`} variant="body2">
          {t('Model')}
        </Typography>
        {packs.length < 2 ? (
          <Typography variant="body2" color="text.secondary" align="right" noWrap>
            {pack?.name ?? t('none installed')}
          </Typography>
        ) : (
          <Select
            size="small"
            labelId={`${id}-model`}
            value={pack?.id ?? ''}
            onChange={(event) => setWish({ packId: event.target.value })}
            sx={{ height: 32, minWidth: 0, fontSize: 13, bgcolor: 'well' }}
          >
            {packs.map((one) => (
              <MenuItem key={one.id} value={one.id}>
                {one.name}
              </MenuItem>
            ))}
          </Select>
        )}
      </Box>
    </Box>
  );
}

/** What models made of this picture; a click shows one in its place, another click the picture again. */
function Results({ regeneration: { results, shown, show } }: { regeneration: Regeneration }) {
  const id = useId();
  if (results.length === 0) return null;
  return (
    <Box>
      <Heading id={id}>{t('Results')}</Heading>
      <Box role="group" aria-labelledby={id} sx={{ display: 'grid', gridTemplateColumns: 'repeat(4, 1fr)', gap: 2 }}>
        {results.map((take, index) => (
          <Box
            key={take.id}
            component="button"
            type="button"
            aria-label={t('Result {{number}}, seed {{seed}}', { number: index + 1, seed: take.seed ?? t('none') })}
            aria-pressed={shown?.id === take.id}
            title={`${take.prompt || t('no prompt')} · ${t('seed {{seed}}', { seed: take.seed ?? t('none') })}`}
            onClick={() => show(shown?.id === take.id ? null : take)}
            sx={{
              padding: 0,
              border: 0,
              aspectRatio: '1',
              borderRadius: '7px',
              overflow: 'hidden',
              cursor: 'pointer',
              bgcolor: 'well',
              outline: (theme) => (shown?.id === take.id ? `2px solid ${theme.vars.palette.selection}` : 'none'),
              outlineOffset: 2,
            }}
          >
            <Box
              component="img"
              src={mediaUrl(take.poster)}
              alt=""
              draggable={false}
              sx={{ display: 'block', width: '100%', height: '100%', objectFit: 'cover' }}
            />
          </Box>
        ))}
      </Box>
    </Box>
  );
}

/** The button, and how far it is; always in reach, however low the window. */
function Action({ regeneration }: { regeneration: Regeneration }) {
  const { job, isStarting, hasMask, pack, shown, start, cancel, retry } = regeneration;
  const isActive = job !== null && isUnfinished(job);
  return (
    <Box
      sx={{
        position: 'sticky',
        bottom: '-24px',
        zIndex: 1,
        bgcolor: 'panel',
        display: 'grid',
        gap: 2,
        pt: 2,
        pb: '24px',
        mb: '-24px',
      }}
    >
      {job?.state === 'failed' && job.error ? <ErrorNotice error={job.error} onRetry={retry} /> : null}
      {isActive ? (
        <>
          <JobProgressNote job={job} />
          <Button variant="outlined" onClick={cancel}>
            {t('Cancel')}
          </Button>
        </>
      ) : (
        <>
          <Button
            variant={shown ? 'outlined' : 'contained'}
            disabled={!hasMask || !pack}
            loading={isStarting}
            onClick={start}
          >
            {t('Regenerate inside the mask')}
          </Button>
          <Typography variant="caption" color="text.secondary" component="p" role="status">
            {!pack
              ? t('No installed model can draw pictures. See Models.')
              : hasMask
                ? t('Makes a new reference; everything outside the mask stays as it is.')
                : t('Paint over what should change first.')}
          </Typography>
        </>
      )}
    </Box>
  );
}
