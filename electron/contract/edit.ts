import { z } from 'zod';
import { assetIdSchema } from './domain.ts';

/** Layers a picture can have at most: each is held in full while it is edited. */
export const maxLayers = 24;
/** Points of all strokes together: more would weigh in every copy of the recipe, and no eye can tell. */
export const maxEditPoints = 30_000;

const coordinate = z.number().min(-1e6).max(1e6);
const colourSchema = z.string().regex(/^#[0-9a-f]{6}$/i, 'not a colour');

const lineSchema = z
  .object({
    kind: z.enum(['brush', 'eraser']),
    colour: colourSchema,
    /** Diameter, pixels of what is painted on. */
    size: z.number().positive().max(1e5),
    /** x and y of every point in turn, pixels of what is painted on. */
    points: z
      .array(coordinate)
      .min(2)
      .max(2 * maxEditPoints),
    /** How hard the pen pressed at every point, 0..1; left out where nothing measured it. */
    pressures: z.array(z.number().min(0).max(1)).max(maxEditPoints).optional(),
  })
  .refine(
    ({ points, pressures }) =>
      points.length % 2 === 0 && (pressures === undefined || 2 * pressures.length === points.length),
    'points, and pressures if any, must go together',
  );
/** `picture` is the filled region in its colour, everything else transparent. */
const fillSchema = z.object({ kind: z.literal('fill'), colour: colourSchema, picture: assetIdSchema });
const strokesSchema = z.array(z.discriminatedUnion('kind', [lineSchema, fillSchema])).max(12_000);
export type SavedStroke = z.infer<typeof strokesSchema>[number];

const layerSchema = z.object({
  name: z.string().max(200),
  picture: assetIdSchema,
  /** Where its middle lies, pixels of the picture under it. */
  x: coordinate,
  y: coordinate,
  /** Pixels of the picture under it for one of its own. */
  scale: z.number().min(1e-4).max(1e4),
  /** Clockwise. */
  rotateDegrees: z.number().min(-360).max(360),
  opacity: z.number().min(0).max(1),
  isHidden: z.boolean(),
  /** Painted on it, or rubbed out of it. */
  strokes: strokesSchema,
});

const adjustment = z.number().min(-1).max(1);
const basics = {
  /** Fractions of the turned picture. */
  crop: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }).nullable(),
  rotateDegrees: z.number(),
  flipHorizontal: z.boolean(),
  flipVertical: z.boolean(),
  exposure: adjustment,
  contrast: adjustment,
  saturation: adjustment,
  temperature: adjustment,
};

/**
 * Everything the reference editor did, so that it can be opened again and gone on with. Pictures are named by the hash they are kept
 * under, always by the key `picture`: the library finds them by it and keeps their files as long as the take (electron/library).
 */
export const editRecipeSchema = z
  .object({
    format: z.literal(2),
    /** What everything was done to. */
    picture: assetIdSchema,
    ...basics,
    strokes: strokesSchema,
    layers: z.array(layerSchema).max(maxLayers),
  })
  .refine((recipe) => pointCount(recipe) <= maxEditPoints, `more than ${maxEditPoints} points`);
export type EditRecipe = z.infer<typeof editRecipeSchema>;

/** What was done, counted rather than told: all that edits of before there were layers kept, and all that exported files say. */
const editSummarySchema = z.object({ ...basics, strokes: z.number().int().min(0) });
export type EditSummary = z.infer<typeof editSummarySchema>;

/** An edit as a take keeps it. */
export const keptEditSchema = z.union([editRecipeSchema, editSummarySchema]);
export type KeptEdit = z.infer<typeof keptEditSchema>;

interface Painted {
  readonly strokes: readonly SavedStroke[];
  readonly layers: readonly { readonly strokes: readonly SavedStroke[] }[];
}
const strokesOf = ({ strokes, layers }: Painted): SavedStroke[] => [
  ...strokes,
  ...layers.flatMap((layer) => layer.strokes),
];

function pointCount(painted: Painted): number {
  return strokesOf(painted).reduce((sum, stroke) => sum + (stroke.kind === 'fill' ? 0 : stroke.points.length / 2), 0);
}

/** Every picture that is needed to do an edit again, each once. */
export function picturesOf(recipe: EditRecipe): string[] {
  const fills = strokesOf(recipe).flatMap((stroke) => (stroke.kind === 'fill' ? [stroke.picture] : []));
  return [...new Set([recipe.picture, ...recipe.layers.map(({ picture }) => picture), ...fills])];
}

/** For files that leave the studio: nothing in it names a file of this library. */
export function summaryOf(edit: KeptEdit): EditSummary {
  if (!('format' in edit)) return edit;
  const { format: _format, picture: _picture, layers, strokes, ...basic } = edit;
  return { ...basic, strokes: strokes.length + layers.reduce((sum, layer) => sum + layer.strokes.length, 0) };
}
