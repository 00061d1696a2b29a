/** What the player needs to know of a clip. */
export interface Clip {
  readonly frames: number;
  readonly fps: number;
}

/** The frame shown at a time, 0-based, inside the clip. Times are those a video element reports: the frame's start, or later. */
export function frameAt(seconds: number, { frames, fps }: Clip): number {
  // Container time bases round: the start of a frame may be reported up to half a millisecond early.
  return Math.min(frames - 1, Math.max(0, Math.floor(seconds * fps + 0.02)));
}

/** Where to seek so that exactly this frame is shown: its middle, out of reach of rounding. */
export function seekTime(frame: number, { fps }: Clip): number {
  return (frame + 0.5) / fps;
}

export function clipSeconds({ frames, fps }: Clip): number {
  return frames / fps;
}

/** `steps` further, staying in the range or, when looping, coming back in at the other end. */
export function stepFrame(
  frame: number,
  steps: number,
  range: { readonly first: number; readonly last: number },
  loop: boolean,
): number {
  const length = range.last - range.first + 1;
  const offset = frame - range.first + steps;
  if (!loop) return Math.min(range.last, Math.max(range.first, range.first + offset));
  return range.first + (((offset % length) + length) % length);
}

/** A range of frames that lies inside a clip and holds at least one frame. */
export function clampRange(
  range: { readonly first: number; readonly last: number } | null,
  { frames }: Clip,
): { first: number; last: number } {
  if (!range) return { first: 0, last: frames - 1 };
  const first = Math.min(frames - 1, Math.max(0, range.first));
  return { first, last: Math.min(frames - 1, Math.max(first, range.last)) };
}
