import { dirname, relative, sep } from 'node:path';
import { ModelError } from './model-error.ts';

/** The deepest folder that holds all of these absolute paths; '' for none. */
export function commonFolder(paths: readonly string[]): string {
  const [first, ...rest] = paths;
  if (first === undefined) return '';
  let folder = dirname(first);
  while (!rest.every((path) => isInside(folder, path))) {
    const parent = dirname(folder);
    if (parent === folder) throw new ModelError('The weights of one network lie on different drives.');
    folder = parent;
  }
  return folder;
}

/** `path` relative to `folder`, with forward slashes: what ONNX calls a location. It never leads out of the folder. */
export function externalLocation(folder: string, path: string): string {
  if (!isInside(folder, path)) throw new ModelError(`The weight file ${path} lies outside ${folder}.`);
  return relative(folder, path).split(sep).join('/');
}

function isInside(folder: string, path: string): boolean {
  const inner = relative(folder, path);
  return inner !== '' && inner !== '..' && !inner.startsWith(`..${sep}`) && !/^([a-zA-Z]:|[\\/])/.test(inner);
}
