import type { ColourMatrix } from './colour.ts';
import type { EditDocument, Point, Stroke } from './edit-document.ts';

/** What the worker is asked; it gets pictures of its own. */
export type WorkerRequest =
  /** The finished picture as PNG, with all layers that are given. */
  | { readonly kind: 'render'; readonly picture: ImageBitmap; readonly document: EditDocument }
  /** A picture of the page's as PNG. */
  | { readonly kind: 'encode'; readonly picture: ImageBitmap }
  | {
      readonly kind: 'fill';
      readonly picture: ImageBitmap;
      /** How the picture is seen under its strokes; null as it is. */
      readonly colour: ColourMatrix | null;
      readonly strokes: readonly Stroke[];
      /** Strokes are part of the picture, so that an eraser takes of it. */
      readonly isLayer: boolean;
      /** Pixels of the picture. */
      readonly at: Point;
      readonly tolerance: number;
      /** Colour to fill with: red, green, blue, 0..255. */
      readonly fill: readonly [number, number, number];
    };

export type WorkerAnswer =
  | { readonly ok: true; readonly kind: 'render' | 'encode'; readonly blob: Blob }
  | { readonly ok: true; readonly kind: 'fill'; readonly region: ImageBitmap }
  | { readonly ok: false; readonly message: string };
