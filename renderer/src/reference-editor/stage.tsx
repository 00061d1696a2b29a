import Box from '@mui/material/Box';
import { type CSSProperties, type RefCallback, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { MediaRef } from '../../../electron/contract/domain.ts';
import { BaseCanvas, FinishedPicture, PaintCanvas } from './canvases.tsx';
import { colourMatrix, svgValues } from './colour.ts';
import { CropOverlay } from './crop-overlay.tsx';
import type { Point, Stroke } from './edit-document.ts';
import { cropPixels, frameSize, invert, type Matrix, multiply, pictureToFrame, transform } from './geometry.ts';
import { LayerHandles } from './layer-handles.tsx';
import { layerToPicture, paintedLayer } from './layers.ts';
import type { PaintSettings } from './paint-settings.ts';
import { PaintSurface, type PaintTarget } from './paint-surface.tsx';
import type { ToolId } from './tools.tsx';
import type { Editing } from './use-editor.ts';
import type { Layers } from './use-layers.ts';

/** The picture under the tools: everything done to it shows at once, drawn by the GPU from the untouched pixels. */
export function Stage(props: {
  picture: ImageBitmap;
  editing: Editing;
  layers: Layers;
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
  const { picture, editing, layers, tool, paint, ratio, isFilling, onFill, instead, onMask } = props;
  const { document } = editing;
  const canvases = useRef(new Map<string, HTMLCanvasElement>());
  const filterId = useId();
  const [room, area] = useRoom();

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
  const view = { width: shown.width * scale, height: shown.height * scale };

  const register =
    (id: string): RefCallback<HTMLCanvasElement> =>
    (canvas) => {
      if (canvas) canvases.current.set(id, canvas);
      else canvases.current.delete(id);
    };
  const isPainting = tool === 'brush' || tool === 'eraser' || tool === 'fill' || tool === 'mask';
  const layer = tool === 'mask' ? null : layers.chosen;
  const matrix = layer ? multiply(toScreen, layerToPicture(layer.bitmap, layer)) : toScreen;
  const screenScale = Math.hypot(matrix[0], matrix[1]);
  const target: PaintTarget = {
    size: layer?.bitmap ?? picture,
    toTarget: (at) => transform(invert(matrix), at),
    screenScale,
    canvas: () => canvases.current.get(tool === 'mask' ? maskId : (layer?.id ?? pictureId)) ?? null,
  };
  const brush = (tool === 'mask' ? paint.maskSize : paint.size) * Math.min(picture.width, picture.height);
  const addStroke = (stroke: Stroke): void => {
    editing.update(({ strokes, layers: all, mask }) => {
      if (tool === 'mask') return { mask: [...mask, stroke] };
      return layer ? { layers: paintedLayer(all, layer.id, stroke) } : { strokes: [...strokes, stroke] };
    });
  };

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
          <BaseCanvas picture={picture} style={{ ...placed(toScreen), filter: `url(#${filterId})` }} />
          <PaintCanvas
            size={picture}
            strokes={document.strokes}
            register={register(pictureId)}
            style={placed(toScreen)}
          />
          {layers.all
            .filter(({ isHidden }) => !isHidden)
            .map((one) => (
              <PaintCanvas
                key={one.id}
                size={one.bitmap}
                under={one.bitmap}
                strokes={one.strokes}
                register={register(one.id)}
                style={{ ...placed(multiply(toScreen, layerToPicture(one.bitmap, one))), opacity: one.opacity }}
              />
            ))}
          <PaintCanvas
            size={picture}
            strokes={document.mask}
            register={register(maskId)}
            style={{
              ...placed(toScreen),
              opacity: 0.6,
              visibility: tool === 'mask' && !instead ? 'visible' : 'hidden',
            }}
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
        {tool === 'layers' ? <LayerHandles layers={layers} picture={picture} toScreen={toScreen} /> : null}
        {isPainting && !layer?.isHidden ? (
          <PaintSurface
            kind={tool}
            paint={paint}
            isBusy={isFilling}
            target={target}
            diameter={brush * Math.hypot(toScreen[0], toScreen[1])}
            onStart={tool === 'mask' ? onMask : undefined}
            onStroke={addStroke}
            onFill={onFill}
          />
        ) : null}
      </Box>
    </Box>
  );
}

/** The canvases that are no layer's. */
const pictureId = 'picture';
const maskId = 'mask';

/** A canvas where a matrix puts it. */
function placed(matrix: Matrix): CSSProperties {
  return { transform: `matrix(${matrix.join(',')})`, transformOrigin: '0 0' };
}

/** How much room there is. */
function useRoom() {
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
  return [room, area] as const;
}
