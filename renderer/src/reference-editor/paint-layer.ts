import type { Size, Stroke, StrokePoint } from './edit-document.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Pixels the layer may have at most; a larger picture is painted at a smaller scale and scaled up when saved. */
const largestEdge = 4096;
/** How thin a line gets under the lightest touch of a pen, of its full width. */
const thinnest = 0.12;

export function paintScale({ width, height }: Size): number {
  return Math.min(1, largestEdge / Math.max(width, height));
}

/** The size of a canvas to paint on. */
export function paintedSize(size: Size): Size {
  const scale = paintScale(size);
  return { width: Math.max(1, Math.round(size.width * scale)), height: Math.max(1, Math.round(size.height * scale)) };
}

/**
 * Keeps a canvas equal to a list of strokes over a picture, if any. One more stroke is drawn on top; anything else starts over.
 */
export function createPaintLayer(
  canvas: HTMLCanvasElement,
  size: Size,
  under: ImageBitmap | null,
): (strokes: readonly Stroke[]) => void {
  const context = canvas.getContext('2d');
  let drawn: readonly Stroke[] | null = null;
  return (strokes) => {
    if (!context || strokes === drawn) return;
    const old = drawn;
    if (old && strokes.length >= old.length && old.every((stroke, index) => strokes[index] === stroke)) {
      paint(context, strokes.slice(old.length), size, null);
    } else {
      context.clearRect(0, 0, canvas.width, canvas.height);
      paint(context, strokes, size, under);
    }
    drawn = strokes;
  };
}

/** Draws a picture, if any, and strokes over it; `size` is that of what they were painted on. */
export function paint(context: Context, strokes: readonly Stroke[], size: Size, under: ImageBitmap | null): void {
  const scale = paintScale(size);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  if (under) context.drawImage(under, 0, 0);
  for (const stroke of strokes) draw(context, stroke, size);
  context.resetTransform();
}

function draw(context: Context, stroke: Stroke, { width, height }: Size): void {
  if (stroke.kind === 'fill') {
    context.drawImage(stroke.region, 0, 0, width, height);
    return;
  }
  if (stroke.kind === 'invert') {
    context.globalCompositeOperation = 'source-out';
    context.fillStyle = stroke.colour;
    context.fillRect(0, 0, width, height);
    context.globalCompositeOperation = 'source-over';
    return;
  }
  context.globalCompositeOperation = stroke.kind === 'eraser' ? 'destination-out' : 'source-over';
  context.strokeStyle = stroke.colour;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  const isPressed = stroke.points.some(({ pressure }) => pressure !== undefined);
  if (isPressed) drawPressed(context, stroke.points, stroke.size);
  else drawEven(context, stroke.points, stroke.size);
  context.globalCompositeOperation = 'source-over';
}

function drawEven(context: Context, points: readonly StrokePoint[], size: number): void {
  const [first, ...rest] = points;
  if (!first) return;
  context.lineWidth = size;
  context.beginPath();
  context.moveTo(first.x, first.y);
  if (rest.length === 0) context.lineTo(first.x + 0.01, first.y);
  // Curves through the middles: a hand's line, not a polygon.
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    if (next) context.quadraticCurveTo(point.x, point.y, (point.x + next.x) / 2, (point.y + next.y) / 2);
    else context.lineTo(point.x, point.y);
  });
  context.stroke();
}

/** The same line in pieces, each as wide as the pen pressed there. */
function drawPressed(context: Context, points: readonly StrokePoint[], size: number): void {
  const pieces = smoothed(points);
  for (const [index, point] of pieces.entries()) {
    const from = pieces[index - 1] ?? point;
    context.lineWidth = (widthAt(from.pressure, size) + widthAt(point.pressure, size)) / 2;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(point.x + (from === point ? 0.01 : 0), point.y);
    context.stroke();
  }
}

/** Width of a line where a pen pressed so hard, 0..1. */
export function widthAt(pressure: number | undefined, size: number): number {
  return size * (thinnest + (1 - thinnest) * (pressure ?? 1));
}

/** Points along curves through the middles, pressure going evenly from one to the next. */
export function smoothed(points: readonly StrokePoint[]): StrokePoint[] {
  const steps = 6;
  const [first, ...rest] = points;
  if (!first) return [];
  const line: StrokePoint[] = [first];
  let from = first;
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    const to = next ? middle(point, next) : point;
    for (let step = 1; step <= steps; step += 1) line.push(onCurve(from, point, to, step / steps));
    from = to;
  }
  return line;
}

function middle(a: StrokePoint, b: StrokePoint): StrokePoint {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, pressure: ((a.pressure ?? 1) + (b.pressure ?? 1)) / 2 };
}

/** A quadratic Bézier curve at t, 0..1. */
function onCurve(from: StrokePoint, by: StrokePoint, to: StrokePoint, t: number): StrokePoint {
  const at = (a: number, b: number, c: number): number => (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t ** 2 * c;
  return {
    x: at(from.x, by.x, to.x),
    y: at(from.y, by.y, to.y),
    pressure: at(from.pressure ?? 1, by.pressure ?? 1, to.pressure ?? 1),
  };
}
