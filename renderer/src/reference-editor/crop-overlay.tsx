import Box from '@mui/material/Box';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { phrase, t } from '../i18n/i18n.ts';
import { type CropHandle, cropHandles, dragCrop } from './crop.ts';
import type { Rect, Size } from './edit-document.ts';

const whole: Rect = { x: 0, y: 0, width: 1, height: 1 };
const names: Readonly<Record<CropHandle, string>> = {
  nw: phrase('top left corner'),
  n: phrase('top edge'),
  ne: phrase('top right corner'),
  e: phrase('right edge'),
  se: phrase('bottom right corner'),
  s: phrase('bottom edge'),
  sw: phrase('bottom left corner'),
  w: phrase('left edge'),
  move: phrase('whole crop'),
};

/** The crop with its handles and a grid of thirds; what will go is dark. */
export function CropOverlay(props: {
  crop: Rect | null;
  /** Width : height in fractions of the frame; null is free. */
  ratio: number | null;
  view: Size;
  onChange: (crop: Rect) => void;
  onFinish: () => void;
}) {
  const { ratio, view, onChange, onFinish } = props;
  const crop = props.crop ?? whole;
  const drag = useRef<{ start: Rect; x: number; y: number } | null>(null);

  const handlers = (handle: CropHandle) => ({
    'aria-label': t('Crop: {{handle}}; arrow keys move it', { handle: t(names[handle]) }),
    onPointerDown(event: PointerEvent) {
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { start: crop, x: event.clientX, y: event.clientY };
    },
    onPointerMove(event: PointerEvent) {
      const from = drag.current;
      if (!from || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
      onChange(
        dragCrop(
          from.start,
          handle,
          (event.clientX - from.x) / view.width,
          (event.clientY - from.y) / view.height,
          ratio,
        ),
      );
    },
    onPointerUp() {
      drag.current = null;
      onFinish();
    },
    onKeyDown(event: KeyboardEvent) {
      const step = event.shiftKey ? 0.05 : 0.01;
      const moves: Readonly<Record<string, readonly [number, number]>> = {
        ArrowLeft: [-step, 0],
        ArrowRight: [step, 0],
        ArrowUp: [0, -step],
        ArrowDown: [0, step],
      };
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      event.stopPropagation();
      onChange(dragCrop(crop, handle, move[0], move[1], ratio));
      onFinish();
    },
  });

  const place = {
    left: crop.x * view.width,
    top: crop.y * view.height,
    width: crop.width * view.width,
    height: crop.height * view.height,
  };
  return (
    <Box sx={{ position: 'absolute', inset: 0, touchAction: 'none' }}>
      <Box sx={{ position: 'absolute', inset: 0, overflow: 'hidden', pointerEvents: 'none' }}>
        <Box sx={{ position: 'absolute', boxShadow: '0 0 0 9999px rgba(8, 9, 10, 0.62)' }} style={place} />
      </Box>
      <Box
        component="button"
        type="button"
        {...handlers('move')}
        sx={{
          position: 'absolute',
          padding: 0,
          border: '1px solid rgba(255, 255, 255, 0.9)',
          background: `linear-gradient(to right, transparent calc(33.33% - 0.5px), rgba(255,255,255,.28) calc(33.33% - 0.5px) calc(33.33% + 0.5px), transparent calc(33.33% + 0.5px) calc(66.66% - 0.5px), rgba(255,255,255,.28) calc(66.66% - 0.5px) calc(66.66% + 0.5px), transparent calc(66.66% + 0.5px)),
            linear-gradient(to bottom, transparent calc(33.33% - 0.5px), rgba(255,255,255,.28) calc(33.33% - 0.5px) calc(33.33% + 0.5px), transparent calc(33.33% + 0.5px) calc(66.66% - 0.5px), rgba(255,255,255,.28) calc(66.66% - 0.5px) calc(66.66% + 0.5px), transparent calc(66.66% + 0.5px))`,
          cursor: 'move',
        }}
        style={place}
      />
      {cropHandles.map((handle) => {
        const x = handle.includes('w') ? 0 : handle.includes('e') ? 1 : 0.5;
        const y = handle.includes('n') ? 0 : handle.includes('s') ? 1 : 0.5;
        const isCorner = handle.length === 2;
        return (
          <Box
            key={handle}
            component="button"
            type="button"
            {...handlers(handle)}
            sx={{
              position: 'absolute',
              width: 24,
              height: 24,
              margin: '-12px',
              padding: 0,
              border: 0,
              background: 'none',
              cursor: `${handle}-resize`,
              '&::after': {
                content: '""',
                position: 'absolute',
                inset: isCorner ? 6 : x === 0.5 ? '9px 3px' : '3px 9px',
                borderRadius: '3px',
                backgroundColor: '#fff',
                boxShadow: '0 1px 3px rgba(0, 0, 0, 0.5)',
              },
            }}
            style={{ left: (crop.x + x * crop.width) * view.width, top: (crop.y + y * crop.height) * view.height }}
          />
        );
      })}
    </Box>
  );
}
