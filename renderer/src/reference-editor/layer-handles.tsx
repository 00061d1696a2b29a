import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { phrase, t } from '../i18n/i18n.ts';
import type { Layer, Point, Size } from './edit-document.ts';
import { invert, type Matrix, multiply, transform } from './geometry.ts';
import {
  angleTo,
  boundedScale,
  cornerOf,
  dragCorner,
  heldAngle,
  type LayerCorner,
  layerCorners,
  layerToPicture,
} from './layers.ts';
import type { Layers } from './use-layers.ts';

const cornerNames: Readonly<Record<LayerCorner, string>> = {
  nw: phrase('top left corner'),
  ne: phrase('top right corner'),
  se: phrase('bottom right corner'),
  sw: phrase('bottom left corner'),
};
/** How far the handle that turns stands off, screen pixels. */
const handleDistance = 30;

type Grip = 'move' | 'turn' | LayerCorner;

/** Frames over the layers: drag one to move it; the chosen one has corners that size it and a handle that turns it. */
export function LayerHandles({
  layers,
  picture,
  toScreen,
}: {
  layers: Layers;
  picture: Size;
  /** Pixels of the picture → pixels of the screen. */
  toScreen: Matrix;
}) {
  const theme = useTheme();
  const surface = useRef<HTMLDivElement>(null);
  const drag = useRef<{ readonly start: Layer; readonly grip: Grip; readonly from: Point } | null>(null);
  const seen = layers.all.filter(({ isHidden }) => !isHidden);
  const chosen = seen.find(({ id }) => id === layers.chosen?.id);

  /** The pointer in pixels of the picture. */
  const place = (event: PointerEvent): Point => {
    const box = surface.current?.getBoundingClientRect();
    return transform(invert(toScreen), { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) });
  };
  const handlers = (layer: Layer, grip: Grip) => ({
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { start: layer, grip, from: place(event) };
      layers.choose(layer.id);
    },
    onPointerMove(event: PointerEvent) {
      const now = drag.current;
      if (!now || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
      layers.change(now.start.id, dragged(now, place(event), picture));
    },
    onPointerUp() {
      drag.current = null;
      layers.finish();
    },
    onKeyDown(event: KeyboardEvent) {
      const change = nudged(layer, grip, event, picture);
      if (!change) return;
      event.preventDefault();
      event.stopPropagation();
      layers.change(layer.id, change);
      layers.finish();
    },
    onFocus: () => layers.choose(layer.id),
  });
  const at = (point: Point): Point => transform(toScreen, point);

  return (
    <Box ref={surface} sx={{ position: 'absolute', inset: 0, touchAction: 'none' }}>
      {seen.map((layer) => (
        <Box
          key={layer.id}
          component="button"
          type="button"
          aria-label={t('Layer {{name}}; arrow keys move it', { name: layer.name })}
          aria-pressed={layer === chosen}
          {...handlers(layer, 'move')}
          sx={{
            position: 'absolute',
            left: 0,
            top: 0,
            padding: 0,
            border: 0,
            background: 'none',
            cursor: 'move',
            transformOrigin: '0 0',
            '&&:focus-visible': { outline: 'none' },
          }}
          style={{
            width: layer.bitmap.width,
            height: layer.bitmap.height,
            transform: `matrix(${multiply(toScreen, layerToPicture(layer.bitmap, layer)).join(',')})`,
          }}
        />
      ))}
      {chosen ? (
        <>
          <svg
            width="100%"
            height="100%"
            role="presentation"
            style={{ position: 'absolute', inset: 0, overflow: 'visible', pointerEvents: 'none' }}
          >
            <polygon
              points={layerCorners
                .map((corner) => at(cornerOf(chosen.bitmap, chosen, corner)))
                .map(({ x, y }) => `${x},${y}`)
                .join(' ')}
              fill="none"
              stroke={theme.vars.palette.selection}
              strokeWidth={1.5}
            />
            <TurnLine from={at(turnHandle(chosen, toScreen, 0))} to={at(turnHandle(chosen, toScreen))} />
          </svg>
          {layerCorners.map((corner) => (
            <Knob
              key={corner}
              at={at(cornerOf(chosen.bitmap, chosen, corner))}
              label={t('Size: {{handle}}; arrow keys change it', { handle: t(cornerNames[corner]) })}
              cursor="nwse-resize"
              {...handlers(chosen, corner)}
            />
          ))}
          <Knob
            isRound
            at={at(turnHandle(chosen, toScreen))}
            label={t('Turn: {{degrees}}°; arrow keys change it', { degrees: Math.round(chosen.rotateDegrees) })}
            cursor="grab"
            {...handlers(chosen, 'turn')}
          />
        </>
      ) : null}
    </Box>
  );
}

