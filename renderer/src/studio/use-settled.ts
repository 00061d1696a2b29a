import { useEffect, useMemo, useState } from 'react';

/** The value once it has stopped changing for a while. Plain data; the same object until it changes. */
export function useSettled<T>(value: T, milliseconds: number): T {
  const text = JSON.stringify(value);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), milliseconds);
    return () => clearTimeout(timer);
  }, [text, milliseconds]);
  return useMemo(() => JSON.parse(settled) as T, [settled]);
}
