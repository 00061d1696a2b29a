import { useEffect, useState } from 'react';

/** A short wait, so that crossing a grid with the pointer does not start ten videos. Milliseconds. */
const hoverDelay = 120;

/** Whether a clip under the pointer plays: a moment after it got there, and never where motion is not wanted. */
export function usePlaysOnHover(isActive: boolean): boolean {
  const [isPlaying, setPlaying] = useState(false);
  useEffect(() => {
    if (!isActive || window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const timer = setTimeout(() => setPlaying(true), hoverDelay);
    return () => {
      clearTimeout(timer);
      setPlaying(false);
    };
  }, [isActive]);
  return isActive && isPlaying;
}
