import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import ListItemText from '@mui/material/ListItemText';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { stageIds } from '../../../../electron/contract/geometry.ts';
import { useJobProgress } from '../../api/progress.ts';
import { ChevronLeftIcon, ChevronRightIcon, MoreIcon } from '../../components/icons.tsx';
import { t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import type { Lane } from '../lanes.ts';
import { useStudio } from '../studio-context.ts';
import { StateChip } from './state-chip.tsx';

/** Name, state, take picker, and what can be done with a lane. */
export function LaneHead({ lane, isSelected, onSelect }: { lane: Lane; isSelected: boolean; onSelect: () => void }) {
  const { actions, lanes, chain } = useStudio();
  const progress = useJobProgress(lane.job?.id);
  const live = progress?.stage === lane.stage && lane.state === 'running' ? progress : undefined;
  const above = stageIds[stageIds.indexOf(lane.stage) - 1];
  const canRun = lane.job === null && (above === undefined || chain[above] !== null);
  // One button stops a job: in the lane it is at, or waits for.
  const busy = lanes.find(({ state }) => state === 'running') ?? lanes.find(({ job }) => job !== null);
  const hasCancel = lane.job !== null && busy?.stage === lane.stage;
  const name = laneName(lane.stage);
  return (
    <Box
      onClick={onSelect}
      sx={{
        height: '100%',
        display: 'flex',
        flexDirection: 'column',
        justifyContent: 'center',
        gap: '3px',
        padding: '0 10px 0 12px',
        cursor: 'default',
        boxShadow: isSelected ? (theme) => `inset 2px 0 0 ${theme.vars.palette.selection}` : 'none',
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, minWidth: 0 }}>
        <Box
          component="button"
          type="button"
          aria-pressed={isSelected}
          onClick={onSelect}
          sx={{
            font: 'inherit',
            fontWeight: 600,
            color: 'text.primary',
            background: 'none',
            border: 0,
            padding: 0,
            borderRadius: '4px',
          }}
        >
          {name}
        </Box>
        <StateChip lane={lane} percent={live ? Math.floor(live.stageFraction * 100) : null} />
        <Box sx={{ flex: 1 }} />
        {lane.job ? null : <LaneMenu lane={lane} canRun={canRun} />}
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: '4px', minHeight: 26, '& > *': { flexShrink: 0 } }}>
        <TakePicker lane={lane} />
        {live?.secondsLeft == null ? null : (
          <Typography variant="caption" color="text.secondary" className="tabular" noWrap>
            ~{briefly(live.secondsLeft)}
          </Typography>
        )}
        <Box sx={{ flex: 1 }} />
        {hasCancel ? (
          <Button
            size="small"
            variant="outlined"
            onClick={() => lane.job && actions.cancel(lane.job)}
            sx={{ paddingInline: '7px', minWidth: 0 }}
          >
            {t('Cancel')}
          </Button>
        ) : (
          <Button
            size="small"
            variant="outlined"
            disabled={!canRun}
            onClick={() => actions.rerun(lane.stage, lane.stage)}
          >
            {t('Rerun')}
          </Button>
        )}
      </Box>
    </Box>
  );
}

/** Seconds below a minute, else whole minutes: there is room for no more. */
function briefly(seconds: number): string {
  return seconds < 60 ? `${Math.max(1, Math.ceil(seconds))} s` : `${Math.ceil(seconds / 60)} min`;
}

function TakePicker({ lane }: { lane: Lane }) {
  const { actions } = useStudio();
  const index = lane.takes.findIndex((take) => take.id === lane.take?.id);
  const name = laneName(lane.stage);
  if (lane.takes.length === 0) {
    return (
      <Typography variant="caption" color="text.secondary">
        {t('no take yet')}
      </Typography>
    );
  }
  const go = (to: number) => (): void => {
    const take = lane.takes[to];
    if (take) actions.choose(take);
  };
  const arrow = { padding: '2px', '& svg': { fontSize: 15 } };
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', marginLeft: '-4px' }}>
      <IconButton
        size="small"
        aria-label={t('Earlier {{lane}} take', { lane: name })}
        disabled={index <= 0}
        onClick={go(index - 1)}
        sx={arrow}
      >
        <ChevronLeftIcon />
      </IconButton>
      <Typography variant="caption" color="text.secondary" className="tabular" noWrap>
        {t('{{number}} of {{total}}', { number: index + 1, total: lane.takes.length })}
      </Typography>
      <IconButton
        size="small"
        aria-label={t('Later {{lane}} take', { lane: name })}
        disabled={index >= lane.takes.length - 1}
        onClick={go(index + 1)}
        sx={arrow}
      >
        <ChevronRightIcon />
      </IconButton>
    </Box>
  );
}

function LaneMenu({ lane, canRun }: { lane: Lane; canRun: boolean }) {
  const { actions } = useStudio();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const name = laneName(lane.stage);
  const close = (): void => setAnchor(null);
  const act = (run: () => void) => (): void => {
    close();
    run();
  };
  return (
    <>
      <IconButton
        size="small"
        aria-label={t('More for {{name}}', { name })}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => {
          event.stopPropagation();
          setAnchor(event.currentTarget);
        }}
        sx={{ padding: '2px', '& svg': { fontSize: 16 } }}
      >
        <MoreIcon />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        <MenuItem disabled={!canRun} onClick={act(() => actions.rerun(lane.stage, 'vfi'))}>
          <ListItemText primary={t('Rerun from here')} secondary={t('This lane and all below it')} />
        </MenuItem>
        <MenuItem
          disabled={lane.take === null || lane.job !== null}
          onClick={act(() => lane.take && actions.remove(lane.take))}
        >
          {t('Delete this take')}
        </MenuItem>
      </Menu>
    </>
  );
}
