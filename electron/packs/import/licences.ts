import { join } from 'node:path';
import { listFolder, readSourceText, type Source } from './source.ts';

export interface Licence {
  readonly name: string;
  readonly text: string;
}

const maxText = 60_000;

/**
 * The licence of a source: its LICENSE file, and the name in the front matter of its README, as model cards have it. Null when the
 * folder says nothing.
 */
export async function licenceOf(source: Source): Promise<Licence | null> {
  if (source.isFile) return null;
  const { files } = await listFolder(source.path);
  const file = files.find((name) => /^(licen[cs]e|copying)(\.(md|txt|rst))?$/i.test(name));
  const card = files.find((name) => /^readme\.md$/i.test(name));
  const name = card === undefined ? null : cardLicence(await readSourceText(source, join(source.path, card)));
  if (file === undefined && name === null) return null;
  const text = file === undefined ? '' : (await readSourceText(source, join(source.path, file))).slice(0, maxText);
  return {
    name: name ?? (firstLine(text) || 'see its text'),
    text: text || `The model card names the licence “${name}”.`,
  };
}

/** One licence for everything in a pack; what is not known is said. */
export function joinLicences(found: readonly { readonly source: Source; readonly licence: Licence | null }[]): Licence {
  const unknown: Licence = {
    name: 'unknown licence',
    text: 'No licence lies in the folder it was imported from. Ask its publisher before you share what you make with it.',
  };
  const all = found.map(({ source, licence }) => ({ source, ...(licence ?? unknown) }));
  return {
    name: [...new Set(all.map(({ name }) => name))].join(' + ').slice(0, 200),
    text: all
      .map(({ source, name, text }) => `${source.name}: ${name}\n\n${text}`)
      .join('\n\n---\n\n')
      .slice(0, 200_000),
  };
}

/** `license:` (or `license_name:`, where it says `other`) of a model card's front matter. */
function cardLicence(readme: string): string | null {
  const [, matter = ''] = /^\s*---\r?\n([\s\S]*?)\r?\n---/.exec(readme) ?? [];
  const field = (key: string): string | undefined =>
    new RegExp(`^${key}:\\s*["']?([^"'\\r\\n]{1,100}?)["']?\\s*$`, 'm').exec(matter)?.[1];
  const licence = field('license');
  return (licence === 'other' ? field('license_name') : undefined) ?? licence ?? null;
}

function firstLine(text: string): string {
  return (text.split('\n').find((line) => /\w/.test(line)) ?? '')
    .replace(/^[#\s*]+/, '')
    .trim()
    .slice(0, 80);
}
