import { Readable } from 'node:stream';
import { streamFfmpeg } from '../../electron/media/ffmpeg.ts';
import { rawFrames } from '../../electron/media/ffmpeg-arguments.ts';
import type { Frame } from '../../electron/pipeline/ports.ts';

/**
 * ffmpeg's best: motion compensation with overlapped blocks, estimated from both sides, in blocks of variable size. It sees all
 * colours in full size, and strong motion is not taken for a cut.
 */
const filter = 'format=yuv444p,minterpolate=fps=24:mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1:scd=none';

/**
 * A clip at three times its frame rate, made by ffmpeg's `minterpolate`. New frames are true only in gaps with a frame of the
 * same motion on either side; frames 3 g + 1 and 3 g + 2 of the answer lie in gap g. The last gap is not filled.
 */
export async function minterpolated(frames: readonly Frame[]): Promise<readonly Frame[]> {
  const [first] = frames;
  if (!first) throw new Error('There is nothing to interpolate.');
  const { width, height } = first;
  const { stream, finished } = streamFfmpeg({
    input: Readable.from(frames.map(({ data }) => Buffer.from(data))),
    inputOptions: rawFrames(first, 8),
    options: ['-vf', filter, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'rgb24'],
  });
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  await finished;
  const bytes = Buffer.concat(chunks);
  const size = width * height * 3;
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, index) => ({
    width,
    height,
    data: bytes.subarray(index * size, (index + 1) * size),
  }));
}
