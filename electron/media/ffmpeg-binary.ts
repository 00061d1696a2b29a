import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { StudioError } from '../contract/errors.ts';

const run = promisify(execFile);
const executable = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';

export interface Ffmpeg {
  readonly path: string;
  /** As ffmpeg says it, e.g. "7.0.2". */
  readonly version: string;
}

/**
 * Where ffmpeg may be, best first: the setting or FFMPEG_PATH, the one that ships with the app, the system's.
 * A path that a person set stands alone: when it is wrong, that is said rather than passed over.
 */
export function ffmpegCandidates(environment: NodeJS.ProcessEnv): readonly string[] {
  const chosen = environment.FFMPEG_PATH;
  if (chosen) return [chosen];
  const system = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...bundled(), ...system.map((folder) => join(folder, executable))];
}

function bundled(): string[] {
  try {
    const entry = createRequire(import.meta.url).resolve(`@ffmpeg-binary/${process.platform}-${process.arch}`);
    return [join(entry, '..', executable)];
  } catch {
    return []; // no build of this platform is installed: the system's is next
  }
}

/** What `ffmpeg -version` prints → the version; null when it is not ffmpeg. */
export function parseVersion(output: string): string | null {
  return /^ffmpeg version (\S+)/.exec(output)?.[1] ?? null;
}

let found: Promise<Ffmpeg> | undefined;

/** The ffmpeg of this process, looked for once. @throws StudioError `ffmpeg-missing` */
export function findFfmpeg(): Promise<Ffmpeg> {
  found ??= locate(process.env);
  return found;
}

/** @throws StudioError `ffmpeg-missing` naming what was tried */
export async function locate(environment: NodeJS.ProcessEnv): Promise<Ffmpeg> {
  for (const path of ffmpegCandidates(environment).filter(isExecutable)) {
    try {
      const { stdout } = await run(path, ['-hide_banner', '-version'], { timeout: 20_000 });
      const version = parseVersion(stdout);
      if (version !== null) return { path, version };
    } catch {
      // not a working ffmpeg: the next candidate is tried, and the error below names them all
    }
  }
  const chosen = environment.FFMPEG_PATH;
  throw new StudioError(
    'ffmpeg-missing',
    chosen
      ? `${chosen} is not a working ffmpeg. Choose another in Settings, or unset FFMPEG_PATH.`
      : 'ffmpeg was not found. Install it (for example “apt install ffmpeg” or “brew install ffmpeg”), or choose its path in Settings.',
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
