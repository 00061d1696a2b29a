import Box from '@mui/material/Box';
import { type CSSProperties, type RefCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { MediaRef } from '../../../electron/contract/domain.ts';
import { mediaUrl } from '../api/client.ts';
import { t } from '../i18n/i18n.ts';
import type { Size, Stroke } from './edit-document.ts';
import { createPaintLayer, paintedSize } from './paint-layer.ts';

const layer = { position: 'absolute', left: 0, top: 0, display: 'block' } as const;

/** The picture as it was opened. */
export function BaseCanvas({ picture, style }: { picture: ImageBitmap; style: CSSProperties }) {
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

/** Strokes, over a picture of their own or by themselves. */
export function PaintCanvas({
  size: { width, height },
  under = null,
  strokes,
  register,
  style,
}: {
  size: Size;
  under?: ImageBitmap | null;
  strokes: readonly Stroke[];
  /** Is handed the canvas, for what is being painted right now. */
  register: RefCallback<HTMLCanvasElement>;
  style: CSSProperties;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const paint = useRef<ReturnType<typeof createPaintLayer> | null>(null);
  useEffect(() => {
    if (!canvas.current) return;
    paint.current ??= createPaintLayer(canvas.current, { width, height }, under);
    paint.current(strokes);
  }, [strokes, width, height, under]);
  return (
    <canvas
      ref={(element) => {
        canvas.current = element;
        register(element);
      }}
      {...paintedSize({ width, height })}
      aria-hidden
      style={{ ...layer, ...style, width, height }}
    />
  );
}

/** Covers the edited picture, of which it has the size. */
export function FinishedPicture({ media, name }: { media: MediaRef; name: string }) {
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
