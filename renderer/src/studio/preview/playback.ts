import { type Clip, clampRange, frameAt, stepFrame } from '../frame-clock.ts';
import type { PlayerStore } from '../player-store.ts';

/** A stretch of the shared axis, seconds; null is the whole clip. */
export type Trim = { readonly from: number; readonly to: number } | null;

/** First and last frame of a trimmed clip. The end of a trim is where the next frame would start. */
export function trimmedFrames(clip: Clip, trim: Trim): { first: number; last: number } {
  if (!trim) return clampRange(null, clip);
  return clampRange({ first: frameAt(trim.from, clip), last: Math.ceil(trim.to * clip.fps - 0.02) - 1 }, clip);
}

export function togglePlay(player: PlayerStore): void {
  player.setState((old) => ({ isPlaying: !old.isPlaying, direction: 1, watchesJob: false }));
}

/** Shows one exact frame. */
export function goToFrame(player: PlayerStore, clip: Clip, frame: number): void {
  const inside = Math.min(clip.frames - 1, Math.max(0, frame));
  player.setState({ seconds: inside / clip.fps, isPlaying: false, watchesJob: false });
}

/** Some frames on or back, without leaving the clip. */
export function step(player: PlayerStore, clip: Clip, frames: number): void {
  const now = frameAt(player.getState().seconds, clip);
  goToFrame(player, clip, stepFrame(now, frames, { first: 0, last: clip.frames - 1 }, false));
}

export function jumpTo(player: PlayerStore, clip: Clip, end: 'first' | 'last', trim: Trim): void {
  goToFrame(player, clip, trimmedFrames(clip, trim)[end]);
}
