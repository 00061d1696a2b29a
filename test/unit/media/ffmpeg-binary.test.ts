import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ffmpegCandidates, findFfmpeg, locate, parseVersion } from '../../../electron/media/ffmpeg-binary.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ffmpeg-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('ffmpegCandidates', () => {
  it('takes the chosen one alone, so that a wrong choice is told rather than passed over', () => {
    expect(ffmpegCandidates({ FFMPEG_PATH: '/opt/ffmpeg', PATH: '/usr/bin' })).toEqual(['/opt/ffmpeg']);
  });

  it("looks at the app's own before the system's", () => {
    const path = ['/first', '/second'].join(delimiter);
    const candidates = ffmpegCandidates({ PATH: path });
    expect(candidates.slice(-2).map((candidate) => candidate.split('ffmpeg')[0])).toEqual(['/first/', '/second/']);
  });
});

describe('locate', () => {
  it('reads the version', () => {
    expect(parseVersion('ffmpeg version 7.0.2-static https://johnvansickle.com/ffmpeg/  Copyright')).toBe(
      '7.0.2-static',
    );
    expect(parseVersion('ffprobe version 7.0')).toBeNull();
  });

  it('finds one that works', async () => {
    const { path, version } = await findFfmpeg();
    expect(path).toMatch(/ffmpeg/);
    expect(version).toMatch(/\d/);
  });

  it.runIf(process.platform !== 'win32')(
    'names a chosen file that is not ffmpeg, and one that is missing',
    async () => {
      const impostor = join(folder, 'impostor');
      await writeFile(impostor, '#!/bin/sh\necho hello\n');
      await chmod(impostor, 0o755);
      for (const path of [impostor, join(folder, 'nowhere')]) {
        await expect(locate({ FFMPEG_PATH: path })).rejects.toMatchObject({
          code: 'ffmpeg-missing',
          message: expect.stringContaining(path),
        });
      }
    },
  );
});
