import Box from '@mui/material/Box';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { t } from '../../i18n/i18n.ts';
import { frameAt } from '../frame-clock.ts';
import { goToFrame } from '../preview/playback.ts';
import { usePlayer, useStudio } from '../studio-context.ts';
import { timecode } from '../words.ts';

/** The line across all lanes: dragged, or moved by keys frame by frame. */
export function Playhead({ scale, left }: { scale: number; left: number }) {
  const { shown, player } = useStudio();
  const seconds = usePlayer((state) => state.seconds);
  const drag = useRef<{ x: number; seconds: number } | null>(null);
  if (!shown || shown.frames < 2) return null;
  const frame = frameAt(seconds, shown);
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: frame - 1,
      ArrowDown: frame - 1,
      ArrowRight: frame + 1,
      ArrowUp: frame + 1,
      PageDown: frame - 10,
      PageUp: frame + 10,
      Home: 0,
      End: shown.frames - 1,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    goToFrame(player, shown, to);
  };
  return (
    <Box
      role="slider"
      tabIndex={0}
      aria-label={t('Playhead')}
      aria-valuemin={1}
      aria-valuemax={shown.frames}
      aria-valuenow={frame + 1}
      aria-valuetext={t('{{time}}, frame {{frame}} of {{frames}}', {
        time: timecode(frame / shown.fps),
        frame: frame + 1,
        frames: shown.frames,
      })}
      onKeyDown={onKeyDown}
      onPointerDown={(event: PointerEvent<HTMLElement>) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { x: event.clientX, seconds: frame / shown.fps };
      }}
      onPointerMove={(event: PointerEvent<HTMLElement>) => {
        const from = drag.current;
        if (from) goToFrame(player, shown, frameAt(from.seconds + (event.clientX - from.x) / scale, shown));
      }}
      onPointerUp={() => {
        drag.current = null;
      }}
      sx={(theme) => ({
        position: 'absolute',
        top: 0,
        bottom: 0,
        width: 2,
        marginLeft: '-1px',
        zIndex: 2,
        backgroundColor: theme.vars.palette.primary.main,
        cursor: 'ew-resize',
        touchAction: 'none',
        '&::after': { content: '""', position: 'absolute', top: 0, bottom: 0, left: -5, right: -5 },
        '&::before': {
          content: '""',
          position: 'absolute',
          top: 0,
          left: -5,
          border: '6px solid transparent',
          borderTop: `7px solid ${theme.vars.palette.primary.main}`,
          borderBottom: 0,
        },
        '&:focus-visible': { outline: `2px solid ${theme.vars.palette.selection}`, outlineOffset: 2 },
      })}
      style={{ left, transform: `translateX(${seconds * scale}px)` }}
    />
  );
}
