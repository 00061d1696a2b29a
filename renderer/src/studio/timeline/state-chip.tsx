import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import Tooltip from '@mui/material/Tooltip';
import { phrase, t } from '../../i18n/i18n.ts';
import type { Lane } from '../lanes.ts';

const states: Readonly<Record<Lane['state'], string>> = {
  empty: phrase('empty'),
  current: phrase('current'),
  stale: phrase('stale'),
  waiting: phrase('waiting'),
  running: phrase('running'),
  failed: phrase('failed'),
};

/** How a lane stands, in a word; the tooltip says why. */
export function StateChip({ lane, percent }: { lane: Lane; percent: number | null }) {
  const { vars } = useTheme();
  const colours: Readonly<Record<Lane['state'], string>> = {
    empty: vars.palette.text.secondary,
    current: vars.palette.success.main,
    stale: vars.palette.stale,
    waiting: vars.palette.text.secondary,
    running: vars.palette.primary.main,
    failed: vars.palette.error.main,
  };
  const words =
    lane.state === 'running' && percent !== null ? t('running {{percent}} %', { percent }) : t(states[lane.state]);
  const why = lane.state === 'failed' ? lane.error?.message : lane.state === 'stale' ? lane.reason : null;
  const colour = colours[lane.state];
  // Grey words need more of the background's dark to stand out, on a selected lane above all.
  const tint = lane.state === 'empty' || lane.state === 'waiting' ? 10 : 16;
  return (
    <>
      <Tooltip title={why ?? ''} describeChild>
        <Box
          component="span"
          className="tabular"
          sx={(theme) => ({
            flexShrink: 0,
            padding: '1px 8px 2px',
            borderRadius: '10px',
            fontSize: 11.5,
            fontWeight: 550,
            whiteSpace: 'nowrap',
            backgroundColor: `color-mix(in srgb, ${colour} ${tint}%, transparent)`,
            color: colour,
            ...theme.applyStyles('light', {
              color: `color-mix(in srgb, ${colour} 72%, ${theme.vars.palette.text.primary})`,
            }),
          })}
        >
          {words}
        </Box>
      </Tooltip>
      {why ? <span className="visually-hidden">{why}</span> : null}
    </>
  );
}
