/** Options of one ffmpeg output, in ffmpeg's own words. */
export type OutputOptions = readonly string[];

/** Edge of proxies: enough for the preview, quick to seek in. */
const proxyEdge = 720;

/** Raw RGB frames as they go through a pipe. */
export function rawFrames(size: { width: number; height: number }, fps: number): readonly string[] {
  return [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-video_size',
    `${size.width}x${size.height}`,
    '-framerate',
    String(fps),
  ];
}

/** The same frames make the same file: no random ids, dates or versions inside. */
const repeatable = ['-fflags', '+bitexact', '-flags:v', '+bitexact'];

/** FFV1, lossless: 8-bit RGB survives bit for bit. Slices let two cores share the work; checksums catch damage. */
export function masterOptions(): OutputOptions {
  return [
    '-map',
    '0:v',
    '-c:v',
    'ffv1',
    '-level',
    '3',
    '-g',
    '1',
    '-slices',
    '4',
    '-slicecrc',
    '1',
    '-pix_fmt',
    'bgr0',
    ...repeatable,
    '-f',
    'matroska',
  ];
}

/** Short-GOP H.264 without B-frames: every frame is at most five decodes away. */
export function proxyOptions(size: { width: number; height: number }): OutputOptions {
  const { width, height } = evenFit(size, proxyEdge);
  return [
    ...[
      '-map',
      '0:v',
      '-vf',
      `scale=${width}:${height}:flags=bicubic:out_color_matrix=bt709:out_range=tv,format=yuv420p`,
    ],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '19', '-g', '6', '-bf', '0'],
    ...bt709,
    ...repeatable,
    ...['-movflags', '+faststart', '-f', 'mp4'],
  ];
}

export const bt709 = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'];

/** The size within `edge`, both sides even as 4:2:0 needs, never enlarged. */
export function evenFit(size: { width: number; height: number }, edge: number): { width: number; height: number } {
  const scale = Math.min(1, edge / Math.max(size.width, size.height));
  const even = (value: number): number => Math.max(2, Math.floor((value * scale) / 2) * 2);
  return { width: even(size.width), height: even(size.height) };
}

/**
 * Title and recipe (JSON, as the file's comment) in ffmpeg's own metadata format. They go through a file: a recipe with a
 * painted motion brush is longer than a command line may be.
 */
export function metadataFile(title: string, recipe: string): string {
  const escaped = (text: string): string => text.replaceAll('\0', '').replace(/[=;#\\\n]/g, '\\$&');
  // The title last: ffmpeg takes a line on when it ends in a backslash, even one that is escaped.
  return `;FFMETADATA1\ncomment=${escaped(recipe)}\ntitle=${escaped(title)}`;
}

/** Options of the input that holds the metadata; it is the second one. */
export const metadataInput: readonly string[] = ['-f', 'ffmetadata'];

/** What ffmpeg says of an input and of a finished pass. */
export interface StreamFacts {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frames: number;
}

/**
 * Reads size and rate from what ffmpeg prints about its input. Phones store upright films lying down: a quarter turn swaps
 * width and height, as ffmpeg does when it decodes.
 * @param frames frames counted in the stream
 */
export function parseStreamFacts(stderr: string, frames: number): StreamFacts | null {
  const input = stderr.slice(0, indexOrEnd(stderr, 'Output #0'));
  // At the start of a line: a title may say the same.
  const video = /^ {2}Stream #0:\d+.*?: Video: .*/m.exec(input)?.[0];
  const size = video ? /,\s(\d{1,5})x(\d{1,5})[\s,]/.exec(video) : null;
  if (!video || !size) return null;
  const rate = /,\s([\d.]+)(k?) fps/.exec(video) ?? /,\s([\d.]+)(k?) tbr/.exec(video);
  const turned = /rotation of -?(90|270)(\.\d+)? degrees/.test(input);
  const [first, second] = [Number(size[1]), Number(size[2])];
  return {
    width: turned ? second : first,
    height: turned ? first : second,
    fps: rate ? Number(rate[1]) * (rate[2] === 'k' ? 1000 : 1) : 24,
    frames,
  };
}

function indexOrEnd(text: string, part: string): number {
  const index = text.indexOf(part);
  return index < 0 ? text.length : index;
}

/** The line of ffmpeg's output that says why it failed, without addresses and banners. */
export function failureLine(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.replace(/^\[[^\]]*\]\s*/, '').trim())
    .filter(
      (line) =>
        line !== '' &&
        !line.startsWith('frame=') &&
        !/^(Conversion failed|Exiting|Error opening output files)/.test(line),
    );
  return (
    lines.findLast((line) => /error|invalid|no such|cannot|could not|unable|denied|failed|no space/i.test(line)) ??
    lines.at(-1) ??
    'no reason given'
  );
}
