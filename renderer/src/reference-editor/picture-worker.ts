import { applyColour, type ColourMatrix } from './colour.ts';
import { floodRegion } from './flood.ts';
import type { WorkerAnswer, WorkerRequest } from './worker-messages.ts';

/** Rows handled at a time: bounds the copy of the pixels. */
const bandRows = 256;

function surface(
  width: number,
  height: number,
): { canvas: OffscreenCanvas; context: OffscreenCanvasRenderingContext2D } {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error(`A canvas of ${width}×${height} could not be had.`);
  context.imageSmoothingQuality = 'high';
  return { canvas, context };
}

function adjust(context: OffscreenCanvasRenderingContext2D, colour: ColourMatrix): void {
  const { width, height } = context.canvas;
  for (let top = 0; top < height; top += bandRows) {
    const band = context.getImageData(0, top, width, Math.min(bandRows, height - top));
    applyColour(band.data, colour);
    context.putImageData(band, 0, top);
  }
}

/** The finished picture as PNG: turned and cropped, adjusted, then painted over. */
async function render(request: Extract<WorkerRequest, { kind: 'render' }>): Promise<WorkerAnswer> {
  const { base, paint, colour, matrix, size } = request;
  const { canvas, context } = surface(size.width, size.height);
  context.setTransform(...matrix);
  context.drawImage(base, 0, 0);
  context.resetTransform();
  adjust(context, colour);
  context.setTransform(...matrix);
  context.drawImage(paint, 0, 0, base.width, base.height);
  return { ok: true, kind: 'render', blob: await canvas.convertToBlob({ type: 'image/png' }) };
}

/** The region around a point that looks alike, in the fill colour. */
async function fill(request: Extract<WorkerRequest, { kind: 'fill' }>): Promise<WorkerAnswer> {
  const { base, paint, colour, at, tolerance, fill: rgb } = request;
  const { width, height } = paint;
  const { context } = surface(width, height);
  context.drawImage(base, 0, 0, width, height);
  adjust(context, colour);
  context.drawImage(paint, 0, 0);
  const image = context.getImageData(0, 0, width, height);
  const region = floodRegion(image.data, { width, height }, at, tolerance);
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

self.addEventListener('message', (event: MessageEvent<WorkerRequest>) => {
  const request = event.data;
  const work = request.kind === 'render' ? render(request) : fill(request);
  work
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
