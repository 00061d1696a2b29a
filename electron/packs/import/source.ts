import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { parsePythonJson } from '../../pipeline/python-json.ts';

/** One folder or file that a person gave to an import. Nothing outside `root` is read, whatever links say. */
export interface Source {
  /** As given, absolute. */
  readonly path: string;
  /** For people: the folder's or file's name, or `owner/name` when it lies in a Hugging Face cache. */
  readonly name: string;
  /** `https://huggingface.co/owner/name` when that can be told, else the name. */
  readonly origin: string;
  /** Real path of the folder that files must lie in. */
  readonly root: string;
  readonly isFile: boolean;
}

/** A file of a source: where it really lies, and the name it goes by. */
export interface SourceFile {
  readonly name: string;
  readonly realPath: string;
  readonly bytes: number;
}

/** Configs and vocabularies stay far below this. */
const maxTextBytes = 32 * 1024 * 1024;

/** @throws StudioError not-found, pack-invalid */
export async function openSource(given: string): Promise<Source> {
  const path = resolve(given);
  const found = await stat(path).catch(() => null);
  if (!found) throw new StudioError('not-found', `There is no file or folder ${given}. Check its path.`);
  if (!found.isDirectory() && !found.isFile()) throw unusable(given, 'is neither a file nor a folder.');
  const cache = cacheOf(path);
  const folder = found.isDirectory() ? path : dirname(path);
  return {
    path,
    name: cache?.name ?? nameOf(path, found.isFile()),
    origin: cache ? `https://huggingface.co/${cache.name}` : nameOf(path, found.isFile()),
    // A cache keeps its files beside the snapshots and links to them; a file that was named outright may lie anywhere.
    root: await realpath(cache ? cache.folder : folder),
    isFile: found.isFile(),
  };
}

/** The entries of a folder of a source, sorted; hidden ones are left out. */
export async function listFolder(folder: string): Promise<{ files: string[]; folders: string[] }> {
  const entries = { files: [] as string[], folders: [] as string[] };
  for (const name of (await readdir(folder)).sort()) {
    if (name.startsWith('.')) continue;
    // A link that leads nowhere is told of when its file is needed.
    const found = await stat(join(folder, name)).catch(() => null);
    if (found?.isDirectory()) entries.folders.push(name);
    else entries.files.push(name);
  }
  return entries;
}

/** @throws StudioError pack-invalid for a file that is missing, no plain file, or linked from outside of what was given */
export async function sourceFile(source: Source, path: string): Promise<SourceFile> {
  const name = basename(path);
  const realPath = await realpath(path).catch(() => null);
  if (realPath === null) throw unusable(source.name, `lacks the file ${relative(source.path, path) || name}.`);
  const inner = relative(source.root, realPath);
  const isGiven = source.isFile && path === source.path;
  if (!isGiven && (inner.startsWith('..') || isAbsolute(inner))) {
    throw unusable(
      source.name,
      `has a link that leads out of it: ${relative(source.path, path) || name}. Put the file itself there.`,
    );
  }
  const found = await stat(realPath);
  if (!found.isFile()) throw unusable(source.name, `has ${name}, which is no plain file.`);
  return { name, realPath, bytes: found.size };
}

export async function readSourceText(source: Source, path: string): Promise<string> {
  const file = await sourceFile(source, path);
  if (file.bytes > maxTextBytes) throw unusable(source.name, `has ${file.name} of ${file.bytes} bytes: too large.`);
  return readFile(file.realPath, 'utf8');
}

/** A JSON object of a source. @throws StudioError pack-invalid */
export async function readSourceJson(source: Source, path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readSourceText(source, path);
  try {
    const value = parsePythonJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // The same words help.
  }
  throw unusable(source.name, `has ${relative(source.path, path) || basename(path)}, which is not a JSON object.`);
}

/** What was given cannot be used. `problem` goes on from the name. */
export function unusable(name: string, problem: string, cause?: unknown): StudioError {
  return new StudioError('pack-invalid', `${name} ${problem}`, { cause });
}

/** `…/models--owner--name/snapshots/<revision>/…`: the repository's folder and its name. */
function cacheOf(path: string): { folder: string; name: string } | null {
  const match = /^(.*[\\/]models--([^\\/]+?)--([^\\/]+))[\\/]snapshots[\\/]/.exec(`${path}/`);
  return match ? { folder: match[1] ?? '', name: `${match[2]}/${match[3]}` } : null;
}

function nameOf(path: string, isFile: boolean): string {
  return isFile ? basename(path, extname(path)) : basename(path);
}
