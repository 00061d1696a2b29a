import { parseSafetensorsHeader, type SafetensorsIndex } from '../../native-models/graph/safetensors.ts';

/** The index of a weight file that is not there: names and shapes are all that building a graph needs. */
export function headerOnly(shapes: Readonly<Record<string, readonly number[]>>, path: string): SafetensorsIndex {
  let at = 0;
  const header: Record<string, unknown> = {};
  for (const [key, shape] of Object.entries(shapes)) {
    const end = at + 2 * shape.reduce((product, size) => product * size, 1);
    header[key] = { dtype: 'F16', shape, data_offsets: [at, end] };
    at = end;
  }
  const bytes = new TextEncoder().encode(JSON.stringify(header));
  return parseSafetensorsHeader(bytes, 8 + bytes.length + at, path);
}
