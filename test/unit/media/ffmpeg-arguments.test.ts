import { describe, expect, it } from 'vitest';
import {
  evenFit,
  failureLine,
  masterOptions,
  metadataFile,
  parseStreamFacts,
  proxyOptions,
} from '../../../electron/media/ffmpeg-arguments.ts';

/** What ffmpeg 7.0 prints about a film that a phone took upright. */
const phone = `Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'IMG_0001.MOV':
  Metadata:
    title           : Stream #0:9: Video: h264, 1x1 [
  Duration: 00:00:03.50, start: 0.000000, bitrate: 9000 kb/s
  Stream #0:0[0x1](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo, fltp, 128 kb/s (default)
  Stream #0:1[0x2](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709), 1920x1080 [SAR 1:1 DAR 16:9], 8800 kb/s, 29.97 fps, 29.97 tbr, 600 tbn (default)
      Side data:
        displaymatrix: rotation of -90.00 degrees
Output #0, framecrc, to 'pipe:1':
  Stream #0:0: Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709), 640x480, q=2-31, 8800 kb/s, 12 fps
`;

describe('parseStreamFacts', () => {
  it('swaps the sides of a film that was taken upright; its title and the output do not confuse it', () => {
    expect(parseStreamFacts(phone, 105)).toEqual({ width: 1080, height: 1920, fps: 29.97, frames: 105 });
  });

  it('reads rates in thousands and streams without a frame rate', () => {
    const line = (rate: string): string =>
      `Input #0\n  Stream #0:0: Video: ffv1, bgr0(pc, gbr/unknown/unknown), 600x600, ${rate}, 1k tbn\nOutput #0`;
    expect(parseStreamFacts(line('8 fps, 8 tbr'), 32)).toEqual({ width: 600, height: 600, fps: 8, frames: 32 });
    expect(parseStreamFacts(line('1k tbr'), 2)?.fps).toBe(1000);
    expect(parseStreamFacts(line('SAR 1:1 DAR 1:1'), 2)?.fps).toBe(24);
  });

  it('knows sound from pictures', () => {
    expect(parseStreamFacts('Input #0\n  Stream #0:0: Audio: mp3, 44100 Hz, stereo\n', 0)).toBeNull();
  });
});

describe('failureLine', () => {
  it('gives the reason, not the banner or the last counter', () => {
    const printed = [
      'ffmpeg version n7.0 Copyright (c) 2000-2024',
      '[in#0 @ 0x55] Error opening input: Invalid data found when processing input',
      'Error opening input file x.mp4.',
      'Error opening input files: Invalid data found when processing input',
      'frame=    0 fps=0.0 q=0.0',
      'Conversion failed!',
    ].join('\n');
    expect(failureLine(printed)).toBe('Error opening input files: Invalid data found when processing input');
    expect(failureLine('')).toBe('no reason given');
  });
});

describe('options', () => {
  it('gives proxies even sides within 720 pixels and never enlarges', () => {
    expect(evenFit({ width: 1048, height: 1048 }, 720)).toEqual({ width: 720, height: 720 });
    expect(evenFit({ width: 601, height: 75 }, 720)).toEqual({ width: 600, height: 74 });
    expect(evenFit({ width: 1, height: 4000 }, 720)).toEqual({ width: 2, height: 720 });
  });

  it('keeps the master lossless and the proxy quick to seek in', () => {
    expect(masterOptions().join(' ')).toMatch(/-c:v ffv1 .*-pix_fmt bgr0/);
    const proxy = proxyOptions({ width: 1048, height: 600 }).join(' ');
    expect(proxy).toMatch(/-g 6 -bf 0/);
    expect(proxy).toMatch(/faststart/);
  });

  it('escapes what ffmpeg would read as an instruction in titles and recipes', () => {
    expect(metadataFile('a=b; #c\\', '{"prompt":"one\ntwo\0"}')).toBe(
      ';FFMETADATA1\ncomment={"prompt":"one\\\ntwo"}\ntitle=a\\=b\\; \\#c\\\\',
    );
  });
});
