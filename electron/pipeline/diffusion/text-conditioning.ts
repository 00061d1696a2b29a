import type { Network } from '../ports.ts';
import type { Size } from './latent-size.ts';
import { type DiffusionPorts, loras, type TextName, withNetwork } from './ports.ts';
import { type PromptPiece, type PromptReader, promptReader, weighStates } from './prompt.ts';
import type { PictureSizes, Prompts } from './request.ts';
import { concat, type FloatTensor, floatOutput, floatTensor, zerosLike } from './tensors.ts';

/** What the UNet is told of the prompts, by the names of its inputs; rows: unconditional (with guidance), conditional. */
export interface TextConditioning {
  /** [b, 77 · pieces, c] */
  readonly encoderHiddenStates: FloatTensor;
  /** [b, P], SDXL only. */
  readonly textEmbeds?: FloatTensor;
  /** [b, 6], SDXL only. */
  readonly timeIds?: FloatTensor;
}

/** One row of the batch, as each text encoder reads it. */
interface TextRow {
  readonly name: TextName;
  readonly texts: readonly [first: string, second: string];
  readonly skipLayers: number;
}

/** What one text encoder makes of one row. */
interface Reading {
  /** [1, 77 · pieces, c] */
  readonly states: FloatTensor;
  /** [1, P] of the first piece, from encoders with a projection. */
  readonly pooled: FloatTensor | null;
}

/**
 * Runs the text encoders of the pack. One (SD 1 and 2): its last states, after the final norm. Two (SDXL): the states before the
 * last layer of both, side by side, and the projected summary of the second.
 * @param guided with the negative prompt as the first row
 * @param size of the picture, pixels
 */
export async function textConditioning(
  prompts: Prompts,
  guided: boolean,
  size: Size,
  ports: DiffusionPorts,
): Promise<TextConditioning> {
  const dual = ports.pack.components.textEncoder2 !== undefined;
  const rows = textRows(prompts, guided, dual);
  const readers = [await promptReader(ports, ports.pack.tokenizerPath, prompts.syntax)];
  if (dual) {
    const path = ports.pack.tokenizer2Path ?? ports.pack.tokenizerPath;
    readers.push(await promptReader(ports, path, prompts.syntax));
  }
  const pieces = readers.map((reader, tower) => rows.map(({ texts }) => reader.read(texts[tower === 0 ? 0 : 1])));
  const longest = Math.max(...pieces.flat().map((read) => read.length));
  const readings: Reading[][] = [];
  for (const [tower, reader] of readers.entries()) {
    const padded = (pieces[tower] ?? []).map((read) => padPieces(read, longest, reader));
    readings.push(await readTower(tower === 0 ? '' : '2', padded, rows, dual, ports));
  }
  const states = rows.map((_, row) =>
    concat(
      readings.flatMap((tower) => tower[row]?.states ?? []),
      2,
    ),
  );
  const pooled = rows.flatMap((_, row) => readings.at(-1)?.[row]?.pooled ?? []);
  // Nothing is as empty as zeros: how SDXL was trained to be unconditional.
  const unconditional = guided && rows.length === 1;
  const encoderHiddenStates = concat(unconditional ? [...states.map(zerosLike), ...states] : states);
  ports.observe?.('encoderHiddenStates', encoderHiddenStates);
  if (!dual) return { encoderHiddenStates };
  const textEmbeds = concat(unconditional ? [...pooled.map(zerosLike), ...pooled] : pooled);
  const timeIds = sizeIds(prompts, guided, size);
  ports.observe?.('textEmbeds', textEmbeds);
  ports.observe?.('timeIds', timeIds);
  return { encoderHiddenStates, textEmbeds, timeIds };
}

function textRows(prompts: Prompts, guided: boolean, dual: boolean): TextRow[] {
  const { prompt, prompt2 = prompt, negativePrompt, clipSkip } = prompts;
  const row: TextRow = { name: 'prompt', texts: [prompt, prompt2], skipLayers: clipSkip };
  if (!guided || (dual && negativePrompt === null)) return [row];
  const negative = negativePrompt ?? '';
  return [
    {
      name: 'negativePrompt',
      texts: [negative, prompts.negativePrompt2 ?? negative],
      // As in diffusers, layers are left out for the prompt alone.
      skipLayers: 0,
    },
    row,
  ];
}

/** Rows of different lengths are brought to the longest with empty pieces. */
function padPieces(pieces: readonly PromptPiece[], count: number, reader: PromptReader): readonly PromptPiece[] {
  const [empty] = reader.read('');
  return empty ? [...pieces, ...new Array<PromptPiece>(count - pieces.length).fill(empty)] : pieces;
}

async function readTower(
  suffix: '' | '2',
  pieces: readonly (readonly PromptPiece[])[],
  rows: readonly TextRow[],
  dual: boolean,
  ports: DiffusionPorts,
): Promise<Reading[]> {
  const readings: Reading[] = [];
  const component = `textEncoder${suffix}`;
  for (const skipLayers of new Set(rows.map((row) => row.skipLayers))) {
    await withNetwork(ports, [component, ...loras(ports)], { skipLayers }, async (network) => {
      for (const [index, row] of rows.entries()) {
        if (row.skipLayers !== skipLayers) continue;
        readings[index] = await readRow(network, pieces[index] ?? [], { name: row.name, suffix, dual }, ports);
      }
    });
  }
  return readings;
}

async function readRow(
  network: Network,
  pieces: readonly PromptPiece[],
  { name, suffix, dual }: { name: TextName; suffix: '' | '2'; dual: boolean },
  ports: DiffusionPorts,
): Promise<Reading> {
  const states: FloatTensor[] = [];
  let pooled: FloatTensor | null = null;
  for (const { ids, weights } of pieces) {
    const inputIds = { type: 'int64', dims: [1, ids.length], data: ids } as const;
    const outputs = await network.run({ inputIds });
    const found = floatOutput(outputs, dual ? 'penultimateStates' : 'hiddenStates');
    ports.observe?.(`textIds${suffix}:${name}`, inputIds);
    ports.observe?.(`text${dual ? 'Penultimate' : 'States'}${suffix}:${name}`, found);
    states.push(weights ? floatTensor(found.dims, weighStates(found.data, weights)) : found);
    if (suffix !== '2' || pooled) continue;
    pooled = floatOutput(outputs, 'textEmbeds');
    ports.observe?.(`textPooled:${name}`, pooled);
  }
  return { states: concat(states, 1), pooled };
}

/** SDXL's six numbers a row: original height and width, top and left of the crop, target height and width. */
function sizeIds({ sizes, negativeSizes }: Prompts, guided: boolean, size: Size): FloatTensor {
  const own = sizes ?? { original: size, cropTop: 0, cropLeft: 0, target: size };
  const row = ({ original, cropTop, cropLeft, target }: PictureSizes): FloatTensor =>
    floatTensor(
      [1, 6],
      Float32Array.of(original.height, original.width, cropTop, cropLeft, target.height, target.width),
    );
  return concat(guided ? [row(negativeSizes ?? own), row(own)] : [row(own)]);
}
