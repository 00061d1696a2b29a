/** One mark of the ruler. Major marks carry a label. */
export interface Tick {
  readonly seconds: number;
  readonly label: string | null;
}

const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300] as const;

/** Marks from 0 to the end, labels at least `labelSpacing` pixels apart, four or five minor marks between. */
export function ticks(durationSeconds: number, pixelsPerSecond: number, labelSpacing = 90): Tick[] {
  if (!(durationSeconds > 0 && pixelsPerSecond > 0)) return [];
  const major = steps.find((step) => step * pixelsPerSecond >= labelSpacing) ?? 600;
  const parts = major.toString().includes('2') ? 4 : 5;
  const minor = major / parts;
  const count = Math.floor(durationSeconds / minor + 1e-9);
  const digits = major >= 1 ? 0 : major >= 0.1 ? 1 : 2;
  return Array.from({ length: count + 1 }, (_, index) => {
    const seconds = index * minor;
    const value = seconds.toFixed(digits);
    return { seconds, label: index % parts === 0 ? (index === 0 ? '0 s' : value) : null };
  });
}

/** Zoom about a point: the new scroll offset that keeps the time under the pointer where it is. */
export function scrollAfterZoom(options: {
  readonly scroll: number;
  /** Pointer, pixels from the left edge of the visible track. */
  readonly pointer: number;
  readonly oldScale: number;
  readonly newScale: number;
}): number {
  const { scroll, pointer, oldScale, newScale } = options;
  return Math.max(0, ((scroll + pointer) / oldScale) * newScale - pointer);
}

/** Which of a strip's thumbnails to show in each of `tiles` equal tiles over the clip. */
export function tileThumbnails(tiles: number, thumbnails: number): number[] {
  return Array.from({ length: tiles }, (_, tile) =>
    Math.min(thumbnails - 1, Math.floor(((tile + 0.5) / tiles) * thumbnails)),
  );
}
