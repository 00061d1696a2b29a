import { type Mask, maxMaskPoints } from '../../../electron/contract/mask.ts';
import type { EditDocument, Point, Size, Stroke } from './edit-document.ts';
import { pictureToOutput, transform } from './geometry.ts';
import { thinned } from './thinned.ts';

/** How the mask is tinted while it is painted. */
export const maskTint = '#E5484D';

/** Most points that one stroke of the contract holds. */
const strokePoints = 4_000;

/**
 * The painted mask as the studio takes it: in fractions of the finished picture, after turning and cropping. A hand's line has many
 * more points than its brush can show: those closer than a quarter of the brush are left out, more if there are still too many.
 */
export function maskOf(document: EditDocument, picture: Size): Mask {
  const { matrix, size } = pictureToOutput(picture, document);
  const scale = Math.hypot(matrix[0], matrix[1]);
  const shorter = Math.min(size.width, size.height);
  for (let spacing = 0.125; ; spacing *= 2) {
    const mask = document.mask.flatMap((stroke): Mask => {
      if (stroke.kind === 'fill') return [];
      if (stroke.kind === 'invert') return [{ kind: 'invert' }];
      const points = thinned(stroke.points, stroke.size * spacing).map((point) => {
        const { x, y } = transform(matrix, point);
        return { x: fraction(x / size.width), y: fraction(y / size.height) };
      });
      const radius = Math.max(1e-5, fraction((stroke.size * scale) / 2 / shorter));
      return pieces(points).map((part) => ({ kind: kindOf(stroke), points: part, radius }));
    });
    const count = mask.reduce((sum, mark) => sum + (mark.kind === 'invert' ? 0 : mark.points.length), 0);
    // A stroke keeps its two ends however coarse it gets.
    if (count <= maxMaskPoints || spacing > 8) return mask;
  }
}

function kindOf({ kind }: Stroke): 'paint' | 'erase' {
  return kind === 'eraser' ? 'erase' : 'paint';
}

/** Five digits: a tenth of a pixel in the largest picture. */
function fraction(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}

/** A long line as several that share their ends. */
function pieces(points: Point[]): Point[][] {
  const parts: Point[][] = [];
  for (let start = 0; start === 0 || start < points.length - 1; start += strokePoints - 1) {
    parts.push(points.slice(start, start + strokePoints));
  }
  return parts;
}
