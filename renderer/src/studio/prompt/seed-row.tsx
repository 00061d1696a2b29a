import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import InputBase from '@mui/material/InputBase';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useId, useState } from 'react';
import { DiceIcon, LockIcon, UnlockIcon } from '../../components/icons.tsx';
import { t } from '../../i18n/i18n.ts';
import { useDraft, useStudio } from '../studio-context.ts';
import { groupedDigits } from '../words.ts';

const largestSeed = 4_294_967_295;

/** The seed, whether it stays, a new one, and how many variations. */
export function SeedRow() {
  const { draft, jobs, takes } = useStudio();
  const id = useId();
  const seed = useDraft((state) => state.seed);
  const locked = useDraft((state) => state.seedLocked);
  const variations = useDraft((state) => state.variations);
  const [text, setText] = useState<string | null>(null);
  // Before the first run there is no seed to show: it is drawn when the run starts.
  const isKnown = locked || jobs.length > 0 || takes.some((take) => take.seed !== null);

  const commit = (): void => {
    const digits = text?.replace(/\D/g, '') ?? '';
    if (digits !== '') draft.setState({ seed: Math.min(largestSeed, Number(digits)), seedLocked: true });
    setText(null);
  };
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: '6px', flexWrap: 'wrap' }}>
      <Typography component="label" htmlFor={id} variant="body2" color="text.secondary">
        {t('Seed')}
      </Typography>
      <Box
        sx={{
          flex: '1 1 130px',
          display: 'flex',
          alignItems: 'center',
          height: 32,
          border: '1px solid',
          borderColor: 'divider',
          borderRadius: '9px',
          bgcolor: 'well',
          paddingRight: '3px',
          '&:focus-within': { borderColor: 'selection' },
        }}
      >
        <InputBase
          id={id}
          value={text ?? (isKnown ? groupedDigits(seed) : t('random'))}
          onFocus={(event) => {
            setText(String(seed));
            requestAnimationFrame(() => event.target.select());
          }}
          onChange={(event) => setText(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) commit();
          }}
          inputProps={{ inputMode: 'numeric', className: 'tabular' }}
          sx={{
            flex: 1,
            fontSize: 12.5,
            minWidth: 0,
            '& input': { padding: '0 0 0 8px', color: locked ? 'text.primary' : 'text.secondary' },
          }}
        />
        <Tooltip title={t('Another seed')}>
          <IconButton
            size="small"
            aria-label={t('Another seed')}
            onClick={() =>
              draft.setState({ seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0, seedLocked: true })
            }
            sx={{ padding: '2px' }}
          >
            <DiceIcon sx={{ fontSize: 17 }} />
          </IconButton>
        </Tooltip>
        <Tooltip title={locked ? t('Locked: every run uses this seed') : t('Every run gets a seed of its own')}>
          <IconButton
            size="small"
            aria-label={t('Lock seed')}
            aria-pressed={locked}
            onClick={() => draft.setState({ seedLocked: !locked })}
            sx={{ padding: '2px', color: locked ? 'primary.main' : 'text.secondary' }}
          >
            {locked ? <LockIcon sx={{ fontSize: 17 }} /> : <UnlockIcon sx={{ fontSize: 17 }} />}
          </IconButton>
        </Tooltip>
      </Box>
      <Select
        size="small"
        value={variations}
        onChange={(event) => draft.setState({ variations: event.target.value })}
        renderValue={(value) => `× ${value}`}
        SelectDisplayProps={{ 'aria-label': t('Variations: {{variations}}', { variations }) }}
        sx={{ height: 32, fontSize: 13, bgcolor: 'well', '& .MuiSelect-select': { padding: '5px 6px 5px 9px' } }}
      >
        {[1, 2, 3, 4, 5, 6, 7, 8].map((count) => (
          <MenuItem key={count} value={count}>
            {count === 1 ? t('One') : t('{{count}} variations', { count })}
          </MenuItem>
        ))}
      </Select>
    </Box>
  );
}
