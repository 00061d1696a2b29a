import type { Adjustments } from './colour.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
/** A rectangle in fractions of the turned picture's width and height. */
export interface Rect extends Point, Size {}

/** A place on a stroke, and how hard the pen pressed there, 0..1; a mouse does not say. */
export interface StrokePoint extends Point {
  readonly pressure?: number;
}

/** One thing painted, in pixels of what it is painted on: it stays put when the picture is cropped or turned. */
export type Stroke =
  | {
      readonly kind: 'brush' | 'eraser';
      readonly colour: string;
      /** Diameter under full pressure, pixels. */
      readonly size: number;
      readonly points: readonly StrokePoint[];
    }
  | {
      readonly kind: 'fill';
      readonly colour: string;
      /** The filled region in its colour, everything else transparent; as large as what it is painted on. */
      readonly region: ImageBitmap;
    }
  /** Of masks alone: what is painted and what is not change places. */
  | { readonly kind: 'invert'; readonly colour: string };

/** A second picture over the first. Its place is in pixels of the picture as it was opened. */
export interface Layer {
  /** Within this document alone. */
  readonly id: string;
  readonly name: string;
  readonly bitmap: ImageBitmap;
  /** Where its middle lies. */
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  /** Clockwise. */
  readonly rotateDegrees: number;
  readonly opacity: number;
  readonly isHidden: boolean;
  /** Painted on it, or rubbed out of it: pixels of its own. */
  readonly strokes: readonly Stroke[];
}

/** Everything the editor has done to a picture. Immutable: every change makes a new one. */
export interface EditDocument extends Adjustments {
  /** null is the whole picture. */
  readonly crop: Rect | null;
  /** Clockwise. Quarter turns swap the frame's sides; the rest leans the picture inside it. */
  readonly rotateDegrees: number;
  readonly flipHorizontal: boolean;
  readonly flipVertical: boolean;
  readonly strokes: readonly Stroke[];
  /** The lowest first. */
  readonly layers: readonly Layer[];
  /** What is to be drawn anew. It changes nothing by itself, and is no part of the saved picture. */
  readonly mask: readonly Stroke[];
}

export const untouched: EditDocument = {
  crop: null,
  rotateDegrees: 0,
  flipHorizontal: false,
  flipVertical: false,
  exposure: 0,
  contrast: 0,
  saturation: 0,
  temperature: 0,
  strokes: [],
  layers: [],
  mask: [],
};

/** Whether two documents give the same picture; their masks do not count. */
export function isSamePicture(a: EditDocument, b: EditDocument): boolean {
  return (Object.keys(untouched) as (keyof EditDocument)[]).every((key) => key === 'mask' || Object.is(a[key], b[key]));
}

/** A quarter turn to the right; the crop turns with the picture. */
export function turnRight({ rotateDegrees, crop }: EditDocument): Partial<EditDocument> {
  return {
    rotateDegrees: normalDegrees(rotateDegrees + 90),
    crop: crop && { x: 1 - crop.y - crop.height, y: crop.x, width: crop.height, height: crop.width },
  };
}

/** Mirrors what is seen, left to right: a turn done before becomes one the other way round. */
export function flipAcross({ flipHorizontal, rotateDegrees, crop }: EditDocument): Partial<EditDocument> {
  return {
    flipHorizontal: !flipHorizontal,
    rotateDegrees: normalDegrees(-rotateDegrees),
    crop: crop && { ...crop, x: 1 - crop.x - crop.width },
  };
}

/** Mirrors what is seen, top to bottom. */
export function flipDown({ flipVertical, rotateDegrees, crop }: EditDocument): Partial<EditDocument> {
  return {
    flipVertical: !flipVertical,
    rotateDegrees: normalDegrees(-rotateDegrees),
    crop: crop && { ...crop, y: 1 - crop.y - crop.height },
  };
}

/** −180 (left out) … 180. */
export function normalDegrees(degrees: number): number {
  const turned = ((degrees % 360) + 360) % 360;
  return turned > 180 ? turned - 360 : turned;
}

/** A turn as whole quarters and the lean that is left, −45 … 45. */
export function splitTurn(degrees: number): { quarters: number; lean: number } {
  const quarters = Math.round(degrees / 90);
  return { quarters, lean: degrees - quarters * 90 };
}
