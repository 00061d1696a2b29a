/** Planes of numbers [channels, height, width]. */
export interface Picture {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** A part of a picture: place and size, and its place in the grid of tiles. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly column: number;
  readonly row: number;
}

/** Tiles of at most `size`, one every `stride`, row by row; those at the right and bottom edges may be smaller. */
export function tilesOf(
  picture: { readonly width: number; readonly height: number },
  size: number,
  stride: number,
): Tile[] {
  if (stride < 1) throw new RangeError(`Tiles of ${size} cannot be ${stride} apart.`);
  const tiles: Tile[] = [];
  for (let y = 0, row = 0; y < picture.height; y += stride, row++) {
    for (let x = 0, column = 0; x < picture.width; x += stride, column++) {
      const width = Math.min(size, picture.width - x);
      const height = Math.min(size, picture.height - y);
      tiles.push({ x, y, width, height, column, row });
    }
  }
  return tiles;
}

/** A tile's numbers. */
export function piece(picture: Picture, { x, y, width, height }: Omit<Tile, 'row' | 'column'>): Picture {
  const { channels } = picture;
  const data = new Float32Array(channels * height * width);
  for (let line = 0; line < channels * height; line++) {
    const from = (Math.floor(line / height) * picture.height + y + (line % height)) * picture.width + x;
    data.set(picture.data.subarray(from, from + width), line * width);
  }
  return { channels, width, height, data };
}

/**
 * Puts tiles together as diffusers does. Every tile's first `extent` rows fade from the last rows of the tile above, then its
 * first columns from the tile at the left, both as they are after their own fading; then each gives its first `limit` rows
 * and columns.
 * @param pictures what became of each tile, all by the same factor; changed in place
 */
export function blendTiles(
  tiles: readonly Tile[],
  pictures: readonly Picture[],
  options: { readonly extent: number; readonly limit: number },
): Picture {
  const { extent, limit } = options;
  const columns = 1 + Math.max(...tiles.map(({ column }) => column));
  const cut = (length: number) => Math.min(length, limit);
  const at = (row: number, column: number) => pictures[row * columns + column];
  const [first] = pictures;
  if (!first || pictures.length !== tiles.length) throw new RangeError('There is not one picture a tile.');
  const firstRow = pictures.slice(0, columns);
  const firstColumn = pictures.filter((_, index) => index % columns === 0);
  const width = firstRow.reduce((sum, picture) => sum + cut(picture.width), 0);
  const height = firstColumn.reduce((sum, picture) => sum + cut(picture.height), 0);
  const { channels } = first;
  const whole = new Float32Array(channels * width * height);
  let top = 0;
  for (let row = 0; row < firstColumn.length; row++) {
    let left = 0;
    for (let column = 0; column < columns; column++) {
      const picture = at(row, column);
      if (!picture) throw new RangeError('There is not one picture a tile.');
      const [above, before] = [row > 0 ? at(row - 1, column) : undefined, column > 0 ? at(row, column - 1) : undefined];
      if (above) fadeRows(above, picture, extent);
      if (before) fadeColumns(before, picture, extent);
      for (let line = 0; line < channels * cut(picture.height); line++) {
        const channel = Math.floor(line / cut(picture.height));
        const y = line % cut(picture.height);
        const from = (channel * picture.height + y) * picture.width;
        whole.set(picture.data.subarray(from, from + cut(picture.width)), (channel * height + top + y) * width + left);
      }
      left += cut(picture.width);
    }
    top += cut(firstColumn[row]?.height ?? 0);
  }
  return { channels, width, height, data: whole };
}

function fadeRows(above: Picture, picture: Picture, extent: number): void {
  const rows = Math.min(above.height, picture.height, extent);
  for (let channel = 0; channel < picture.channels; channel++) {
    for (let y = 0; y < rows; y++) {
      const from = (channel * above.height + above.height - rows + y) * above.width;
      const to = (channel * picture.height + y) * picture.width;
      for (let x = 0; x < picture.width; x++) fade(above.data, from + x, picture.data, to + x, y / rows);
    }
  }
}

function fadeColumns(before: Picture, picture: Picture, extent: number): void {
  const columns = Math.min(before.width, picture.width, extent);
  for (let line = 0; line < picture.channels * picture.height; line++) {
    const from = line * before.width + before.width - columns;
    for (let x = 0; x < columns; x++) {
      fade(before.data, from + x, picture.data, line * picture.width + x, x / columns);
    }
  }
}

/** `target[to]` becomes the mix of both, `share` of it its own. */
function fade(source: Float32Array, from: number, target: Float32Array, to: number, share: number): void {
  target[to] = (source[from] ?? 0) * (1 - share) + (target[to] ?? 0) * share;
}
