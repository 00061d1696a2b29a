import Box from '@mui/material/Box';
import Divider from '@mui/material/Divider';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Tooltip from '@mui/material/Tooltip';
import { useMemo, useState } from 'react';
import { usePacks } from '../../api/queries.ts';
import { GridIcon } from '../../components/icons.tsx';
import { t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import { useDraft, useStudio } from '../studio-context.ts';
import { allSweeps, type SweepEntry } from './series.ts';
import { specOf, sweepWords } from './sweep-words.ts';

/** Starts a sweep of the selected lane, or opens one there is. */
export function SweepsButton() {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Tooltip title={t('Sweeps')}>
        <IconButton
          size="small"
          aria-label={t('Sweeps')}
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          onClick={(event) => setAnchor(event.currentTarget)}
          sx={{ padding: '3px' }}
        >
          <GridIcon sx={{ fontSize: 17 }} />
        </IconButton>
      </Tooltip>
      {anchor ? <SweepsMenu anchor={anchor} onClose={() => setAnchor(null)} /> : null}
    </>
  );
}

function SweepsMenu({ anchor, onClose }: { anchor: HTMLElement; onClose: () => void }) {
  const { takes, jobs, show } = useStudio();
  const stage = useDraft((draft) => draft.selectedStage);
  const packs = usePacks().data?.packs ?? [];
  const sweeps = useMemo(() => allSweeps(takes, jobs), [takes, jobs]);
  const choose = (run: () => void) => () => {
    onClose();
    run();
  };
  const valuesText = ({ ref, stage: lane, packId, values, isAtWork }: SweepEntry): string => {
    const words = sweepWords(ref.key, specOf(packs, { stage: lane, packId, key: ref.key }));
    const [first, last] = [values[0], values.at(-1)];
    const ends = first === undefined || last === undefined ? '' : `${words.value(first)} – ${words.value(last)}`;
    return [laneName(lane), t('{{count}} takes', { count: values.length }), isAtWork ? t('at work') : ends].join(' · ');
  };
  return (
    <Menu anchorEl={anchor} open onClose={onClose} slotProps={{ paper: { sx: { maxHeight: 420 } } }}>
      <MenuItem onClick={choose(() => show({ kind: 'newSweep', stage }))}>
        {t('Sweep one setting of {{lane}}', { lane: laneName(stage) })}…
      </MenuItem>
      {sweeps.length > 0 ? <Divider /> : null}
      {sweeps.map((sweep) => (
        <MenuItem
          key={`${sweep.ref.sweepId} ${sweep.ref.takeId} ${sweep.ref.key}`}
          onClick={choose(() => show({ kind: 'sweep', sweep: sweep.ref }))}
        >
          <Box>
            {sweepWords(sweep.ref.key, specOf(packs, { ...sweep, key: sweep.ref.key })).name}
            <Box sx={{ color: 'text.secondary', fontSize: 12 }} className="tabular">
              {valuesText(sweep)}
            </Box>
          </Box>
        </MenuItem>
      ))}
    </Menu>
  );
}