function TurnLine({ from, to }: { from: Point; to: Point }) {
  const theme = useTheme();
  return <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} stroke={theme.vars.palette.selection} strokeWidth={1.5} />;
}

/** Above the middle of the upper edge, always as far off on the screen. */
function turnHandle(layer: Layer, toScreen: Matrix, distance = handleDistance): Point {
  const onScreen = layer.scale * Math.hypot(toScreen[0], toScreen[1]);
  return transform(layerToPicture(layer.bitmap, layer), {
    x: layer.bitmap.width / 2,
    y: -distance / onScreen,
  });
}

function dragged(
  { start, grip, from }: { readonly start: Layer; readonly grip: Grip; readonly from: Point },
  to: Point,
  picture: Size,
): Partial<Layer> {
  if (grip === 'move') return { x: start.x + to.x - from.x, y: start.y + to.y - from.y };
  if (grip === 'turn') {
    return { rotateDegrees: heldAngle(start.rotateDegrees + angleTo(start, to) - angleTo(start, from)) };
  }
  const { x, y, scale } = dragCorner(start.bitmap, start, grip, to, picture);
  return { x, y, scale };
}

/** What an arrow key does: moves a hundredth of the picture, sizes by a twentieth, turns a degree; with Shift more. */
function nudged(layer: Layer, grip: Grip, event: KeyboardEvent, picture: Size): Partial<Layer> | null {
  const arrows: Readonly<Record<string, Point>> = {
    ArrowLeft: { x: -1, y: 0 },
    ArrowRight: { x: 1, y: 0 },
    ArrowUp: { x: 0, y: -1 },
    ArrowDown: { x: 0, y: 1 },
  };
  const arrow = arrows[event.key];
  if (!arrow) return null;
  const more = arrow.x - arrow.y;
  if (grip === 'turn') return { rotateDegrees: heldAngle(layer.rotateDegrees + more * (event.shiftKey ? 15 : 1), 0) };
  if (grip !== 'move') {
    const times = event.shiftKey ? 1.25 : 1.05;
    return { scale: boundedScale(layer.scale * times ** more, layer.bitmap, picture) };
  }
  const step = (event.shiftKey ? 0.05 : 0.01) * Math.min(picture.width, picture.height);
  return { x: layer.x + arrow.x * step, y: layer.y + arrow.y * step };
}

function Knob({
  at,
  label,
  cursor,
  isRound = false,
  ...handlers
}: {
  at: Point;
  label: string;
  cursor: string;
  isRound?: boolean;
}) {
  return (
    <Box
      component="button"
      type="button"
      aria-label={label}
      {...handlers}
      sx={{
        position: 'absolute',
        width: 24,
        height: 24,
        margin: '-12px',
        padding: 0,
        border: 0,
        background: 'none',
        cursor,
        '&::after': {
          content: '""',
          position: 'absolute',
          inset: '6px',
          borderRadius: isRound ? '50%' : '3px',
          backgroundColor: '#fff',
          boxShadow: '0 1px 3px rgba(0, 0, 0, 0.5)',
        },
      }}
      style={{ left: at.x, top: at.y }}
    />
  );
}
