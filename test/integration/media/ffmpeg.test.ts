import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findFfmpeg, locate } from '../../../electron/media/ffmpeg-binary.ts';
import { openFrames } from '../../../electron/media/frame-source.ts';
import { createTakeWriter } from '../../../electron/media/take-writer.ts';

/** The real ffmpeg behind a script that closes its output and leaves a little later, as it does on a busy machine. */
const slowToLeave = (ffmpeg: string): string =>
  `#!/bin/sh\n"${ffmpeg}" "$@"\ncode=$?\nexec 1>&-\nsleep 0.2\nexit $code\n`;

let folder: string;
let video: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ffmpeg-'));
  const script = join(folder, 'ffmpeg');
  await writeFile(script, slowToLeave((await locate(process.env)).path));
  await chmod(script, 0o755);
  vi.stubEnv('FFMPEG_PATH', script);
  expect((await findFfmpeg()).path).toBe(script);

  const shape = { width: 64, height: 48, frames: 5, fps: 8 };
  const writer = createTakeWriter(folder, shape);
  for (let index = 0; index < shape.frames; index++) {
    await writer.write({
      width: shape.width,
      height: shape.height,
      data: new Uint8Array(64 * 48 * 3).fill(index * 40),
    });
  }
  await writer.finish();
  video = join(folder, 'master.mkv');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(process.platform === 'win32')('an ffmpeg that leaves a while after its last byte', () => {
  it('gives every frame (would catch a job that fails now and then on a busy machine)', async () => {
    const source = await openFrames(video, 8);
    const levels: (number | undefined)[] = [];
    for await (const frame of source.frames()) levels.push(frame.data[0]);
    expect(levels).toEqual([0, 40, 80, 120, 160]);
  });

  it('says at once when it was stopped before it began (would catch a wait that never ends)', async () => {
    await expect(openFrames(video, 8, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});
