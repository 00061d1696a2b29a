/**
 * `npm run evaluate [-- --only t2i|i2v|v2v|vfi] [--pictures DIR] [--sheets DIR] [--json FILE] [--into FILE] [--quick] [--threads N]`: runs the packs
 * that ship with the studio through the studio's own pipeline and prints what they reach as a Markdown table, beside what was aimed
 * at. Pictures are drawn with the statistics of photographs; `--pictures` measures on photographs of your own instead. `--into`
 * puts the table of each stage into a document that has a place for it, such as docs/MODELS.md. `--quick` looks at a third or less of it all.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type StageId, stageIds } from '../../electron/contract/geometry.ts';
import type { Pack } from '../../electron/packs/read-pack.ts';
import type { Frame } from '../../electron/pipeline/ports.ts';
import { evaluateMotionField } from './i2v.ts';
import { evaluateClips } from './i2v-diffusion.ts';
import { picturesToMeasureOn } from './pictures.ts';
import { markdown, type Row, reached, withTable } from './row.ts';
import { openStudio, type Studio } from './studio.ts';
import { evaluatePictures } from './t2i.ts';
import { evaluateRefiner } from './v2v.ts';
import { evaluateInterpolation } from './vfi.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    pictures: { type: 'string' },
    sheets: { type: 'string' },
    json: { type: 'string' },
    into: { type: 'string' },
    quick: { type: 'boolean', default: false },
    threads: { type: 'string' },
  },
});
const wanted = values.only ?? stageIds;
const unknown = wanted.filter((stage) => !(stageIds as readonly string[]).includes(stage));
if (unknown.length > 0) {
  console.error(`There is no stage called ${unknown.join(', ')}; known: ${stageIds.join(', ')}.`);
  process.exit(2);
}

type Evaluation = (studio: Studio, pack: Pack, pictures: readonly Frame[]) => Promise<Row[]>;
/** How packs of each stage and method are measured. */
const evaluations: Readonly<Partial<Record<`${StageId}/${string}`, Evaluation>>> = {
  't2i/latent-diffusion': (studio, pack) =>
    evaluatePictures(studio, pack, values.quick ? 16 : 64, values.sheets ?? null),
  'i2v/latent-diffusion': (studio, pack) => evaluateClips(studio, pack, values.quick ? 2 : 16),
  'i2v/motion-field': evaluateMotionField,
  'v2v/refiner': evaluateRefiner,
  'vfi/interpolation': evaluateInterpolation,
};

const pictures = await picturesToMeasureOn(values.pictures ?? null, values.quick ? 2 : 6);
const studio = await openStudio(values.threads === undefined ? {} : { threads: Number(values.threads) });
const tables: { readonly name: StageId | 'packs'; readonly rows: readonly Row[] }[] = [];
try {
  tables.push({ name: 'packs', rows: sizes(await studio.packs()) });
  for (const stage of stageIds.filter((id) => wanted.includes(id))) {
    const rows: Row[] = [];
    for (const pack of await studio.packsFor(stage)) {
      const evaluate = evaluations[`${stage}/${pack.manifest.method}`];
      if (!evaluate) continue;
      const start = performance.now();
      rows.push(...(await evaluate(studio, pack, pictures)));
      console.error(`${pack.manifest.name}, ${stage}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
    }
    tables.push({ name: stage, rows });
  }
} finally {
  await studio.close();
}
const all = tables.flatMap(({ rows }) => rows);
console.log(markdown(all));
if (values.json !== undefined) {
  const content = all.map((row) => ({ ...row, reached: reached(row) }));
  await writeFile(values.json, `${JSON.stringify(content, null, 1)}\n`);
}
if (values.into !== undefined) {
  let document = await readFile(values.into, 'utf8');
  for (const { name, rows } of tables) document = withTable(document, name, rows);
  await writeFile(values.into, document);
}

/** What each pack takes on the disk, and all of them together. */
function sizes(packs: readonly Pack[]): Row[] {
  const megabytes = (pack: Pack) => pack.sizeBytes / 1e6;
  const all = packs.reduce((sum, pack) => sum + megabytes(pack), 0);
  return [
    ...packs.map(
      (pack): Row => ({
        pack: pack.manifest.name,
        measure: 'size',
        value: megabytes(pack),
        unit: 'MB',
        note: pack.manifest.licence.name,
      }),
    ),
    { pack: 'all', measure: 'size', value: all, unit: 'MB', target: { atMost: 80 } },
  ];
}
