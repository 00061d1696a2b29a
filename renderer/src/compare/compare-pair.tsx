import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Slider from '@mui/material/Slider';
import Typography from '@mui/material/Typography';
import { useEffect, useRef } from 'react';
import type { Take } from '../../../electron/contract/domain.ts';
import { formatClock } from '../components/format.ts';
import { PauseIcon, PlayIcon, StepBackIcon, StepForwardIcon } from '../components/icons.tsx';
import { isTyping } from '../components/shortcuts.ts';
import { TakeDiff } from '../components/take-diff.tsx';
import { t } from '../i18n/i18n.ts';
import { CompareSide } from './compare-side.tsx';
import { useSyncedPlayback } from './use-synced-playback.ts';

/** The two sides, the transport they share, and what was done differently. */
export function ComparePair({
  takes,
  a,
  b,
  onA,
  onB,
}: {
  takes: readonly Take[];
  a: Take;
  b: Take;
  onA: (takeId: string) => void;
  onB: (takeId: string) => void;
}) {
  const videoA = useRef<HTMLVideoElement>(null);
  const videoB = useRef<HTMLVideoElement>(null);
  const frameSeconds = 1 / Math.max(a.fps, b.fps, 1);
  const player = useSyncedPlayback(videoA, videoB, frameSeconds);
  const { duration, seconds, isPlaying, toggle, seek } = player;
  const moves = a.proxy !== null || b.proxy !== null;
  const step = (frames: number): void => {
    if (isPlaying) toggle();
    // The middle of a frame: its edge may show the one before.
    const frame = Math.floor(seconds / frameSeconds + 1e-6) + frames;
    const last = Math.max(0, Math.round(duration / frameSeconds) - 1);
    seek((Math.min(Math.max(frame, 0), last) + 0.5) * frameSeconds);
  };
  const keys = useRef({ toggle, step });
  useEffect(() => {
    keys.current = { toggle, step };
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isTyping(event.target) || event.ctrlKey || event.metaKey) return;
      if (event.target instanceof HTMLElement && event.target.closest('button, [role="slider"], [role="combobox"], a'))
        return;
      if (event.key === ' ') keys.current.toggle();
      else if (event.key === 'ArrowLeft') keys.current.step(-1);
      else if (event.key === 'ArrowRight') keys.current.step(1);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return (
    <>
      <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', gap: '14px' }}>
        <CompareSide name="A" take={a} takes={takes} video={videoA} onTake={onA} />
        <CompareSide name="B" take={b} takes={takes} video={videoB} onTake={onB} />
      </Box>
      {moves ? (
        <Box sx={{ display: 'flex', alignItems: 'center', gap: '10px', marginTop: '14px' }}>
          <IconButton aria-label={t('One frame back')} onClick={() => step(-1)}>
            <StepBackIcon />
          </IconButton>
          <IconButton
            aria-label={isPlaying ? t('Pause') : t('Play')}
            onClick={toggle}
            sx={{
              bgcolor: 'text.primary',
              color: 'background.default',
              borderRadius: '50%',
              '&:hover': { bgcolor: 'text.primary', color: 'background.default', opacity: 0.9 },
            }}
          >
            {isPlaying ? <PauseIcon /> : <PlayIcon />}
          </IconButton>
          <IconButton aria-label={t('One frame on')} onClick={() => step(1)}>
            <StepForwardIcon />
          </IconButton>
          <Typography
            variant="body2"
            className="tabular"
            sx={{ whiteSpace: 'nowrap', minWidth: 100 }}
            color="textSecondary"
          >
            <Box component="span" sx={{ color: 'text.primary' }}>
              {formatClock(seconds)}
            </Box>{' '}
            / {formatClock(duration)}
          </Typography>
          <Slider
            aria-label={t('Position')}
            min={0}
            max={Math.max(duration, frameSeconds)}
            step={frameSeconds}
            value={Math.min(seconds, duration)}
            onChange={(_event, value) => seek(value as number)}
            getAriaValueText={(value) => formatClock(value)}
          />
        </Box>
      ) : null}
      <Box sx={{ mt: 6 }}>
        <TakeDiff a={a} b={b} takes={takes} />
      </Box>
    </>
  );
}
