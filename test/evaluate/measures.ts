import type { Frame } from '../../electron/pipeline/ports.ts';

/**
 * Peak signal to noise ratio in dB, over all channels. Equal frames give 99: as much as bytes can tell.
 * @param margin pixels left out at every edge
 */
export function psnr(made: Frame, truth: Frame, margin = 0): number {
  if (made.width !== truth.width || made.height !== truth.height) {
    throw new Error(`Frames of ${made.width}×${made.height} and ${truth.width}×${truth.height} cannot be compared.`);
  }
  const { width, height } = truth;
  let sum = 0;
  for (let y = margin; y < height - margin; y++) {
    for (let at = 3 * (y * width + margin); at < 3 * (y * width + width - margin); at++) {
      sum += ((made.data[at] ?? 0) - (truth.data[at] ?? 0)) ** 2;
    }
  }
  const error = sum / (3 * (width - 2 * margin) * (height - 2 * margin));
  return Math.min(99, 10 * Math.log10(255 ** 2 / error));
}

/** Mean square of the differences between neighbours, across and down: what blur takes away. Levels 0..1. */
export function gradientEnergy({ width, height, data }: Frame): number {
  let sum = 0;
  for (let y = 0; y + 1 < height; y++) {
    for (let at = 3 * y * width; at < 3 * (y * width + width - 1); at++) {
      const here = data[at] ?? 0;
      sum += ((data[at + 3] ?? 0) - here) ** 2 + ((data[at + 3 * width] ?? 0) - here) ** 2;
    }
  }
  return sum / (3 * (width - 1) * (height - 1)) / 255 ** 2;
}

/** Mean size of change from frame to frame that the true footage does not have, in levels 0..255. */
export function temporalError(made: readonly Frame[], truth: readonly Frame[]): number {
  let [sum, count] = [0, 0];
  for (let index = 1; index < truth.length; index++) {
    const levels = [made[index], made[index - 1], truth[index], truth[index - 1]].map((frame) => frame?.data);
    const [now, before, trueNow, trueBefore] = levels;
    if (!now || !before || !trueNow || !trueBefore) throw new Error('Both clips need the same number of frames.');
    for (let at = 0; at < trueNow.length; at++, count++) {
      const change = (now[at] ?? 0) - (before[at] ?? 0);
      sum += Math.abs(change - ((trueNow[at] ?? 0) - (trueBefore[at] ?? 0)));
    }
  }
  return sum / count;
}

/** Weighted mix of two frames, as players without interpolation blend. */
export function blended(first: Frame, last: Frame, time: number): Frame {
  const data = first.data.map((level, at) => Math.round(level * (1 - time) + (last.data[at] ?? 0) * time));
  return { ...first, data };
}

export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new Error('There is no mean of nothing.');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
