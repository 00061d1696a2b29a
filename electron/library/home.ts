import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StudioError } from '../contract/errors.ts';
import { claimFile } from './claim.ts';
import { newId } from './ids.ts';

/** Where everything lies inside a home folder. Absolute paths. */
export interface HomePaths {
  readonly root: string;
  readonly database: string;
  readonly backups: string;
  readonly assets: string;
  /** JSON beside the assets, enough to rebuild the library. */
  readonly takeSidecars: string;
  readonly projectSidecars: string;
  readonly packs: string;
  readonly temporary: string;
}

export function homePaths(home: string): HomePaths {
  const root = resolve(home);
  const assets = join(root, 'assets');
  return {
    root,
    database: join(root, 'library.db'),
    backups: join(root, 'backups'),
    assets,
    takeSidecars: join(assets, 'takes'),
    projectSidecars: join(assets, 'projects'),
    packs: join(root, 'packs'),
    temporary: join(root, 'tmp'),
  };
}

/** Makes the folders and proves that they can be written. @throws StudioError home-not-writable, disk-full */
export function prepareHome(paths: HomePaths): void {
  try {
    for (const folder of [paths.backups, paths.takeSidecars, paths.projectSidecars, paths.packs, paths.temporary]) {
      makeFolder(folder);
    }
    for (const folder of [paths.root, paths.assets, paths.temporary]) {
      const probe = join(folder, `.write-test-${newId()}`);
      writeFileSync(probe, 'written');
      rmSync(probe);
    }
  } catch (error) {
    throw homeError(error, paths.root);
  }
}

/** One folder after the other: `recursive` never returns where the parent is there but takes no folders, as /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** A full disk in the studio's words; anything else as `StudioError.from` has it. */
export function diskError(error: unknown): StudioError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (error instanceof StudioError || (code !== 'ENOSPC' && code !== 'EDQUOT')) return StudioError.from(error);
  return new StudioError('disk-full', 'The disk is full. Free some space and try again; finished work is kept.', {
    cause: error,
  });
}

/** Failures of the file system inside a home in the studio's words. */
export function homeError(error: unknown, root: string): StudioError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT'].includes(String(code))) {
    return new StudioError(
      'home-not-writable',
      `The home folder ${root} cannot be written (${String(code)}). Change its rights, or choose another with --home.`,
      { cause: error },
    );
  }
  return diskError(error);
}

/** Claims the home for this process; returns the release. @throws StudioError home-in-use */
export function claimHome(paths: HomePaths): () => void {
  let release: (() => void) | null;
  try {
    release = claimFile(join(paths.root, 'studio.lock'));
  } catch (error) {
    throw homeError(error, paths.root);
  }
  if (release) return release;
  throw new StudioError(
    'home-in-use',
    `Another Stillmotion has the home folder ${paths.root} open. Close it, or choose another with --home.`,
  );
}
