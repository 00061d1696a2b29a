import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Runtime } from '../../electron/runtime/runtime.ts';
import { type Check, passes, worst } from './check.ts';
import { exists } from './model-folder.ts';
import { checkPipeline } from './pipeline-case.ts';
import { checkPreprocessing } from './preprocessing-case.ts';
import { readJson } from './read-json.ts';
import { checkSchedulers } from './schedulers-case.ts';
import { checkTokenizer } from './tokenizer-case.ts';
import { checkVae } from './vae-case.ts';
import { checkInterpolation } from './vfi-case.ts';

/** What the command prints of one variant. */
export interface Result {
  readonly case: string;
  readonly variant: string;
  readonly folder: string;
  /** Of the check that comes nearest to its tolerance, or is furthest beyond it. */
  readonly maxAbsError: number | null;
  readonly tolerance: number | null;
  readonly pass: boolean;
  readonly checks: Readonly<Record<string, Check>>;
  readonly error?: string;
}

/** Checks that belong together, by the name of the variant; or what kept them from being made. */
export type VariantChecks = AsyncIterable<readonly [variant: string, checks: Readonly<Record<string, Check>> | Error]>;

/** Kinds of case that are no run of a pipeline, by the name in their case.json. */
const kinds: Readonly<Record<string, (folder: string, content: unknown, runtime: Runtime) => VariantChecks>> = {
  vae: checkVae,
  schedulers: checkSchedulers,
  'clip-tokenizer': checkTokenizer,
  'ip-image-preproc': checkPreprocessing,
  vfi: checkInterpolation,
};

/** Every folder at any depth that holds a case.json, sorted. */
export async function findCases(folder: string): Promise<string[]> {
  const found: string[] = [];
  if (await exists(join(folder, 'case.json'))) found.push(folder);
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) found.push(...(await findCases(join(folder, entry.name))));
  }
  return found;
}

/**
 * Runs one case folder: one result a variant. Nothing is thrown: whatever goes wrong is a failing result.
 * @param least every tolerance is at least this share of the scale, for devices whose arithmetic differs
 */
export async function* runCase(folder: string, runtime: Runtime, least = 0): AsyncGenerator<Result> {
  const name = { case: dirname(folder).split('/').at(-1) ?? '', variant: folder.split('/').at(-1) ?? '', folder };
  try {
    const content = (await readJson(join(folder, 'case.json'))) as Readonly<Record<string, unknown>>;
    if (typeof content.case === 'string') name.case = content.case;
    if (typeof content.pipeline === 'string') {
      if (typeof content.variant === 'string') name.variant = content.variant;
      yield resultOf(name, await checkPipeline(folder, content, runtime), least);
      return;
    }
    const kind = kinds[name.case];
    if (!kind) throw new Error(`There is no check for cases of the kind ${JSON.stringify(name.case)}.`);
    for await (const [variant, checks] of kind(folder, content, runtime)) {
      if (checks instanceof Error) yield failure({ ...name, variant }, checks);
      else yield resultOf({ ...name, variant }, checks, least);
    }
  } catch (error) {
    yield failure(name, error instanceof Error ? error : new Error(String(error)));
  }
}

type Name = Pick<Result, 'case' | 'variant' | 'folder'>;

function failure(name: Name, { message }: Error): Result {
  return { ...name, maxAbsError: null, tolerance: null, pass: false, checks: {}, error: message };
}

function resultOf(name: Name, strict: Readonly<Record<string, Check>>, least: number): Result {
  const entries = Object.entries(strict).map(([key, { error, tolerance, scale = 1 }]) => [
    key,
    // What must be exact stays so: ids and masks are no arithmetic.
    { error, tolerance: tolerance === 0 ? 0 : Math.max(tolerance, least * scale) },
  ]);
  const checks = Object.fromEntries(entries) as Record<string, Check>;
  const { error: maxAbsError, tolerance } = worst(checks);
  const pass = entries.length > 0 && Object.values(checks).every(passes);
  return { ...name, maxAbsError: Number.isFinite(maxAbsError) ? maxAbsError : null, tolerance, pass, checks };
}
