import type { ExportQuality, ExportSettings } from '../contract/domain.ts';
import { bt709, evenFit, type OutputOptions } from './ffmpeg-arguments.ts';

/** What an export is made of: frames of one size and rate, and how the person wants them. */
export interface ExportJob extends Pick<ExportSettings, 'quality' | 'edge' | 'loops'> {
  readonly format: Exclude<ExportSettings['format'], 'png'>;
  readonly width: number;
  readonly height: number;
  /** Frames per second of the take, and of the file. */
  readonly fps: number;
  readonly outFps: number;
}

type ByQuality = Readonly<Record<ExportQuality, string>>;

/** The encoder of each video format, and what it calls its qualities. */
const videoEncoders: Readonly<
  Record<Exclude<ExportJob['format'], 'gif' | 'webp'>, (quality: ExportQuality) => OutputOptions>
> = {
  mp4: (quality) => {
    const crf: ByQuality = { small: '26', balanced: '21', best: '16' };
    return ['-c:v', 'libx264', '-profile:v', 'high', '-preset', 'medium', '-crf', crf[quality], ...mp4];
  },
  h265: (quality) => {
    const crf: ByQuality = { small: '30', balanced: '25', best: '19' };
    // Apple's players want this tag.
    return [
      '-c:v',
      'libx265',
      '-preset',
      'medium',
      '-crf',
      crf[quality],
      '-tag:v',
      'hvc1',
      '-x265-params',
      'log-level=error',
      ...mp4,
    ];
  },
  av1: (quality) => {
    const crf: ByQuality = { small: '44', balanced: '34', best: '24' };
    return ['-c:v', 'libsvtav1', '-preset', '8', '-crf', crf[quality], ...mp4];
  },
  webm: (quality) => {
    const crf: ByQuality = { small: '40', balanced: '32', best: '24' };
    return [
      ...[
        '-c:v',
        'libvpx-vp9',
        '-crf',
        crf[quality],
        '-b:v',
        '0',
        '-row-mt',
        '1',
        '-deadline',
        'good',
        '-cpu-used',
        '4',
      ],
      ...['-f', 'webm'],
    ];
  },
  mov: (quality) => {
    const profile: ByQuality = { small: 'lt', balanced: 'standard', best: 'hq' };
    return [
      '-c:v',
      'prores_ks',
      '-profile:v',
      profile[quality],
      '-vendor',
      'apl0',
      '-movflags',
      '+faststart',
      '-f',
      'mov',
    ];
  },
};
const mp4 = ['-movflags', '+faststart', '-f', 'mp4'] as const;

/** Longest edge of a GIF nobody gave a size, and its highest rate: players show no more. */
const gifEdge = 720;
const gifFps = 25;

/**
 * Output options of one export; input 0 is the frames, input 1 the metadata. An odd edge loses its last row or column where chroma
 * is halved.
 */
export function exportOptions(job: ExportJob): OutputOptions {
  const metadata = ['-map_metadata', '1'];
  if (job.format === 'gif') return gifOptions(job, metadata);
  const rate = job.outFps === job.fps ? [] : [`fps=${job.outFps}`];
  const even = evenFit(job, job.edge ?? Number.POSITIVE_INFINITY);
  const size =
    job.edge === null ? `crop=${even.width}:${even.height}:0:0` : `scale=${even.width}:${even.height}:flags=lanczos`;
  if (job.format === 'webp') {
    const quality: ByQuality = { small: '55', balanced: '75', best: '92' };
    return [
      ...['-map', '0:v', '-vf', [...rate, size].join(','), '-c:v', 'libwebp_anim', '-quality', quality[job.quality]],
      ...['-compression_level', '4', '-loop', String(job.loops ?? 0), ...metadata, '-f', 'webp'],
    ];
  }
  const pixels = job.format === 'mov' ? 'yuv422p10le' : 'yuv420p';
  const filter = [...rate, size, 'scale=out_color_matrix=bt709:out_range=tv', `format=${pixels}`].join(',');
  return ['-map', '0:v', '-vf', filter, ...bt709, ...metadata, ...videoEncoders[job.format](job.quality)];
}

/** A palette of the whole clip, and error diffusion that stays put where nothing moves. */
function gifOptions(job: ExportJob, metadata: readonly string[]): OutputOptions {
  const scale = Math.min(1, (job.edge ?? gifEdge) / Math.max(job.width, job.height));
  const width = Math.max(1, Math.round(job.width * scale));
  const colours: ByQuality = { small: '64', balanced: '128', best: '256' };
  const filter =
    `[0:v]fps=${Math.min(job.outFps, gifFps)},scale=${width}:-1:flags=lanczos,split[a][b];` +
    `[a]palettegen=stats_mode=full:max_colors=${colours[job.quality]}[p];` +
    '[b][p]paletteuse=dither=sierra2_4a:diff_mode=rectangle[out]';
  return ['-filter_complex', filter, '-map', '[out]', ...metadata, '-loop', gifLoop(job.loops), '-f', 'gif'];
}

/** Players take the number in a GIF for the times it starts again, 0 for no end; without one (−1) it plays once. */
function gifLoop(loops: number | null): string {
  if (loops === null || loops === 0) return '0';
  return loops === 1 ? '-1' : String(loops - 1);
}

/** How often the frames themselves are written: GIF and WebP only note how often they play, and a zip of pictures plays never. */
export function framesRepeated({ format, loops }: Pick<ExportSettings, 'format' | 'loops'>): number {
  return format === 'gif' || format === 'webp' || format === 'png' ? 1 : (loops ?? 1);
}

/** The extension of a format's file. */
export function exportExtension(format: ExportSettings['format']): string {
  if (format === 'png') return 'zip';
  return format === 'h265' || format === 'av1' ? 'mp4' : format;
}
