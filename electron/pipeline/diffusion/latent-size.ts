export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Latent size of a picture with the aspect ratio of `wanted` and about the number of pixels that a model was trained at:
 * diffusion models repeat their subject when asked for more.
 * @param native pixels, the model's own size
 * @param factor pixels a latent, per axis
 */
export function latentSize(wanted: Size, native: Size, factor: number): Size {
  const pixels = native.width * native.height;
  const aspect = wanted.width / wanted.height;
  const edge = (length: number) => Math.max(2, Math.round(length / factor));
  return { width: edge(Math.sqrt(pixels * aspect)), height: edge(Math.sqrt(pixels / aspect)) };
}

/**
 * How often a picture must be enlarged by `scale` until it covers `wanted` on both axes, or nearly: the last tenth is left to
 * resampling, which costs nothing beside another pass at twice the size.
 */
export function enlargements(from: Size, wanted: Size, scale: number): number {
  let [count, width, height] = [0, from.width, from.height];
  while (width < 0.9 * wanted.width || height < 0.9 * wanted.height) {
    [count, width, height] = [count + 1, width * scale, height * scale];
  }
  return count;
}
