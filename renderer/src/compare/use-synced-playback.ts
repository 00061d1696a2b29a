import { type RefObject, useCallback, useEffect, useState } from 'react';

export interface SyncedPlayback {
  readonly isPlaying: boolean;
  readonly seconds: number;
  /** Of the shorter clip: both start again together. */
  readonly duration: number;
  readonly toggle: () => void;
  readonly seek: (seconds: number) => void;
}

/**
 * Plays two videos as one. The first leads; the second is set right as soon as it is more than half a frame off.
 * The caller remounts (by key) when other videos are put in.
 * @param frameSeconds length of one frame of the faster clip
 */
export function useSyncedPlayback(
  first: RefObject<HTMLVideoElement | null>,
  second: RefObject<HTMLVideoElement | null>,
  frameSeconds: number,
): SyncedPlayback {
  const [isPlaying, setIsPlaying] = useState(false);
  const [seconds, setSeconds] = useState(0);
  const [duration, setDuration] = useState(0);

  const videos = useCallback(() => [first.current, second.current].filter((video) => video !== null), [first, second]);

  const seek = useCallback(
    (to: number) => {
      for (const video of videos()) video.currentTime = to;
      setSeconds(to);
    },
    [videos],
  );

  useEffect(() => {
    const measure = (): void => {
      const lengths = videos()
        .map((video) => video.duration)
        .filter(Number.isFinite);
      setDuration(lengths.length > 0 ? Math.min(...lengths) : 0);
    };
    measure();
    const watched = videos();
    for (const video of watched) video.addEventListener('loadedmetadata', measure);
    return () => {
      for (const video of watched) video.removeEventListener('loadedmetadata', measure);
    };
  }, [videos]);

  useEffect(() => {
    if (!isPlaying) return;
    const playing = videos();
    const [leader] = playing;
    if (!leader) return;
    for (const video of playing) void video.play().catch(() => setIsPlaying(false));
    let request = 0;
    const tick = (): void => {
      const now = leader.currentTime;
      if (duration > 0 && (leader.ended || now >= duration - frameSeconds / 2)) {
        for (const video of playing) {
          video.currentTime = 0;
          if (video.paused) void video.play().catch(() => setIsPlaying(false));
        }
      } else {
        for (const video of playing) {
          if (video !== leader && Math.abs(video.currentTime - now) > frameSeconds / 2) video.currentTime = now;
        }
      }
      setSeconds(leader.currentTime);
      request = requestAnimationFrame(tick);
    };
    request = requestAnimationFrame(tick);
    return () => {
      cancelAnimationFrame(request);
      for (const video of playing) video.pause();
    };
  }, [isPlaying, duration, frameSeconds, videos]);

  return { isPlaying, seconds, duration, toggle: () => setIsPlaying((playing) => !playing), seek };
}
