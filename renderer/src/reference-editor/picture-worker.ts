import { applyColour, type ColourMatrix, colourMatrix } from './colour.ts';
import type { Size, Stroke } from './edit-document.ts';
import { floodRegion } from './flood.ts';
import { multiply, pictureToOutput } from './geometry.ts';
import { layerToPicture } from './layers.ts';
import { paint, paintedSize, paintScale } from './paint-layer.ts';
import type { WorkerAnswer, WorkerRequest } from './worker-messages.ts';

type RequestOf<K extends WorkerRequest['kind']> = Extract<WorkerRequest, { kind: K }>;

/** Rows handled at a time: bounds the copy of the pixels. */
const bandRows = 256;

function surface({ width, height }: Size): { canvas: OffscreenCanvas; context: OffscreenCanvasRenderingContext2D } {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error(`A canvas of ${width}×${height} could not be had.`);
  context.imageSmoothingQuality = 'high';
  return { canvas, context };
}

/** Strokes, over a picture or by themselves, as large as what they were painted on. */
function painted(strokes: readonly Stroke[], size: Size, under: ImageBitmap | null): OffscreenCanvas {
  const { canvas, context } = surface(paintedSize(size));
  paint(context, strokes, size, under);
  return canvas;
}

function adjust(context: OffscreenCanvasRenderingContext2D, colour: ColourMatrix): void {
  const { width, height } = context.canvas;
  for (let top = 0; top < height; top += bandRows) {
    const band = context.getImageData(0, top, width, Math.min(bandRows, height - top));
    applyColour(band.data, colour);
    context.putImageData(band, 0, top);
  }
}

/** Turned and cropped, adjusted, painted over, and then the layers there are. */
async function render({ picture, document }: RequestOf<'render'>): Promise<WorkerAnswer> {
  const { matrix, size } = pictureToOutput(picture, document);
  const { canvas, context } = surface(size);
  context.setTransform(...matrix);
  context.drawImage(picture, 0, 0);
  context.resetTransform();
  adjust(context, colourMatrix(document));
  context.setTransform(...matrix);
  if (document.strokes.length > 0) {
    context.drawImage(painted(document.strokes, picture, null), 0, 0, picture.width, picture.height);
  }
  for (const layer of document.layers) {
    const { bitmap, opacity, strokes } = layer;
    context.setTransform(...multiply(matrix, layerToPicture(bitmap, layer)));
    context.globalAlpha = opacity;
    context.drawImage(painted(strokes, bitmap, bitmap), 0, 0, bitmap.width, bitmap.height);
  }
  return { ok: true, kind: 'render', blob: await canvas.convertToBlob({ type: 'image/png' }) };
}

async function encode({ picture }: RequestOf<'encode'>): Promise<WorkerAnswer> {
  const { canvas, context } = surface(picture);
  context.drawImage(picture, 0, 0);
  return { ok: true, kind: 'encode', blob: await canvas.convertToBlob({ type: 'image/png' }) };
}

/** The region around a point that looks alike, in the fill colour. */
async function fill(request: RequestOf<'fill'>): Promise<WorkerAnswer> {
  const { picture, colour, strokes, isLayer, at, tolerance, fill: rgb } = request;
  const { width, height } = paintedSize(picture);
  const { context } = surface({ width, height });
  if (!isLayer) context.drawImage(picture, 0, 0, width, height);
  if (colour) adjust(context, colour);
  context.drawImage(painted(strokes, picture, isLayer ? picture : null), 0, 0);
  const image = context.getImageData(0, 0, width, height);
  const scale = paintScale(picture);
  const region = floodRegion(image.data, { width, height }, { x: at.x * scale, y: at.y * scale }, tolerance);
  const [red, green, blue] = rgb;
  image.data.fill(0);
  for (let index = 0; index < region.length; index += 1) {
    if (region[index] === 0) continue;
    image.data[index * 4] = red;
    image.data[index * 4 + 1] = green;
    image.data[index * 4 + 2] = blue;
    image.data[index * 4 + 3] = 255;
  }
  return { ok: true, kind: 'fill', region: await createImageBitmap(image) };
}

function work(request: WorkerRequest): Promise<WorkerAnswer> {
  switch (request.kind) {
    case 'render':
      return render(request);
    case 'encode':
      return encode(request);
    case 'fill':
      return fill(request);
  }
}

self.addEventListener('message', (event: MessageEvent<WorkerRequest>) => {
  work(event.data)
    .catch(
      (error: unknown): WorkerAnswer => ({
        ok: false,
        message: error instanceof Error ? error.message : String(error),
      }),
    )
    .then((answer) =>
      self.postMessage(answer, answer.ok && answer.kind === 'fill' ? { transfer: [answer.region] } : {}),
    );
});
