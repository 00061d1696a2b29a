import type { ColourMatrix } from './colour.ts';
import type { Point, Size } from './edit-document.ts';
import type { Matrix } from './geometry.ts';

/** What the worker is asked; pictures are handed over, not copied. */
export type WorkerRequest =
  | {
      readonly kind: 'render';
      readonly base: ImageBitmap;
      readonly paint: ImageBitmap;
      readonly colour: ColourMatrix;
      /** Pixels of the base → pixels of the output. */
      readonly matrix: Matrix;
      readonly size: Size;
    }
  | {
      readonly kind: 'fill';
      readonly base: ImageBitmap;
      readonly paint: ImageBitmap;
      readonly colour: ColourMatrix;
      readonly at: Point;
      readonly tolerance: number;
      /** Colour to fill with: red, green, blue, 0..255. */
      readonly fill: readonly [number, number, number];
    };

export type WorkerAnswer =
  | { readonly ok: true; readonly kind: 'render'; readonly blob: Blob }
  | { readonly ok: true; readonly kind: 'fill'; readonly region: ImageBitmap }
  | { readonly ok: false; readonly message: string };
