import { useEffect, useRef } from 'react';
import type { Take } from '../../../../electron/contract/domain.ts';
import { frameAt, seekTime, stepFrame } from '../frame-clock.ts';
import type { PlayerStore } from '../player-store.ts';
import type { StudioModel } from '../studio-context.ts';
import { trimmedFrames } from './playback.ts';

/**
 * Joins a video element to the player's state. Playing forwards, the element leads and reports every frame it shows
 * (requestVideoFrameCallback); at all other times the state leads and the element seeks to the middle of the frame asked for.
 */
export function useClipPlayer(take: Take, { player, draft }: Pick<StudioModel, 'player' | 'draft'>) {
  const ref = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    const video = ref.current;
    if (!video) return;
    const seek = createSeeker(video);
    const showCurrent = (): void => seek(seekTime(frameAt(player.getState().seconds, take), take));

    let backwards: ReturnType<typeof setInterval> | undefined;
    let callback = 0;
    const stop = (): void => {
      clearInterval(backwards);
      backwards = undefined;
      if (!video.paused) video.pause();
    };
    const range = () => trimmedFrames(take, draft.getState().trim);

    /** The end of the range while playing forwards: round again, back, or stand still. */
    const atEnd = (): void => {
      const { first, last } = range();
      const { repeat } = player.getState();
      if (repeat === 'boomerang' && last > first) {
        player.setState({ seconds: last / take.fps, direction: -1 });
      } else if (repeat !== 'once') {
        video.currentTime = seekTime(first, take);
        player.setState({ seconds: first / take.fps });
        if (video.paused) video.play().catch(() => player.setState({ isPlaying: false }));
      } else {
        player.setState({ seconds: last / take.fps, isPlaying: false });
      }
    };
    const onFrame: VideoFrameRequestCallback = (_now, { mediaTime }) => {
      callback = video.requestVideoFrameCallback(onFrame);
      const { isPlaying, direction } = player.getState();
      if (!isPlaying || direction < 0) return;
      const frame = frameAt(mediaTime, take);
      if (frame > range().last) atEnd();
      else player.setState({ seconds: frame / take.fps });
    };
    const start = (): void => {
      const { direction, speed } = player.getState();
      const { first, last } = range();
      const frame = frameAt(player.getState().seconds, take);
      if (direction < 0) {
        if (!video.paused) video.pause();
        backwards = setInterval(() => stepBack(player, take, range()), 1000 / (take.fps * speed));
        return;
      }
      const startFrame = frame >= last || frame < first ? first : frame;
      video.playbackRate = speed;
      video.currentTime = seekTime(startFrame, take);
      // Refused when another play or a new source came in between: then the player is not playing.
      video.play().catch(() => undefined);
    };

    const unsubscribe = player.subscribe((now, before) => {
      const turned =
        now.isPlaying !== before.isPlaying || now.direction !== before.direction || now.speed !== before.speed;
      if (turned) {
        stop();
        if (now.isPlaying) start();
      }
      const videoLeads = now.isPlaying && now.direction > 0;
      if (!videoLeads && (now.seconds !== before.seconds || turned)) showCurrent();
    });
    const onLoaded = (): void => {
      if (player.getState().isPlaying) start();
      else showCurrent();
    };
    video.addEventListener('loadeddata', onLoaded);
    video.addEventListener('ended', atEnd);
    callback = video.requestVideoFrameCallback(onFrame);
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) onLoaded();
    return () => {
      unsubscribe();
      clearInterval(backwards);
      video.cancelVideoFrameCallback(callback);
      video.removeEventListener('loadeddata', onLoaded);
      video.removeEventListener('ended', atEnd);
    };
  }, [take, player, draft]);

  return ref;
}

function stepBack(player: PlayerStore, take: Take, range: { first: number; last: number }): void {
  const { repeat, seconds } = player.getState();
  const frame = frameAt(seconds, take);
  if (repeat === 'boomerang' && frame <= range.first) {
    player.setState({ direction: 1 });
    return;
  }
  const next = stepFrame(frame, -1, range, repeat === 'loop');
  player.setState(next === frame ? { isPlaying: false } : { seconds: next / take.fps });
}

/**
 * Lets a second video follow the player: it never leads, and is set right as soon as it is more than a frame off while both play.
 */
export function useFollowingClip(take: Take, player: PlayerStore) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = ref.current;
    if (!video) return;
    const seek = createSeeker(video);
    const follow = (): void => {
      const { isPlaying, direction, speed, seconds } = player.getState();
      const wanted = seekTime(frameAt(seconds, take), take);
      if (isPlaying && direction > 0) {
        video.playbackRate = speed;
        if (Math.abs(video.currentTime - wanted) > 1.5 / take.fps) video.currentTime = wanted;
        // Refused when its source is not there yet: it is set right at the next frame.
        if (video.paused) video.play().catch(() => undefined);
      } else {
        if (!video.paused) video.pause();
        seek(wanted);
      }
    };
    video.addEventListener('loadeddata', follow);
    follow();
    const unsubscribe = player.subscribe(follow);
    return () => {
      unsubscribe();
      video.removeEventListener('loadeddata', follow);
    };
  }, [take, player]);
  return ref;
}

/** Seeks one after another: while one is under way only the newest wish is remembered, so scrubbing never piles up. */
function createSeeker(video: HTMLVideoElement): (seconds: number) => void {
  let next: number | null = null;
  let isSeeking = false;
  const go = (seconds: number): void => {
    if (video.readyState === 0 || Math.abs(video.currentTime - seconds) < 1e-4) return;
    isSeeking = true;
    video.currentTime = seconds;
    video.addEventListener(
      'seeked',
      () => {
        isSeeking = false;
        const wish = next;
        next = null;
        if (wish !== null) go(wish);
      },
      { once: true },
    );
  };
  return (seconds) => {
    if (isSeeking) next = seconds;
    else go(seconds);
  };
}
