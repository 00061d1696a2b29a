import Box from '@mui/material/Box';
import { type PointerEvent, useRef, useState } from 'react';
import { t } from '../i18n/i18n.ts';
import type { Point, Size, Stroke, StrokePoint } from './edit-document.ts';
import { maskTint } from './mask-strokes.ts';
import { paint as paintOn } from './paint-layer.ts';
import type { PaintSettings } from './paint-settings.ts';

/** What is painted on. */
export interface PaintTarget {
  readonly size: Size;
  /** Screen pixels of the surface → its own. */
  readonly toTarget: (at: Point) => Point;
  /** Screen pixels for one of its own. */
  readonly screenScale: number;
  /** Where what is being painted shows at once. */
  readonly canvas: () => HTMLCanvasElement | null;
}

/** Takes the pointer while painting and shows how large the brush is. */
export function PaintSurface(props: {
  kind: 'brush' | 'eraser' | 'fill' | 'mask';
  paint: PaintSettings;
  isBusy: boolean;
  target: PaintTarget;
  /** Diameter of the brush, screen pixels. */
  diameter: number;
  onStart: (() => void) | undefined;
  onStroke: (stroke: Stroke) => void;
  onFill: (at: Point) => void;
}) {
  const { kind, paint, target, diameter, onStart, onStroke, onFill } = props;
  const points = useRef<StrokePoint[] | null>(null);
  const [pointer, setPointer] = useState<Point | null>(null);

  const place = (event: PointerEvent<HTMLElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  /** Every place the pointer was at since the last event: the browser hands them over in bundles. */
  const placesOf = (event: PointerEvent<HTMLElement>): StrokePoint[] => {
    const box = event.currentTarget.getBoundingClientRect();
    const bundle = event.nativeEvent.getCoalescedEvents?.() ?? [];
    return (bundle.length > 0 ? bundle : [event.nativeEvent]).map((one) => {
      const at = target.toTarget({ x: one.clientX - box.left, y: one.clientY - box.top });
      const isPen = one.pointerType === 'pen' && paint.usesPressure && kind !== 'mask';
      return isPen ? { ...at, pressure: one.pressure } : at;
    });
  };
  const strokeOf = (list: readonly StrokePoint[]): Stroke => ({
    kind: kind === 'eraser' || (kind === 'mask' && paint.erasesMask) ? 'eraser' : 'brush',
    colour: kind === 'mask' ? maskTint : paint.colour,
    size: diameter / target.screenScale,
    points: list,
  });
  /** Draws the newest piece at once; the whole stroke enters the document when the pointer is lifted. */
  const add = (places: readonly StrokePoint[]): void => {
    const list = points.current;
    if (!list) return;
    list.push(...places);
    const context = target.canvas()?.getContext('2d');
    if (context) paintOn(context, [strokeOf(list.slice(-places.length - 2))], target.size, null);
  };
  const lift = (): void => {
    if (points.current) onStroke(strokeOf(points.current));
    points.current = null;
  };
  return (
    <Box
      role="application"
      aria-busy={props.isBusy}
      aria-label={kind === 'fill' ? t('Click where to fill') : t('Drag to paint')}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        if (kind === 'fill') {
          onFill(target.toTarget(place(event)));
          return;
        }
        event.currentTarget.setPointerCapture(event.pointerId);
        onStart?.();
        points.current = [];
        add(placesOf(event).slice(-1));
      }}
      onPointerMove={(event) => {
        setPointer(place(event));
        if (points.current) add(placesOf(event));
      }}
      onPointerUp={lift}
      onPointerCancel={lift}
      onPointerLeave={() => setPointer(null)}
      sx={{
        position: 'absolute',
        inset: 0,
        cursor: props.isBusy ? 'progress' : kind === 'fill' ? 'crosshair' : 'none',
        touchAction: 'none',
        overflow: 'hidden',
      }}
    >
      {pointer && kind !== 'fill' ? (
        <Box
          sx={{
            position: 'absolute',
            borderRadius: '50%',
            border: '1px solid #fff',
            boxShadow: '0 0 0 1px rgba(0, 0, 0, 0.6)',
            pointerEvents: 'none',
            transform: 'translate(-50%, -50%)',
          }}
          style={{
            left: pointer.x,
            top: pointer.y,
            width: Math.max(4, diameter),
            height: Math.max(4, diameter),
          }}
        />
      ) : null}
    </Box>
  );
}
