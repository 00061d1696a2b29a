/**
 * How EMA-VFI cuts feature maps into windows, as plain numbers: which token stands where, and which tokens may look at each
 * other. Source: window_partition, pad_if_needed and MotionFormerBlock of MCG-NJU/EMA-VFI, model/feature_extractor.py.
 */
export interface WindowPlan {
  /** Windows of one feature map. */
  readonly count: number;
  /** Tokens of one window. */
  readonly length: number;
  /** For each place in the windows, window by window, the token row · width + column; `width · height` for padding. */
  readonly tokens: Int32Array;
  /** For each token the place where it stands: `tokens` the other way round. */
  readonly places: Int32Array;
  /** Tokens of one window attend to each other only within the same group; null when all windows have one group. */
  readonly groups: Int32Array | null;
}

/**
 * The map is padded in the middle of whole windows, then rolled by `shift` up and to the left.
 * The groups of the padding are those before the roll, although they are used after it: that is how the network was trained.
 */
export function windowPlan(height: number, width: number, size: number, shift: number): WindowPlan {
  const rows = axis(height, size, shift);
  const columns = axis(width, size, shift);
  const across = columns.padded / size;
  const count = (rows.padded / size) * across;
  const tokens = new Int32Array(count * size * size);
  const places = new Int32Array(height * width);
  const groups = new Int32Array(tokens.length);
  for (let y = 0; y < rows.padded; y++) {
    for (let x = 0; x < columns.padded; x++) {
      const window = Math.floor(y / size) * across + Math.floor(x / size);
      const place = window * size * size + (y % size) * size + (x % size);
      const [row, column] = [rows.source(y), columns.source(x)];
      const inside = row !== null && column !== null;
      tokens[place] = inside ? row * width + column : height * width;
      if (inside) places[row * width + column] = place;
      groups[place] = rows.group(y) * 9 + columns.group(x);
    }
  }
  const parted = groups.some((group, place) => group !== groups[place - (place % (size * size))]);
  return { count, length: size * size, tokens, places, groups: parted ? groups : null };
}

function axis(length: number, size: number, shift: number) {
  const padded = Math.ceil(length / size) * size;
  const before = Math.floor((padded - length) / 2);
  const inPadding = (place: number): number => (place < before ? 0 : place < before + length ? 1 : 2);
  const inRoll = (place: number): number => (shift === 0 || place < padded - size ? 0 : place < padded - shift ? 1 : 2);
  return {
    padded,
    /** The place in the map that stands at `place` of the padded, rolled one. */
    source(place: number): number | null {
      const found = ((place + shift) % padded) - before;
      return found >= 0 && found < length ? found : null;
    },
    group: (place: number): number => inPadding(place) * 3 + inRoll(place),
  };
}
