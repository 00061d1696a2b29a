import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../contract/errors.ts';
import type { StageId } from '../contract/geometry.ts';
import type { PackFiles } from '../pipeline/ports.ts';
import { forStage, type Manifest, manifestSchema } from './manifest.ts';

/** A pack whose manifest, paths and file sizes have been checked. */
export interface Pack {
  readonly manifest: Manifest;
  /** Real path of its folder. */
  readonly folder: string;
  /** SHA-256 over the table of files: changes whenever any of its bytes do. */
  readonly weightsHash: string;
  readonly sizeBytes: number;
  /** Changes when a file on disk is touched; a verification holds as long as this does. */
  readonly fingerprint: string;
  /** What the engine gets to run a stage: absolute paths. */
  filesFor(stage: StageId): PackFiles;
}

/** How reading all of a pack tells how far it is, and is stopped. */
export interface VerifyPorts {
  readonly signal?: AbortSignal;
  readonly onBytes?: (count: number) => void;
}

const maxManifestBytes = 4 * 1024 * 1024;

/**
 * Reads a pack and checks everything that is cheap: manifest, paths (none leaves the folder, through a link or otherwise),
 * presence and size of every file, architectures.
 * @throws StudioError pack-invalid, naming file and key
 */
export async function readPack(folder: string, architectureNames: readonly string[]): Promise<Pack> {
  const manifest = await readManifest(folder);
  const overridden = Object.values(manifest.stageOverrides).flatMap(({ components }) => Object.entries(components));
  for (const [key, component] of [...Object.entries(manifest.components), ...overridden]) {
    if (!architectureNames.includes(component.architecture)) {
      throw invalid(
        manifest.id,
        `components.${key} names the architecture ${JSON.stringify(component.architecture)}, which this studio does not know ` +
          `(known: ${architectureNames.join(', ')}). A later version may.`,
      );
    }
  }
  const root = await realpath(folder);
  const problems: string[] = [];
  const fingerprint = createHash('sha256');
  let sizeBytes = 0;
  for (const [path, expected] of Object.entries(manifest.files).sort()) {
    const found = await inspect(root, path);
    if (typeof found === 'string') problems.push(found);
    else if (found.size !== expected.bytes)
      problems.push(`${path} has ${found.size} bytes instead of ${expected.bytes}`);
    else fingerprint.update(`${path}\n${found.size}\n${found.mtimeMs}\n${expected.sha256}\n`);
    sizeBytes += expected.bytes;
  }
  if (problems.length > 0) throw invalid(manifest.id, `${problems.join('; ')}. Copy the pack again.`);
  return {
    manifest,
    folder: root,
    weightsHash: hashOfTable(manifest),
    sizeBytes,
    fingerprint: fingerprint.digest('hex'),
    filesFor: (stage) => filesOf(forStage(manifest, stage), root, stage),
  };
}

/**
 * Compares every file with its checksum, streaming. Returns what is wrong with the first bad file, or null.
 * @throws StudioError cancelled
 */
export async function findCorruption(pack: Pack, { signal, onBytes }: VerifyPorts = {}): Promise<string | null> {
  for (const [path, expected] of Object.entries(pack.manifest.files)) {
    const hash = createHash('sha256');
    try {
      for await (const chunk of createReadStream(join(pack.folder, path), { highWaterMark: 1 << 20, signal })) {
        hash.update(chunk);
        onBytes?.((chunk as Buffer).length);
      }
    } catch (cause) {
      if (signal?.aborted) throw new StudioError('cancelled', 'Verifying the pack was cancelled.', { cause });
      return `${path} cannot be read. Copy the pack again.`;
    }
    if (hash.digest('hex') !== expected.sha256) return `${path} differs from its checksum. Copy the pack again.`;
  }
  return null;
}

async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, 'pack.json');
  let text: string;
  try {
    const found = await lstat(path);
    if (!found.isFile()) throw invalid(folder, 'pack.json is a link or a folder.');
    if (found.size > maxManifestBytes) throw invalid(folder, `pack.json has ${found.size} bytes.`);
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw cause instanceof StudioError ? cause : invalid(folder, 'pack.json is missing or cannot be read.', cause);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw invalid(folder, 'pack.json is not JSON.', cause);
  }
  const parsed = manifestSchema.safeParse(content);
  if (!parsed.success)
    throw invalid(folder, `pack.json: ${z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' ')}`);
  return parsed.data;
}

async function inspect(root: string, path: string): Promise<{ size: number; mtimeMs: number } | string> {
  try {
    const real = await realpath(join(root, path));
    const inner = relative(root, real);
    if (inner === '' || inner.startsWith('..') || isAbsolute(inner)) return `${path} leads out of the pack's folder`;
    const found = await stat(real);
    return found.isFile() ? found : `${path} is not a file`;
  } catch {
    return `${path} is missing`;
  }
}

/** SHA-256 over the sorted table of files: the identity of everything a pack computes with. */
function hashOfTable(manifest: Manifest): string {
  const hash = createHash('sha256');
  for (const [path, file] of Object.entries(manifest.files).sort()) hash.update(`${path}\n${file.sha256}\n`);
  return hash.digest('hex');
}

function filesOf(manifest: Manifest, root: string, stage: StageId): PackFiles {
  const inside = (path: string | undefined): string | null => (path === undefined ? null : join(root, path));
  const components = Object.entries(manifest.components).map(([role, { architecture, config, weights, scale }]) => [
    role,
    {
      architecture,
      configPath: inside(config),
      weightPaths: weights.map((path) => join(root, path)),
      ...(scale === undefined ? {} : { scale }),
    },
  ]);
  return {
    id: manifest.id,
    components: Object.fromEntries(components),
    tokenizerPath: inside(manifest.tokenizer),
    tokenizer2Path: inside(manifest.tokenizer2),
    schedulerPath: inside(manifest.schedulers?.[stage] ?? manifest.scheduler),
    featureExtractorPath: inside(manifest.featureExtractor),
    defaults: manifest.defaults,
  };
}

function invalid(pack: string, problem: string, cause?: unknown): StudioError {
  const name = pack.split(/[\\/]/).at(-1) ?? pack;
  return new StudioError('pack-invalid', `The pack ${name} cannot be used: ${problem}`, { cause });
}
