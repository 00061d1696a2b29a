import Box from '@mui/material/Box';
import {
  type CSSProperties,
  type PointerEvent,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { MediaRef } from '../../../electron/contract/domain.ts';
import { mediaUrl } from '../api/client.ts';
import { t } from '../i18n/i18n.ts';
import { colourMatrix, svgValues } from './colour.ts';
import { CropOverlay } from './crop-overlay.tsx';
import type { Point, Stroke } from './edit-document.ts';
import { cropPixels, frameSize, invert, multiply, pictureToFrame, transform } from './geometry.ts';
import { maskTint } from './mask-strokes.ts';
import { createPaintLayer, draw, paintScale } from './paint-layer.ts';
import type { ToolId } from './tools.tsx';
import type { Editing } from './use-editor.ts';

export interface PaintSettings {
  readonly colour: string;
  /** Diameter as a fraction of the picture's shorter edge. */
  readonly size: number;
  readonly tolerance: number;
  /** Of the mask's brush, as `size`. */
  readonly maskSize: number;
  /** The mask's brush takes away from it. */
  readonly erasesMask: boolean;
}

/** The picture under the tools: everything done to it shows at once, drawn by the GPU from the untouched pixels. */
export function Stage(props: {
  picture: ImageBitmap;
  paintCanvas: RefObject<HTMLCanvasElement | null>;
  editing: Editing;
  tool: ToolId;
  paint: PaintSettings;
  ratio: number | null;
  isFilling: boolean;
  onFill: (at: Point) => void;
  /** A finished picture to look at instead, as far as it has come; null for the edited one. */
  instead: { readonly media: MediaRef; readonly name: string } | null;
  /** A stroke of the mask begins. */
  onMask: () => void;
}) {
  const { picture, paintCanvas, editing, tool, paint, ratio, isFilling, onFill, instead, onMask } = props;
  const { document } = editing;
  const maskCanvas = useRef<HTMLCanvasElement>(null);
  const filterId = useId();
  const room = useRef<HTMLDivElement>(null);
  const [area, setArea] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = room.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setArea({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const frame = frameSize(picture, document);
  const isCropping = tool === 'crop';
  // Cropping shows the whole frame; every other tool only what will be left.
  const shown = isCropping ? { x: 0, y: 0, ...frame } : cropPixels(frame, document.crop);
  const scale = Math.max(0.001, Math.min((area.width - 48) / shown.width, (area.height - 48) / shown.height, 8));
  const toScreen = multiply(
    multiply([scale, 0, 0, scale, 0, 0], [1, 0, 0, 1, -shown.x, -shown.y]),
    pictureToFrame(picture, document),
  );
  const colours = useMemo(() => svgValues(colourMatrix(document)), [document]);
  const placed = { transform: `matrix(${toScreen.join(',')})`, transformOrigin: '0 0' } as const;
  const view = { width: shown.width * scale, height: shown.height * scale };

  return (
    <Box
      ref={room}
      sx={{
        flex: 1,
        minWidth: 0,
        minHeight: 0,
        position: 'relative',
        display: 'grid',
        placeItems: 'center',
        overflow: 'hidden',
      }}
    >
      <Box sx={{ position: 'relative', boxShadow: '0 14px 44px rgba(0, 0, 0, 0.38)' }} style={view}>
        <Box sx={{ position: 'absolute', inset: 0, overflow: 'hidden', bgcolor: 'well' }}>
          <svg width="0" height="0" aria-hidden="true" style={{ position: 'absolute' }}>
            <filter id={filterId} colorInterpolationFilters="sRGB">
              <feColorMatrix type="matrix" values={colours} />
            </filter>
          </svg>
          <BaseCanvas picture={picture} style={{ ...placed, filter: `url(#${filterId})` }} />
          <PaintCanvas canvas={paintCanvas} picture={picture} strokes={document.strokes} style={placed} />
          <PaintCanvas
            canvas={maskCanvas}
            picture={picture}
            strokes={document.mask}
            style={{ ...placed, opacity: 0.6, visibility: tool === 'mask' && !instead ? 'visible' : 'hidden' }}
          />
          {instead ? <FinishedPicture key={instead.name} {...instead} /> : null}
        </Box>
        {isCropping ? (
          <CropOverlay
            crop={document.crop}
            ratio={ratio === null ? null : (ratio * frame.height) / frame.width}
            view={view}
            onChange={(crop) => editing.change({ crop })}
            onFinish={editing.finish}
          />
        ) : null}
        {tool === 'brush' || tool === 'eraser' || tool === 'fill' || tool === 'mask' ? (
          <PaintSurface
            kind={tool}
            paint={paint}
            isBusy={isFilling}
            picture={picture}
            canvas={tool === 'mask' ? maskCanvas : paintCanvas}
            screenScale={Math.hypot(toScreen[0], toScreen[1])}
            toPicture={(at) => transform(invert(toScreen), at)}
            onStart={tool === 'mask' ? onMask : undefined}
            onStroke={(stroke) =>
              editing.update(({ strokes, mask }) =>
                tool === 'mask' ? { mask: [...mask, stroke] } : { strokes: [...strokes, stroke] },
              )
            }
            onFill={onFill}
          />
        ) : null}
      </Box>
    </Box>
  );
}

const layer = { position: 'absolute', left: 0, top: 0, display: 'block' } as const;

function BaseCanvas({ picture, style }: { picture: ImageBitmap; style: CSSProperties }) {
  const ref = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    ref.current?.getContext('2d')?.drawImage(picture, 0, 0);
  }, [picture]);
  return (
    <canvas
      ref={ref}
      width={picture.width}
      height={picture.height}
      aria-label={t('The picture')}
      style={{ ...layer, ...style }}
    />
  );
}

function PaintCanvas({
  canvas,
  picture,
  strokes,
  style,
}: {
  canvas: RefObject<HTMLCanvasElement | null>;
  picture: ImageBitmap;
  strokes: readonly Stroke[];
  style: CSSProperties;
}) {
  const scale = paintScale(picture);
  const paint = useRef<ReturnType<typeof createPaintLayer> | null>(null);
  useEffect(() => {
    if (!canvas.current) return;
    paint.current ??= createPaintLayer(canvas.current, scale);
    paint.current(strokes);
  }, [canvas, strokes, scale]);
  const { width, height } = picture;
  return (
    <canvas
      ref={canvas}
      width={Math.round(width * scale)}
      height={Math.round(height * scale)}
      aria-hidden
      style={{ ...layer, width, height, ...style }}
    />
  );
}

/** Covers the edited picture, of which it has the size. */
function FinishedPicture({ media, name }: { media: MediaRef; name: string }) {
  return (
    <Box
      component="img"
      src={mediaUrl(media)}
      alt={name}
      draggable={false}
      // The last preview may vanish, with its job, while it is on its way.
      onError={({ currentTarget }) => currentTarget.style.setProperty('visibility', 'hidden')}
      onLoad={({ currentTarget }) => currentTarget.style.removeProperty('visibility')}
      sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%' }}
    />
  );
}

/** Takes the pointer while painting and shows how large the brush is. */
function PaintSurface(props: {
  kind: 'brush' | 'eraser' | 'fill' | 'mask';
  paint: PaintSettings;
  isBusy: boolean;
  picture: ImageBitmap;
  /** What is painted on. */
  canvas: RefObject<HTMLCanvasElement | null>;
  /** Screen pixels per pixel of the picture. */
  screenScale: number;
  toPicture: (at: Point) => Point;
  onStart: (() => void) | undefined;
  onStroke: (stroke: Stroke) => void;
  onFill: (at: Point) => void;
}) {
  const { kind, paint, picture, canvas, screenScale, toPicture, onStart, onStroke, onFill } = props;
  const points = useRef<Point[] | null>(null);
  const [pointer, setPointer] = useState<Point | null>(null);
  const diameter = (kind === 'mask' ? paint.maskSize : paint.size) * Math.min(picture.width, picture.height);

  const place = (event: PointerEvent<HTMLElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const strokeOf = (list: readonly Point[]): Stroke => ({
    kind: kind === 'eraser' || (kind === 'mask' && paint.erasesMask) ? 'eraser' : 'brush',
    colour: kind === 'mask' ? maskTint : paint.colour,
    size: diameter,
    points: list,
  });
  /** Draws the newest piece at once; the whole stroke enters the document when the pointer is lifted. */
  const drawPiece = (list: readonly Point[]): void => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const scale = paintScale(picture);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    draw(context, strokeOf(list.slice(-3)), scale);
    context.resetTransform();
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
        const at = toPicture(place(event));
        if (kind === 'fill') {
          onFill(at);
          return;
        }
        event.currentTarget.setPointerCapture(event.pointerId);
        onStart?.();
        points.current = [at];
        drawPiece(points.current);
      }}
      onPointerMove={(event) => {
        setPointer(place(event));
        if (!points.current) return;
        points.current.push(toPicture(place(event)));
        drawPiece(points.current);
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
            width: Math.max(4, diameter * screenScale),
            height: Math.max(4, diameter * screenScale),
          }}
        />
      ) : null}
    </Box>
  );
}
