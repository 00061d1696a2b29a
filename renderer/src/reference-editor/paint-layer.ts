import type { Size, Stroke } from './edit-document.ts';

/** Pixels the layer may have at most; a larger picture is painted at a smaller scale and scaled up when saved. */
const largestEdge = 4096;

export function paintScale({ width, height }: Size): number {
  return Math.min(1, largestEdge / Math.max(width, height));
}

/**
 * Keeps a canvas equal to a list of strokes. One more stroke, or more points of the last one, are drawn on top; anything else starts
 * over.
 */
export function createPaintLayer(canvas: HTMLCanvasElement, scale: number): (strokes: readonly Stroke[]) => void {
  const context = canvas.getContext('2d');
  let drawn: readonly Stroke[] = [];
  return (strokes) => {
    if (!context || strokes === drawn) return;
    const isLonger = strokes.length >= drawn.length && drawn.every((stroke, index) => strokes[index] === stroke);
    if (!isLonger) context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    for (const stroke of strokes.slice(isLonger ? drawn.length : 0)) draw(context, stroke, scale);
    context.resetTransform();
    drawn = strokes;
  };
}

/** Draws one stroke; the context maps pixels of the picture to its own. */
export function draw(context: CanvasRenderingContext2D, stroke: Stroke, scale: number): void {
  if (stroke.kind === 'fill') {
    context.drawImage(stroke.region, 0, 0, stroke.region.width / scale, stroke.region.height / scale);
    return;
  }
  if (stroke.kind === 'invert') {
    const { width, height } = context.canvas;
    context.globalCompositeOperation = 'source-out';
    context.fillStyle = stroke.colour;
    context.fillRect(0, 0, width / scale, height / scale);
    context.globalCompositeOperation = 'source-over';
    return;
  }
  const [first, ...rest] = stroke.points;
  if (!first) return;
  context.globalCompositeOperation = stroke.kind === 'eraser' ? 'destination-out' : 'source-over';
  context.strokeStyle = stroke.colour;
  context.lineWidth = stroke.size;
  context.lineCap = 'round';
  context.lineJoin = 'round';
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
  context.globalCompositeOperation = 'source-over';
}
