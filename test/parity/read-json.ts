import { readFile } from 'node:fs/promises';
import { parsePythonJson } from '../../electron/pipeline/python-json.ts';

/** A JSON file as Python writes it. */
export async function readJson(path: string): Promise<unknown> {
  return parsePythonJson(await readFile(path, 'utf8'));
}
