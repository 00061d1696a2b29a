import type { Graph } from '../graph/graph.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import { sizeFrom, type Variant } from './architecture.ts';
import { type PictureInputOptions, pictureInput, pictureMargins, pictureOutput } from './picture-bytes.ts';

/**
 * The borders that published frame interpolation networks share.
 *
 * Variant: `width`, `height` of the frames (any; padded inside); `flowScale` 1, 2 or 4: motion is looked for in frames that many
 * times smaller, 0 (default) chooses by the size, as their authors do for 2K and 4K; `format` bytes or float. Inputs: `frame0`,
 * `frame1` uint8 [h, w, 3] (float: float32 [1, 3, h, w], 0..1); `timestep` float32 [1], above 0 and below 1. Output: `frame`
 * uint8 [h, w, 3]; with `format` float `frame` float32 [1, 3, h, w], `flow` float32 [1, 4, h, w] (x and y, in pixels, from each
 * place to where it is in frame 0, then in frame 1) and `mask` float32 [1, 1, h, w], the share of frame 0.
 */
export const framePairVariant = { width: undefined, height: undefined, flowScale: 0, format: 'bytes' } as const;

export interface FramePair {
  /** [1, 3, H, W], RGB 0..1, H and W padded. */
  readonly frame0: Value;
  readonly frame1: Value;
  /** [1, 1, 1, 1] */
  readonly time: Value;
  readonly flowScale: number;
  /** Cuts the padding off and declares the outputs. `flow` in pixels, `mask` before its sigmoid. */
  finish(found: { readonly frame: Value; readonly flow: Value; readonly mask: Value }): void;
}

/** @throws ModelError for a variant that does not fit */
export function framePair(g: Graph, variant: Variant, padding: Pick<PictureInputOptions, 'place' | 'fill'>): FramePair {
  const [height, width] = [sizeFrom(variant, 'height'), sizeFrom(variant, 'width')];
  const { format } = variant;
  if (format !== 'bytes' && format !== 'float') throw new ModelError('format is bytes or float.');
  const flowScale = sizeFrom(variant, 'flowScale', { min: 0, max: 4 }) || fittingFlowScale(height, width);
  if (flowScale === 3) throw new ModelError('flowScale must be 1, 2 or 4, found 3.');
  const options = { ...padding, multiple: 32 * flowScale };
  const margins = pictureMargins(height, width, options);
  const frame = (name: string): Value =>
    format === 'bytes'
      ? pictureInput(g, name, height, width, options)
      : g.pad(g.cast(g.input(name, 'float32', [1, 3, height, width]), g.float), margins, padding.fill);
  const cut = (x: Value): Value =>
    g.slice(g.slice(x, 2, margins.top, margins.top + height), 3, margins.left, margins.left + width);
  return {
    frame0: frame('frame0'),
    frame1: frame('frame1'),
    time: g.reshape(g.cast(g.input('timestep', 'float32', [1]), g.float), [1, 1, 1, 1]),
    flowScale,
    finish(found) {
      if (format === 'bytes') {
        pictureOutput(g, 'frame', cut(found.frame));
        return;
      }
      g.output('frame', g.cast(cut(found.frame), 'float32'));
      g.output('flow', g.cast(cut(found.flow), 'float32'));
      g.output('mask', g.cast(g.sigmoid(cut(found.mask)), 'float32'));
    },
  };
}

function fittingFlowScale(height: number, width: number): number {
  const edge = Math.max(height, width);
  return edge < 2048 ? 1 : edge < 3840 ? 2 : 4;
}
