import Box from '@mui/material/Box';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useRef } from 'react';
import { t } from '../../i18n/i18n.ts';
import { trimmedFrames } from '../preview/playback.ts';
import { useDraft, useStudio } from '../studio-context.ts';
import { timecode } from '../words.ts';

/** In and out of what is exported and looped, as two handles in the ruler. */
export function TrimHandles({ scale }: { scale: number }) {
  const { shown, draft } = useStudio();
  const trim = useDraft((state) => state.trim);
  const drag = useRef<{ end: 'first' | 'last'; startX: number; startFrame: number } | null>(null);
  if (!shown || shown.frames < 2) return null;
  const { fps, frames } = shown;
  const range = trimmedFrames(shown, trim);

  const set = (end: 'first' | 'last', frame: number): void => {
    const next =
      end === 'first'
        ? { first: Math.min(range.last, Math.max(0, frame)), last: range.last }
        : { first: range.first, last: Math.max(range.first, Math.min(frames - 1, frame)) };
    const isWhole = next.first === 0 && next.last === frames - 1;
    draft.setState({ trim: isWhole ? null : { from: next.first / fps, to: (next.last + 1) / fps } });
  };
  const handle = (end: 'first' | 'last') => ({
    onPointerDown(event: PointerEvent) {
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { end, startX: event.clientX, startFrame: range[end] };
    },
    onPointerMove(event: PointerEvent) {
      const now = drag.current;
      if (now?.end === end) set(end, now.startFrame + Math.round(((event.clientX - now.startX) / scale) * fps));
    },
    onPointerUp() {
      drag.current = null;
    },
    onKeyDown(event: KeyboardEvent) {
      const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
      if (step === 0) return;
      event.preventDefault();
      event.stopPropagation();
      set(end, range[end] + step);
    },
    'aria-valuemin': 1,
    'aria-valuemax': frames,
    'aria-valuenow': range[end] + 1,
    'aria-valuetext': timecode((range[end] + (end === 'last' ? 1 : 0)) / fps),
    'aria-label': end === 'first' ? t('Trim start') : t('Trim end'),
  });
  const left = (range.first / fps) * scale;
  const right = ((range.last + 1) / fps) * scale;
  const grip = (edge: 'left' | 'right') => ({
    position: 'absolute',
    top: 0,
    bottom: 0,
    width: 8,
    cursor: 'ew-resize',
    touchAction: 'none',
    borderRadius: edge === 'left' ? '3px 0 0 3px' : '0 3px 3px 0',
    backgroundColor: 'text.secondary',
    opacity: 0.75,
    transition: 'opacity 150ms ease-out',
    '&:hover, &:focus-visible': { opacity: 1 },
  });
  return (
    <>
      <Box
        sx={{
          position: 'absolute',
          top: 0,
          height: 3,
          bgcolor: 'text.secondary',
          opacity: trim ? 0.75 : 0.25,
          pointerEvents: 'none',
        }}
        style={{ left, width: right - left }}
      />
      <Box role="slider" tabIndex={0} {...handle('first')} sx={grip('left')} style={{ left: left - 8 }} />
      <Box role="slider" tabIndex={0} {...handle('last')} sx={grip('right')} style={{ left: right }} />
    </>
  );
}
