import { StudioError } from '../../contract/errors.ts';
import { type FloatTensor, floatTensor, sizeOf } from './tensors.ts';

/** Frames of a clip that are computed together, and how much each prediction counts where windows overlap. */
export interface ContextWindow {
  readonly frames: readonly number[];
  /** One for each frame, above 0; highest in the middle, where frames know most neighbours. */
  readonly weights: readonly number[];
}

export interface WindowOptions {
  /** Frames a window: what the motion modules' positions reach (32 of the published ones). */
  readonly size: number;
  /** Frames that neighbours share, at least; under `size`. */
  readonly overlap: number;
  /** The clip goes on from its last frame with its first: windows reach across the seam. */
  readonly loop?: boolean;
}

/**
 * Windows of one length, evenly spread, that together hold every frame; the whole clip when it fits (a loop too: its frames then
 * all know each other). After the uniform context scheduler of AnimateDiff users.
 * @throws StudioError `internal` for a size below 1 or an overlap that leaves no progress
 */
export function contextWindows(frames: number, { size, overlap, loop = false }: WindowOptions): ContextWindow[] {
  if (size < 1 || overlap < 0 || overlap >= size) {
    throw new StudioError('internal', `Windows of ${size} frames cannot overlap by ${overlap}.`);
  }
  if (frames <= size) return [{ frames: range(frames), weights: new Array<number>(frames).fill(1) }];
  const weights = range(size).map((at) => Math.min(at, size - 1 - at) + 1);
  // A loop has a window for every start around the circle, an open clip ends where its last window does.
  const count = loop ? Math.ceil(frames / (size - overlap)) : Math.ceil((frames - size) / (size - overlap)) + 1;
  const starts = range(count).map((at) =>
    loop ? Math.floor((at * frames) / count) : Math.floor((at * (frames - size)) / (count - 1)),
  );
  return starts.map((start) => ({ frames: range(size).map((at) => (start + at) % frames), weights }));
}

/**
 * Predictions of windows put together, each frame the weighted mean of all that hold it.
 * @param predictions one for each window, [b, channels, window frames, h, w]
 * @param frames of the whole clip
 * @returns [b, channels, frames, h, w]
 */
export function blendWindows(
  predictions: readonly FloatTensor[],
  windows: readonly ContextWindow[],
  frames: number,
): FloatTensor {
  const totals = new Float64Array(frames);
  for (const window of windows) {
    for (const [at, frame] of window.frames.entries()) totals[frame] = (totals[frame] ?? 0) + (window.weights[at] ?? 0);
  }
  const [batch = 0, channels = 0, , height = 0, width = 0] = predictions[0]?.dims ?? [];
  const size = height * width;
  const dims = [batch, channels, frames, height, width];
  const blended = new Float32Array(sizeOf(dims));
  for (const [index, window] of windows.entries()) {
    const prediction = predictions[index]?.data ?? new Float32Array();
    for (let plane = 0; plane < batch * channels; plane++) {
      for (const [at, frame] of window.frames.entries()) {
        const share = (window.weights[at] ?? 0) / (totals[frame] ?? 1);
        const from = (plane * window.frames.length + at) * size;
        const to = (plane * frames + frame) * size;
        for (let i = 0; i < size; i++) blended[to + i] = (blended[to + i] ?? 0) + share * (prediction[from + i] ?? 0);
      }
    }
  }
  return floatTensor(dims, blended);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
