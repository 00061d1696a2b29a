import { type EditDocument, type Point, type Rect, type Size, splitTurn } from './edit-document.ts';

/** Affine map, as canvas and CSS take it: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];
type Turn = Pick<EditDocument, 'rotateDegrees' | 'flipHorizontal' | 'flipVertical'>;

const whole: Rect = { x: 0, y: 0, width: 1, height: 1 };

/** The turned picture's frame, pixels: quarter turns swap the sides, a lean does not change it. */
export function frameSize(picture: Size, { rotateDegrees }: Pick<Turn, 'rotateDegrees'>): Size {
  const { quarters } = splitTurn(rotateDegrees);
  // A bitmap's width and height are getters: copied, so that the size can be spread.
  const { width, height } = picture;
  return quarters % 2 === 0 ? { width, height } : { width: height, height: width };
}

/** How much a leaning picture must grow so that its frame shows no empty corner. */
function coverScale(frame: Size, leanDegrees: number): number {
  const angle = (Math.abs(leanDegrees) * Math.PI) / 180;
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  return Math.max(cosine + (frame.height / frame.width) * sine, cosine + (frame.width / frame.height) * sine);
}

/** Pixels of the opened picture → pixels of the turned frame: mirror, turn about the middle, grow to cover. */
export function pictureToFrame(picture: Size, turn: Turn): Matrix {
  const frame = frameSize(picture, turn);
  const { lean } = splitTurn(turn.rotateDegrees);
  // A leaning edge is antialiased: one pixel more keeps that outside the frame.
  const scale = lean === 0 ? 1 : coverScale(frame, lean) * (1 + 2 / Math.min(frame.width, frame.height));
  const angle = (turn.rotateDegrees * Math.PI) / 180;
  const [sine, cosine] = [Math.sin(angle) * scale, Math.cos(angle) * scale];
  const flipX = turn.flipHorizontal ? -1 : 1;
  const flipY = turn.flipVertical ? -1 : 1;
  const [a, b, c, d] = [cosine * flipX, sine * flipX, -sine * flipY, cosine * flipY];
  return [
    a,
    b,
    c,
    d,
    frame.width / 2 - (a * picture.width + c * picture.height) / 2,
    frame.height / 2 - (b * picture.width + d * picture.height) / 2,
  ];
}

/** `outer` after `inner`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [a2, b2, c2, d2, e2, f2] = inner;
  return [a * a2 + c * b2, b * a2 + d * b2, a * c2 + c * d2, b * c2 + d * d2, a * e2 + c * f2 + e, b * e2 + d * f2 + f];
}

export function invert([a, b, c, d, e, f]: Matrix): Matrix {
  const determinant = a * d - b * c;
  return [
    d / determinant,
    -b / determinant,
    -c / determinant,
    a / determinant,
    (c * f - d * e) / determinant,
    (b * e - a * f) / determinant,
  ];
}

export function transform([a, b, c, d, e, f]: Matrix, { x, y }: Point): Point {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

/** The crop in whole pixels of the frame: at least one each way, inside. */
export function cropPixels(frame: Size, crop: Rect | null): Rect {
  const { x, y, width, height } = crop ?? whole;
  const left = Math.min(frame.width - 1, Math.max(0, Math.round(x * frame.width)));
  const top = Math.min(frame.height - 1, Math.max(0, Math.round(y * frame.height)));
  return {
    x: left,
    y: top,
    width: Math.max(1, Math.min(frame.width - left, Math.round(width * frame.width))),
    height: Math.max(1, Math.min(frame.height - top, Math.round(height * frame.height))),
  };
}

/** Pixels of the opened picture → pixels of the finished one. */
export function pictureToOutput(picture: Size, document: EditDocument): { matrix: Matrix; size: Size } {
  const crop = cropPixels(frameSize(picture, document), document.crop);
  return {
    matrix: multiply([1, 0, 0, 1, -crop.x, -crop.y], pictureToFrame(picture, document)),
    size: { width: crop.width, height: crop.height },
  };
}
