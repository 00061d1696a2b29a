import type { Take } from '../../../electron/contract/domain.ts';
import { stageLabels } from '../../../electron/contract/geometry.ts';

export interface Difference {
  readonly label: string;
  readonly a: string;
  readonly b: string;
}

/** Everything in which two takes differ, in words: stage, model, prompt, seed, size, frames, every parameter. */
export function takeDifferences(a: Take, b: Take): Difference[] {
  const rows: Difference[] = [];
  const add = (label: string, left: string, right: string): void => {
    if (left !== right) rows.push({ label, a: left, b: right });
  };
  add('Stage', stageLabels[a.stage].lane, stageLabels[b.stage].lane);
  add('Model', a.packName ?? a.origin, b.packName ?? b.origin);
  add('Prompt', a.prompt, b.prompt);
  add('Negative prompt', a.negativePrompt || 'none', b.negativePrompt || 'none');
  add('Seed', a.seed === null ? 'none' : String(a.seed), b.seed === null ? 'none' : String(b.seed));
  add('Size', `${a.width} × ${a.height}`, `${b.width} × ${b.height}`);
  add('Frames', `${a.frames} at ${a.fps} fps`, `${b.frames} at ${b.fps} fps`);
  for (const key of [...new Set([...Object.keys(a.parameters), ...Object.keys(b.parameters)])].sort()) {
    if (key === 'size' || key === 'frames' || key === 'fps') continue;
    add(sentence(key), valueText(a.parameters[key]), valueText(b.parameters[key]));
  }
  return rows;
}

/** "motionStrength" → "Motion strength". */
function sentence(key: string): string {
  const words = key.replace(
    /([a-z])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function valueText(value: Take['parameters'][string] | undefined): string {
  if (value === undefined) return 'not set';
  if (Array.isArray(value)) return value.length === 1 ? '1 region' : `${value.length} regions`;
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value);
}

/** How a take is told from its siblings in a list. */
export function takeLabel(take: Take): string {
  const made = take.origin === 'generated' ? (take.seed === null ? '' : ` · seed ${take.seed}`) : ` · ${take.origin}`;
  return `${stageLabels[take.stage].lane} · ${take.width} × ${take.height}${made}`;
}

/** The two a comparison starts with: the newest two of the latest stage that has two, else the newest two. */
export function firstPair(takes: readonly Take[]): readonly [Take, Take] | null {
  const newestFirst = [...takes].sort((x, y) => y.createdAt - x.createdAt);
  for (const stage of ['vfi', 'v2v', 'i2v', 't2i'] as const) {
    const [first, second] = newestFirst.filter((take) => take.stage === stage);
    if (first && second) return [second, first];
  }
  const [first, second] = newestFirst;
  return first && second ? [second, first] : null;
}
