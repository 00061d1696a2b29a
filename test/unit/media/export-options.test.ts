import { describe, expect, it } from 'vitest';
import { exportExtension, exportOptions } from '../../../electron/media/export-options.ts';

const job = { width: 121, height: 67, fps: 60, outFps: 60, edge: null, loops: null, quality: 'best' } as const;

describe('options of an export', () => {
  it('give each format its encoder and what players want', () => {
    expect(exportOptions({ ...job, format: 'mp4' }).join(' ')).toMatch(
      /crop=120:66.*-profile:v high.*-crf 16.*faststart/,
    );
    expect(exportOptions({ ...job, format: 'webm' }).join(' ')).toMatch(/libvpx-vp9/);
    expect(exportOptions({ ...job, format: 'h265' }).join(' ')).toMatch(/libx265.*hvc1.*-f mp4/);
    expect(exportOptions({ ...job, format: 'mov' }).join(' ')).toMatch(/yuv422p10le.*prores_ks.*-f mov/);
    expect(exportOptions({ ...job, format: 'gif' }).join(' ')).toMatch(/fps=25,scale=121:.*paletteuse/);
    expect(exportOptions({ ...job, format: 'webp' }).join(' ')).toMatch(/libwebp_anim.*-loop 0/);
  });

  it('scale and change the rate only when asked, never to a larger picture', () => {
    expect(exportOptions({ ...job, format: 'mp4' }).join(' ')).not.toMatch(/fps=|scale=\d/);
    expect(exportOptions({ ...job, format: 'mp4', edge: 64, outFps: 30 }).join(' ')).toMatch(/fps=30,scale=64:34:/);
    expect(exportOptions({ ...job, format: 'mp4', edge: 4000 }).join(' ')).toMatch(/scale=120:66:/);
  });

  it('name files by what they are', () => {
    expect(exportExtension('png')).toBe('zip');
    expect(exportExtension('av1')).toBe('mp4');
    expect(exportExtension('mov')).toBe('mov');
  });
});
