import Box from '@mui/material/Box';
import { useJobProgress } from '../../api/progress.ts';
import { laneName } from '../../i18n/names.ts';
import type { Lane } from '../lanes.ts';
import { useDraft, useStudio } from '../studio-context.ts';
import { Filmstrip } from './filmstrip.tsx';
import { LaneHead } from './lane-head.tsx';

/** One lane: its head, which stays put, and its frames on the shared axis. */
export function LaneRow(props: {
  lane: Lane;
  headWidth: number;
  height: number;
  scale: number;
  trackWidth: number;
  inset: number;
}) {
  const { lane, headWidth, height, scale, trackWidth, inset } = props;
  const { draft } = useStudio();
  const isSelected = useDraft((state) => state.selectedStage === lane.stage);
  const progress = useJobProgress(lane.job?.id);
  const fraction =
    lane.state === 'running'
      ? progress?.stage === lane.stage
        ? progress.stageFraction
        : 0
      : lane.state === 'waiting'
        ? 0
        : null;
  const select = (): void =>
    draft.setState((old) => ({
      selectedStage: lane.stage,
      previewStage: lane.take ? lane.stage : old.previewStage,
    }));
  const { take } = lane;
  const stripHeight = Math.max(24, height - 16);
  const width = take && take.frames > 1 ? (take.frames / take.fps) * scale : stripHeight;
  return (
    <Box
      role="group"
      aria-label={laneName(lane.stage)}
      sx={{ display: 'flex', borderTop: '1px solid', borderColor: 'divider', width: headWidth + trackWidth }}
      style={{ height }}
    >
      <Box
        sx={{
          position: 'sticky',
          left: 0,
          zIndex: 3,
          flexShrink: 0,
          bgcolor: isSelected ? 'raised' : 'panel',
          borderRight: '1px solid',
          borderColor: 'divider',
          transition: 'background-color 150ms ease-out',
        }}
        style={{ width: headWidth }}
      >
        <LaneHead lane={lane} isSelected={isSelected} onSelect={select} />
      </Box>
      <Box onClick={select} sx={{ position: 'relative', flex: 1, display: 'flex', alignItems: 'center' }}>
        <Box sx={{ position: 'relative' }} style={{ marginLeft: inset }}>
          {take ? (
            <Box
              sx={{
                filter: lane.state === 'stale' ? 'grayscale(0.55) brightness(0.62)' : 'none',
                transition: 'filter 150ms ease-out',
              }}
            >
              <Filmstrip take={take} width={width} height={stripHeight} />
            </Box>
          ) : (
            <Box
              sx={{
                height: stripHeight,
                borderRadius: '5px',
                border: '1px dashed',
                borderColor: 'divider',
                bgcolor: 'well',
              }}
              style={{ width: lane.stage === 't2i' ? stripHeight : Math.max(stripHeight, trackWidth - 2 * inset) }}
            />
          )}
          {lane.state === 'stale' ? <Hatching /> : null}
          {fraction === null ? null : <StillToCome fraction={fraction} />}
        </Box>
      </Box>
    </Box>
  );
}

function Hatching() {
  return (
    <Box
      sx={(theme) => ({
        position: 'absolute',
        inset: 0,
        borderRadius: '5px',
        backgroundImage: `repeating-linear-gradient(135deg, transparent 0 7px, ${theme.vars.palette.hatch} 7px 9px)`,
        pointerEvents: 'none',
      })}
    />
  );
}

/** The part of a lane that the running job has not made yet. */
function StillToCome({ fraction }: { fraction: number }) {
  return (
    <Box
      sx={(theme) => ({
        position: 'absolute',
        top: 0,
        right: 0,
        bottom: 0,
        borderRadius: fraction > 0 ? '0 5px 5px 0' : '5px',
        backgroundColor: theme.vars.palette.scrim,
        boxShadow: fraction > 0 ? `inset 2px 0 0 ${theme.vars.palette.primary.main}` : 'none',
        transition: 'left 150ms linear',
        pointerEvents: 'none',
      })}
      style={{ left: `${Math.min(1, fraction) * 100}%` }}
    />
  );
}
