import type { Take } from '../../../electron/contract/domain.ts';
import type { ParameterSpec, ParameterValue } from '../../../electron/contract/parameters.ts';
import { phrase, t } from '../i18n/i18n.ts';
import { laneName } from '../i18n/names.ts';
import { parameterName, valueWords } from './parameter-words.ts';

export interface DifferenceCell {
  readonly text: string;
  /** It is what the model does when nobody sets it. */
  readonly isDefault: boolean;
}

export interface Difference {
  readonly label: string;
  readonly a: DifferenceCell;
  readonly b: DifferenceCell;
}

/** Parameters of the models that made two takes, with their defaults; null where they are not known. */
export interface SpecsOfTwo {
  readonly a: readonly ParameterSpec[] | null;
  readonly b: readonly ParameterSpec[] | null;
}

/** Told by rows of their own: what came of them counts. */
const toldOtherwise = new Set(['size', 'frames', 'fps']);

/**
 * Everything in which two takes differ but their prompts, in words: lane, what they were made from, model, seed, size, frames, every
 * parameter. A parameter one of them was made without is at its default there, if the model has it.
 * @param takes of their project, which number them
 */
export function takeDifferences(a: Take, b: Take, takes: readonly Take[], specs: SpecsOfTwo): Difference[] {
  const rows: Difference[] = [];
  const add = (label: string, left: string, right: string): void => {
    if (left !== right) rows.push({ label, a: plain(left), b: plain(right) });
  };
  add(t('Stage'), laneName(a.stage), laneName(b.stage));
  if (a.stage === b.stage) add(t('Made from'), parentName(a, takes), parentName(b, takes));
  add(t('Model'), a.packName ?? originName(a), b.packName ?? originName(b));
  add(t('Seed'), a.seed === null ? t('none') : String(a.seed), b.seed === null ? t('none') : String(b.seed));
  add(t('Size'), `${a.width} × ${a.height}`, `${b.width} × ${b.height}`);
  add(t('Frames'), framesText(a), framesText(b));
  const keys = new Set([...Object.keys(a.parameters), ...Object.keys(b.parameters)]);
  for (const key of [...keys].filter((each) => !toldOtherwise.has(each)).sort()) {
    const [specA, specB] = [specs.a, specs.b].map((all) => all?.find((spec) => spec.key === key));
    const spec = specA ?? specB;
    const [left, right] = [parameterOf(a, key, specA), parameterOf(b, key, specB)];
    if (JSON.stringify(left) === JSON.stringify(right)) continue;
    const cell = (value: ParameterValue | undefined, own: ParameterSpec | undefined): DifferenceCell =>
      value === undefined
        ? plain(t('no such setting'))
        : { text: valueWords(value, own ?? spec), isDefault: value === defaultOf(own) };
    rows.push({ label: parameterName(key, spec), a: cell(left, specA), b: cell(right, specB) });
  }
  return rows;
}

const plain = (text: string): DifferenceCell => ({ text, isDefault: false });

const defaultOf = (spec: ParameterSpec | undefined): ParameterValue | undefined =>
  spec && 'default' in spec ? spec.default : undefined;

/** What a parameter was: a take of before there was one has its default. */
function parameterOf(take: Take, key: string, spec: ParameterSpec | undefined): ParameterValue | undefined {
  return take.parameters[key] ?? defaultOf(spec);
}

/** “Keyframes take 2”: by what the list of takes calls it. */
function parentName({ parentId }: Take, takes: readonly Take[]): string {
  const parent = takes.find(({ id }) => id === parentId);
  if (parent) return t('{{lane}} take {{number}}', { lane: laneName(parent.stage), number: takeNumber(parent, takes) });
  return parentId === null ? t('nothing') : t('a deleted take');
}

/** The how manieth of its lane a take is, counted from 1. */
export function takeNumber(take: Take, takes: readonly Take[]): number {
  const isOlder = (other: Take): boolean =>
    other.createdAt < take.createdAt || (other.createdAt === take.createdAt && other.id < take.id);
  return 1 + takes.filter((other) => other.stage === take.stage && isOlder(other)).length;
}

function framesText({ frames, fps }: Take): string {
  return t('{{frames}} at {{fps}} fps', { frames, fps });
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
