import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import MenuItem from '@mui/material/MenuItem';
import Popover from '@mui/material/Popover';
import Select from '@mui/material/Select';
import Slider from '@mui/material/Slider';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useId, useState } from 'react';
import { stageIds } from '../../../../electron/contract/geometry.ts';
import { mediaUrl } from '../../api/client.ts';
import { phrase, t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import { takesOfStage } from '../chain.ts';
import type { Beside } from '../player-store.ts';
import { usePlayer, useStudio } from '../studio-context.ts';

const views: readonly { readonly view: Beside['view']; readonly label: string }[] = [
  { view: 'wipe', label: phrase('Wipe') },
  { view: 'side by side', label: phrase('Side by side') },
  { view: 'difference', label: phrase('Difference') },
];

/** A | B: another take with the one in the preview, and the reference showing through. */
export function BesideControls() {
  const { takes, shown, chain, player } = useStudio();
  const beside = usePlayer((state) => state.beside);
  const onionSkin = usePlayer((state) => state.onionSkin);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const id = useId();
  const others = stageIds
    .toReversed()
    .flatMap((stage) =>
      takesOfStage(takes, stage)
        .map((take, index) => ({ take, number: index + 1 }))
        .toReversed(),
    )
    .filter(({ take }) => take.id !== shown?.id);
  const first = others.find(({ take }) => take.stage === shown?.stage) ?? others[0];
  const choose = (takeId: string, view: Beside['view']): void =>
    player.setState({ beside: { takeId, view, divide: beside?.divide ?? 0.5 }, watchesJob: false });
  const isOn = beside !== null || onionSkin > 0;
  return (
    <>
      <Button
        size="small"
        variant="text"
        aria-label={t('A | B: compare in the preview')}
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        disabled={!shown}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ color: isOn ? 'primary.main' : 'text.secondary', minWidth: 42, whiteSpace: 'nowrap' }}
      >
        A | B
      </Button>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'top', horizontal: 'center' }}
        transformOrigin={{ vertical: 'bottom', horizontal: 'center' }}
        slotProps={{
          paper: { role: 'dialog', 'aria-label': t('Compare in the preview'), sx: { width: 300, p: '14px' } },
        }}
      >
        {first ? (
          <>
            <Typography variant="body2" color="text.secondary" id={`${id}-with`} sx={{ mb: '6px' }}>
              {t('Take B')}
            </Typography>
            <Select
              size="small"
              fullWidth
              displayEmpty
              value={others.some(({ take }) => take.id === beside?.takeId) ? (beside?.takeId ?? '') : ''}
              onChange={(event) => choose(event.target.value, beside?.view ?? 'wipe')}
              SelectDisplayProps={{ 'aria-labelledby': `${id}-with` }}
              renderValue={(value) => {
                const found = others.find(({ take }) => take.id === value);
                return found
                  ? t('{{lane}} take {{number}}', { lane: laneName(found.take.stage), number: found.number })
                  : t('Choose a take');
              }}
              sx={{ fontSize: 13, bgcolor: 'well' }}
            >
              {others.map(({ take, number }) => (
                <MenuItem key={take.id} value={take.id} sx={{ gap: '10px' }}>
                  <Box
                    component="img"
                    src={mediaUrl(take.poster)}
                    alt=""
                    loading="lazy"
                    sx={{ width: 30, height: 30, objectFit: 'cover', borderRadius: '4px' }}
                  />
                  {t('{{lane}} take {{number}}', { lane: laneName(take.stage), number })}
                </MenuItem>
              ))}
            </Select>
            <ToggleButtonGroup
              exclusive
              fullWidth
              size="small"
              aria-label={t('How takes are compared')}
              value={beside?.view ?? null}
              onChange={(_event, view: Beside['view'] | null) => {
                if (view === null) player.setState({ beside: null });
                else choose(beside?.takeId ?? first.take.id, view);
              }}
              sx={{ mt: '10px' }}
            >
              {views.map(({ view, label }) => (
                <ToggleButton key={view} value={view} sx={{ fontSize: 12, whiteSpace: 'nowrap', paddingInline: '6px' }}>
                  {t(label)}
                </ToggleButton>
              ))}
            </ToggleButtonGroup>
            <Typography variant="caption" color="text.secondary" component="p" sx={{ mt: '6px' }}>
              {beside ? t('Press the chosen view again to end.') : t('A is the take in the preview.')}
            </Typography>
            <Divider sx={{ my: '12px' }} />
          </>
        ) : null}
        <Typography variant="body2" color="text.secondary" id={`${id}-onion`}>
          {t('Reference showing through')}
        </Typography>
        <Slider
          size="small"
          aria-labelledby={`${id}-onion`}
          min={0}
          max={1}
          step={0.05}
          value={onionSkin}
          disabled={!chain.t2i}
          getAriaValueText={(value) => `${Math.round(value * 100)} %`}
          onChange={(_event, value) => player.setState({ onionSkin: value as number })}
        />
      </Popover>
    </>
  );
}
