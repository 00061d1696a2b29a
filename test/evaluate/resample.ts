import type { Frame } from '../../electron/pipeline/ports.ts';

/** A frame as footage is shot: blurred a little by its lens, then averaged over the area of each larger pixel. */
export function shrunk(frame: Frame, width: number, height: number, blur: number): Frame {
  return resampled(frame, { width, height }, (from, to) => areaWeights(from, to, blur));
}

/** A frame enlarged by Lanczos's window of three lobes, its middle kept in the middle: what a refiner has to beat. */
export function enlarged(frame: Frame, width: number, height: number): Frame {
  return resampled(frame, { width, height }, lanczosWeights);
}

/** For a new pixel: the first old one it is made of, and the weights of that and those that follow. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

function resampled(
  frame: Frame,
  { width, height }: { width: number; height: number },
  taps: (from: number, to: number) => readonly Taps[],
): Frame {
  const rows = separable(Float32Array.from(frame.data), frame, taps(frame.width, width), 'across');
  const whole = separable(rows, { width, height: frame.height }, taps(frame.height, height), 'down');
  return { width, height, data: Uint8Array.from(whole, (level) => Math.min(255, Math.max(0, Math.round(level)))) };
}

function lanczosWeights(from: number, to: number): Taps[] {
  const lobes = 3;
  const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
  return Array.from({ length: to }, (_, index) => {
    const centre = ((index + 0.5) * from) / to - 0.5;
    const first = Math.floor(centre) - lobes + 1;
    return normal(
      first,
      Array.from({ length: 2 * lobes }, (__, offset) => {
        const away = first + offset - centre;
        return sinc(away) * sinc(away / lobes);
      }),
    );
  });
}

/** For every new pixel the old ones it is made of: a Gaussian of deviation `blur` pixels, summed over the area it covers. */
function areaWeights(from: number, to: number, blur: number): Taps[] {
  const reach = Math.ceil(3 * blur);
  const scale = from / to;
  return Array.from({ length: to }, (_, index) => {
    const [start, end] = [index * scale, (index + 1) * scale];
    const first = Math.floor(start) - reach;
    const weights = Array.from({ length: Math.ceil(end) + reach - first }, (_, offset) => {
      let weight = 0;
      for (let place = Math.floor(start); place < end; place++) {
        const covered = Math.min(end, place + 1) - Math.max(start, place);
        const away = first + offset - place;
        weight += covered * (blur > 0 ? Math.exp((-away * away) / (2 * blur * blur)) : Number(away === 0));
      }
      return weight;
    });
    return normal(first, weights);
  });
}

function normal(first: number, weights: readonly number[]): Taps {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return { first, weights: weights.map((weight) => weight / sum) };
}

function separable(
  data: Float32Array,
  { width, height }: { width: number; height: number },
  kernels: readonly Taps[],
  direction: 'across' | 'down',
): Float32Array {
  const across = direction === 'across';
  const [length, lines] = across ? [width, height] : [height, width];
  const [step, lineStep] = across ? [3, 3 * width] : [3 * width, 3];
  const outStep = across ? 3 : 3 * width;
  const outLine = across ? 3 * kernels.length : 3;
  const out = new Float32Array(kernels.length * lines * 3);
  for (const [index, { first, weights }] of kernels.entries()) {
    for (const [offset, weight] of weights.entries()) {
      const place = Math.min(length - 1, Math.max(0, first + offset)) * step;
      for (let line = 0; line < lines; line++) {
        const [to, from] = [index * outStep + line * outLine, place + line * lineStep];
        for (let channel = 0; channel < 3; channel++)
          out[to + channel] = (out[to + channel] ?? 0) + weight * (data[from + channel] ?? 0);
      }
    }
  }
  return out;
}
