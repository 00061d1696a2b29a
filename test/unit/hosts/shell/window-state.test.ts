import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { placeWindow, readWindowState, writeWindowState } from '../../../../electron/hosts/shell/window-state.ts';

const screen = { x: 0, y: 25, width: 1920, height: 1055 };

describe('placeWindow', () => {
  it('opens at a good size the first time, never larger than the screen', () => {
    expect(placeWindow(null, [screen])).toEqual({ width: 1440, height: 900 });
    expect(placeWindow(null, [{ x: 0, y: 0, width: 1280, height: 720 }])).toEqual({ width: 1280, height: 720 });
  });

  it('opens where it was', () => {
    const saved = { x: 100, y: 60, width: 1200, height: 800, maximized: false };
    expect(placeWindow(saved, [screen])).toEqual({ x: 100, y: 60, width: 1200, height: 800 });
  });

  it('comes back to the primary screen when its own is gone', () => {
    const saved = { x: 2500, y: 100, width: 1200, height: 800, maximized: false };
    expect(placeWindow(saved, [screen])).toEqual({ width: 1200, height: 800 });
    expect(placeWindow(saved, [screen, { x: 1920, y: 0, width: 1920, height: 1080 }])).toMatchObject({ x: 2500 });
  });
});

describe('the saved state', () => {
  it('comes back, and anything odd in its place is as if there were none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'window-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'deep', 'window.json');
    expect(readWindowState(path)).toBeNull();
    const state = { x: 1, y: 2, width: 1000, height: 700, maximized: true };
    writeWindowState(path, state);
    expect(readWindowState(path)).toEqual(state);
    for (const text of ['', 'null', '{"x":1}', '{"x":"1","y":2,"width":-5,"height":1,"maximized":0}']) {
      await writeFile(path, text);
      expect(readWindowState(path)).toBeNull();
    }
  });
});
