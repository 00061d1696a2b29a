import type { Take } from '../../../electron/contract/domain.ts';
import { phrase, t } from '../i18n/i18n.ts';
import { laneName } from '../i18n/names.ts';

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
  add(t('Stage'), laneName(a.stage), laneName(b.stage));
  add(t('Model'), a.packName ?? originName(a), b.packName ?? originName(b));
  add(t('Prompt'), a.prompt, b.prompt);
  add(t('Negative prompt'), a.negativePrompt || t('none'), b.negativePrompt || t('none'));
  add(t('Seed'), a.seed === null ? t('none') : String(a.seed), b.seed === null ? t('none') : String(b.seed));
  add(t('Size'), `${a.width} × ${a.height}`, `${b.width} × ${b.height}`);
  add(t('Frames'), framesText(a), framesText(b));
  for (const key of [...new Set([...Object.keys(a.parameters), ...Object.keys(b.parameters)])].sort()) {
    if (key === 'size' || key === 'frames' || key === 'fps') continue;
    add(t(sentence(key)), valueText(a.parameters[key]), valueText(b.parameters[key]));
  }
  return rows;
}

function framesText({ frames, fps }: Take): string {
  return t('{{frames}} at {{fps}} fps', { frames, fps });
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
  if (value === undefined) return t('not set');
  if (Array.isArray(value)) return t('{{count}} regions', { count: value.length });
  if (typeof value === 'boolean') return value ? t('on') : t('off');
  return String(value);
}

const origins = { generated: phrase('generated'), imported: phrase('imported'), edited: phrase('edited') } as const;

function originName({ origin }: Take): string {
  return t(origins[origin]);
}

/** How a take is told from its siblings in a list. */
export function takeLabel(take: Take): string {
  const made =
    take.origin !== 'generated'
      ? originName(take)
      : take.seed === null
        ? null
        : t('seed {{seed}}', { seed: take.seed });
  return `${laneName(take.stage)} · ${take.width} × ${take.height}${made === null ? '' : ` · ${made}`}`;
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
