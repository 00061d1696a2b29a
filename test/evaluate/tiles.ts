import type { Frame } from '../../electron/pipeline/ports.ts';

const columns = 8;

/** One picture with all tiles, eight in a row; tiles are of one size. */
export function joined(tiles: readonly Frame[]): Frame {
  const { width = 0, height = 0 } = tiles[0] ?? {};
  const sheet = { width: columns * width, height: Math.ceil(tiles.length / columns) * height };
  const data = new Uint8Array(sheet.width * sheet.height * 3);
  for (const [index, tile] of tiles.entries()) {
    for (let row = 0; row < height; row++) {
      const [x, y] = [(index % columns) * width, Math.floor(index / columns) * height + row];
      data.set(tile.data.subarray(3 * row * width, 3 * (row + 1) * width), 3 * (y * sheet.width + x));
    }
  }
  return { ...sheet, data };
}

/** The first `count` tiles of a sheet of square ones, eight in a row. */
export function cut(sheet: Frame, count: number): Frame[] {
  const edge = sheet.width / columns;
  return Array.from({ length: count }, (_, index) => {
    const data = new Uint8Array(edge * edge * 3);
    const [x, y] = [(index % columns) * edge, Math.floor(index / columns) * edge];
    for (let row = 0; row < edge; row++) {
      const start = 3 * ((y + row) * sheet.width + x);
      data.set(sheet.data.subarray(start, start + 3 * edge), 3 * row * edge);
    }
    return { width: edge, height: edge, data };
  });
}
