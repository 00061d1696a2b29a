import { z } from 'zod';

/** The four stages of MagicVideo-V2 (arXiv 2401.04468), in order. */
export const stageIds = ['t2i', 'i2v', 'v2v', 'vfi'] as const;
export const stageIdSchema = z.enum(stageIds);
export type StageId = z.infer<typeof stageIdSchema>;

/** Names people see: the lanes of the timeline. */
export const stageLabels: Readonly<Record<StageId, { lane: string; name: string }>> = {
  t2i: { lane: 'Reference', name: 'Text to image' },
  i2v: { lane: 'Keyframes', name: 'Image to video' },
  v2v: { lane: 'Refined', name: 'Video to video' },
  vfi: { lane: 'Smooth', name: 'Frame interpolation' },
};

/** True when `a` runs no later than `b`. */
export function stageBeforeOrAt(a: StageId, b: StageId): boolean {
  return stageIds.indexOf(a) <= stageIds.indexOf(b);
}

/** The stages from `from` to `to`, both included, in order. Empty when `from` comes after `to`. */
export function stagesBetween(from: StageId, to: StageId): StageId[] {
  return stageIds.filter((stage) => stageBeforeOrAt(from, stage) && stageBeforeOrAt(stage, to));
}

export const presetIds = ['draft', 'standard', 'paper'] as const;
export const presetIdSchema = z.enum(presetIds);
export type PresetId = z.infer<typeof presetIdSchema>;

/**
 * Sizes of one chain. An edge is that of a square frame, in pixels; other pictures keep their aspect ratio at the same
 * number of pixels (see `fitSize`).
 */
export interface Geometry {
  /** Edge of the reference picture, pixels. */
  readonly referenceSize: number;
  /** Edge of the keyframes, pixels. */
  readonly keyframeSize: number;
  readonly keyframes: number;
  /** Edge of the refined frames, pixels. */
  readonly refinedSize: number;
  /** Frames after interpolation per gap, plus one: 3 puts two new frames in every gap. */
  readonly interpolationFactor: number;
  /** Frames per second of the finished video. */
  readonly fps: number;
}

/** Paper geometry is section 3 of the paper: 1024² → 600²×32 → 1048²×32 → 94 frames. */
export const presets: Readonly<Record<PresetId, Geometry>> = {
  draft: { referenceSize: 256, keyframeSize: 256, keyframes: 8, refinedSize: 256, interpolationFactor: 3, fps: 24 },
  standard: { referenceSize: 512, keyframeSize: 512, keyframes: 16, refinedSize: 768, interpolationFactor: 3, fps: 24 },
  paper: { referenceSize: 1024, keyframeSize: 600, keyframes: 32, refinedSize: 1048, interpolationFactor: 3, fps: 24 },
};

/** Frames after interpolation: 32 keyframes and factor 3 give 31 × 3 + 1 = 94. */
export function interpolatedFrameCount(keyframes: number, factor: number): number {
  return keyframes <= 1 ? keyframes : (keyframes - 1) * factor + 1;
}

/**
 * Width and height with (about) edge² pixels, the aspect ratio of the source clamped to 1:2.5 … 2.5:1, both multiples of 8.
 * @throws RangeError for sizes that are not positive and finite.
 */
export function fitSize(source: { width: number; height: number }, edge: number): { width: number; height: number } {
  if (!(source.width > 0 && source.height > 0 && edge > 0 && Number.isFinite(source.width * source.height * edge))) {
    throw new RangeError(`Sizes must be positive: ${source.width}×${source.height}, edge ${edge}.`);
  }
  const aspect = Math.min(2.5, Math.max(0.4, source.width / source.height));
  const multiple = (value: number): number => Math.max(8, Math.round(value / 8) * 8);
  return { width: multiple(edge * Math.sqrt(aspect)), height: multiple(edge / Math.sqrt(aspect)) };
}

/** Parameters whose default is the preset's, not the spec's: the geometry of one stage. */
export function presetParameters(stage: StageId, preset: PresetId): Readonly<Record<string, number>> {
  const geometry = presets[preset];
  switch (stage) {
    case 't2i':
      return { size: geometry.referenceSize };
    case 'i2v':
      return { size: geometry.keyframeSize, frames: geometry.keyframes };
    case 'v2v':
      return { size: geometry.refinedSize };
    case 'vfi':
      return { factor: geometry.interpolationFactor, fps: geometry.fps };
  }
}
