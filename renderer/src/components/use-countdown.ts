import { useEffect, useState } from 'react';

/**
 * Counts time left down between two reports, which may be minutes apart when one step takes long. A new report sets it anew.
 * @param seconds as last reported; null when nothing can be said
 */
export function useCountdown(seconds: number | null): number | null {
  const [told, setTold] = useState({ seconds, at: performance.now() });
  const [now, setNow] = useState(told.at);
  if (told.seconds !== seconds) {
    const at = performance.now();
    setTold({ seconds, at });
    setNow(at);
  }
  const isRunning = seconds !== null;
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, [isRunning]);
  return seconds === null ? null : Math.max(0, seconds - Math.max(0, now - told.at) / 1_000);
}
