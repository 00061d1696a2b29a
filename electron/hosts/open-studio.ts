import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DeviceChoice } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import type { ImportedPack, ImportOptions } from '../packs/import/import-pack.ts';
import type { Installs, InstallsOptions } from '../packs/install/installs.ts';
import type { Studio } from '../studio/types.ts';
import { currentLayout } from './layout.ts';

/** --home, else STILLMOTION_HOME, else ~/.stillmotion. */
function homeFolder(option: string | undefined, environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(option ?? (environment.STILLMOTION_HOME || join(homedir(), '.stillmotion')));
}

export interface OpenOptions {
  readonly home?: string | undefined;
  readonly device?: DeviceChoice | undefined;
  /** Where published models are asked for instead of the Hugging Face Hub. */
  readonly mirror?: string | undefined;
}

/** Opens the studio with the packs, engine and ffmpeg of this installation. */
export async function openStudio(options: OpenOptions): Promise<Studio> {
  const layout = currentLayout();
  if (layout.ffmpeg !== null && existsSync(layout.ffmpeg)) process.env.FFMPEG_PATH ??= layout.ffmpeg;
  // Loaded late: --help and a mistyped flag need neither the database nor its native code.
  const { createStudio } = await import('../studio/index.ts');
  return createStudio({
    home: homeFolder(options.home),
    builtInPacks: layout.packs,
    engineCommand: layout.engine,
    ...modelsUrl(options.mirror),
    ...(options.device === undefined ? {} : { device: options.device }),
  });
}

/**
 * Makes a pack of published files in the home folder. The library is not touched, so that it works while a window has the home open;
 * the window finds the pack when it next lists them.
 * @throws StudioError see importPack
 */
export async function importIntoHome(
  home: string | undefined,
  options: Omit<ImportOptions, 'packs' | 'architectureNames'>,
): Promise<ImportedPack> {
  const [{ importPack }, { architectureNames }] = await Promise.all([
    import('../packs/import/import-pack.ts'),
    import('../../native-models/architectures/registry.ts'),
  ]);
  return importPack({ ...options, packs: join(homeFolder(home), 'packs'), architectureNames });
}

/**
 * The installs of the home folder, without the rest of the studio, so that a model can be installed while a window has the home open.
 * @throws StudioError invalid-input for an address of a mirror that is none
 */
export async function installsOfHome(
  { home, mirror }: Pick<OpenOptions, 'home' | 'mirror'>,
  onChange: InstallsOptions['onChange'],
): Promise<Installs> {
  const [{ createInstalls }, { hubAt }, { claimFile }, { architectureNames }] = await Promise.all([
    import('../packs/install/installs.ts'),
    import('../packs/install/hub.ts'),
    import('../library/claim.ts'),
    import('../../native-models/architectures/registry.ts'),
  ]);
  return createInstalls({
    packs: join(homeFolder(home), 'packs'),
    hub: hubAt(modelsUrl(mirror).modelsUrl),
    architectureNames: async () => architectureNames,
    claim: claimFile,
    onChange,
  });
}

/** --mirror, else STILLMOTION_MODELS_URL, else the studio's own choice. */
function modelsUrl(option: string | undefined): { readonly modelsUrl?: string } {
  const address = option ?? process.env.STILLMOTION_MODELS_URL;
  return address ? { modelsUrl: address } : {};
}

/**
 * Opens the studio for a command that keeps nothing in the library. While a window or server has the home folder open,
 * such a command works in a folder of its own instead of failing.
 */
export async function openForFiles(options: OpenOptions): Promise<Studio> {
  try {
    return await openStudio(options);
  } catch (error) {
    if (options.home !== undefined || !(error instanceof StudioError) || error.code !== 'home-in-use') throw error;
  }
  const home = await mkdtemp(join(tmpdir(), 'stillmotion-'));
  const studio = await openStudio({ ...options, home });
  return {
    ...studio,
    // Getters do not survive a spread.
    get lastEventId() {
      return studio.lastEventId;
    },
    get busy() {
      return studio.busy;
    },
    get exporting() {
      return studio.exporting;
    },
    async close() {
      await studio.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
