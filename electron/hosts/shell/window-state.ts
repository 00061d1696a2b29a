import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const windowStateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

export const minimumSize = { width: 960, height: 640 } as const;
const firstSize = { width: 1440, height: 900 } as const;

/** What was saved; null the first time, or when the file is not what it should be. */
export function readWindowState(path: string): WindowState | null {
  try {
    return windowStateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Whole or not at all: written beside and renamed. At once, since the app may be ending. */
export function writeWindowState(path: string, state: WindowState): void {
  mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.new`;
  writeFileSync(fresh, JSON.stringify(state));
  renameSync(fresh, path);
}

/**
 * Where the window opens: where it was, unless the screen it was on is gone (then centred at its old size). `workAreas` are the
 * usable parts of the screens, the primary one first.
 */
export function placeWindow(
  saved: WindowState | null,
  workAreas: readonly [Rectangle, ...Rectangle[]],
): { width: number; height: number; x?: number; y?: number } {
  const [primary] = workAreas;
  const wanted = saved ?? firstSize;
  const fitted = (area: Rectangle): { width: number; height: number } => ({
    width: Math.min(Math.max(wanted.width, minimumSize.width), area.width),
    height: Math.min(Math.max(wanted.height, minimumSize.height), area.height),
  });
  if (saved === null) return fitted(primary);
  // Enough of its title bar must be on a screen to be grabbed.
  const home = workAreas.find(
    (area) =>
      saved.x + saved.width >= area.x + 100 &&
      saved.x <= area.x + area.width - 100 &&
      saved.y >= area.y - 10 &&
      saved.y <= area.y + area.height - 60,
  );
  return home ? { ...fitted(home), x: saved.x, y: saved.y } : fitted(primary);
}
