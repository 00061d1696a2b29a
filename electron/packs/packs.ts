import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PackSummary } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import type { StageId } from '../contract/geometry.ts';
import type { ImportPlan } from '../contract/models.ts';
import {
  type ImportedPack,
  type ImportOptions,
  type ImportRequest,
  importPack,
  planImport,
} from './import/import-pack.ts';
import { forStage, rolesOf } from './manifest.ts';
import { findCorruption, type Pack, readPack, type VerifyPorts } from './read-pack.ts';
import { isVerified, setVerified } from './verified.ts';

export interface PacksOptions {
  /** Folder of the packs that ship with the studio; null for none. */
  readonly builtIn: string | null;
  /** Folder of the packs a person installed. */
  readonly installed: string;
  /** Names of the networks the studio can build; asked for once, when first needed. */
  readonly architectureNames: () => Promise<readonly string[]>;
}

/** The installed packs: the only door of this folder. Nothing found on disk makes it throw; what is wrong is listed. */
export interface Packs {
  list(): Promise<PackSummary[]>;
  /** Compares every byte with the checksums. @throws StudioError pack-missing, cancelled */
  verify(packId: string, ports?: VerifyPorts): Promise<PackSummary>;
  /** Removes an installed pack and its files for good. What a link leads to stays. @throws StudioError pack-missing, conflict */
  remove(packId: string): Promise<void>;
  /** What an import of published files would make. @throws StudioError see planImport */
  planImport(request: ImportRequest): Promise<ImportPlan>;
  /** @throws StudioError see importPack */
  import(request: ImportRequest, ports: Pick<ImportOptions, 'signal' | 'onProgress'>): Promise<ImportedPack>;
  /**
   * The pack for a stage, ready to be used: the one asked for, or the first that can do it (installed ones before the
   * starter packs, so that a person's own model becomes the default; those made for inpainting last).
   * @throws StudioError pack-missing, pack-invalid
   */
  forStage(stage: StageId, packId?: string): Promise<Pack>;
}

interface Entry {
  readonly id: string;
  readonly folder: string;
  readonly builtIn: boolean;
  readonly pack: Pack | null;
  readonly problem: string | null;
}

/** Packs up to this size are compared with their checksums before they are first used. */
const verifyBeforeUseBytes = 64 * 1024 * 1024;

export function createPacks(options: PacksOptions): Packs {
  /** Result of comparing checksums, by fingerprint: null is good, else what is wrong. */
  const verified = new Map<string, Promise<string | null>>();
  let names: Promise<readonly string[]> | undefined;

  const check = (pack: Pack): Promise<string | null> => {
    const known = verified.get(pack.fingerprint);
    if (known) return known;
    const result = findCorruption(pack).catch((error: unknown) => StudioError.from(error).message);
    verified.set(pack.fingerprint, result);
    return result;
  };

  const scan = async (): Promise<Entry[]> => {
    names ??= options.architectureNames();
    const architectureNames = await names;
    const folders = [
      ...(await packFolders(options.installed)).map((folder) => ({ folder, builtIn: false })),
      ...(await packFolders(options.builtIn)).map((folder) => ({ folder, builtIn: true })),
    ];
    const entries = await Promise.all(
      folders.map(async ({ folder, builtIn }): Promise<Entry> => {
        const name = folder.split(/[\\/]/).at(-1) ?? folder;
        try {
          const pack = await readPack(folder, architectureNames);
          return { id: pack.manifest.id, folder, builtIn, pack, problem: null };
        } catch (error) {
          return { id: name, folder, builtIn, pack: null, problem: StudioError.from(error).message };
        }
      }),
    );
    return withoutTwins(entries.sort((a, b) => Number(isForHoles(a)) - Number(isForHoles(b))));
  };

  /** @throws StudioError pack-missing */
  const find = async (packId: string): Promise<Entry> => {
    const entry = (await scan()).find((one) => one.id === packId);
    if (!entry) throw missing(packId);
    return entry;
  };

  const summarise = async (entry: Entry, full: boolean): Promise<PackSummary> => {
    const { pack } = entry;
    if (!pack) return damaged(entry, entry.problem ?? 'It cannot be read.');
    const worthIt = full || pack.sizeBytes <= verifyBeforeUseBytes || verified.has(pack.fingerprint);
    const corrupt = worthIt ? await check(pack) : null;
    const isKnown = worthIt || (await isVerified(options.installed, pack.fingerprint));
    const { manifest } = pack;
    return {
      id: entry.id,
      name: manifest.name,
      version: manifest.version,
      summary: manifest.summary,
      licence: manifest.licence,
      source: manifest.source,
      stages: manifest.stages,
      method: manifest.method,
      components: rolesOf(manifest),
      sizeBytes: pack.sizeBytes,
      health: corrupt !== null ? 'damaged' : isKnown ? 'ok' : 'unverified',
      problem: corrupt,
      builtIn: entry.builtIn,
    };
  };

  return {
    async list() {
      const entries = await scan();
      return Promise.all(entries.map((entry) => summarise(entry, false)));
    },
    async verify(packId, ports) {
      const entry = await find(packId);
      if (entry.pack) {
        const { fingerprint } = entry.pack;
        verified.delete(fingerprint);
        // A person may stop this one: only what it found in the end is remembered.
        const corrupt = await findCorruption(entry.pack, ports);
        verified.set(fingerprint, Promise.resolve(corrupt));
      }
      const summary = await summarise(entry, true);
      if (entry.pack) await setVerified(options.installed, entry.pack.fingerprint, summary.health === 'ok');
      return summary;
    },
    async remove(packId) {
      const entry = await find(packId);
      if (entry.builtIn) {
        throw new StudioError('conflict', 'This model ships with the studio and takes no room of its own: it stays.');
      }
      // Out of sight in one step; then its files, however long that takes.
      const hidden = join(options.installed, `.removed-${process.pid}-${basename(entry.folder)}`);
      try {
        await rename(entry.folder, hidden);
        await rm(hidden, { recursive: true, force: true });
      } catch (cause) {
        throw new StudioError(
          'conflict',
          `The files of ${entry.id} could not be removed: another program has them open, or they may not be written. Close it and try again.`,
          { cause },
        );
      }
    },
    planImport: (request) => planImport(request, { packs: options.installed }),
    import: async (request, ports) =>
      importPack({
        ...request,
        ...ports,
        packs: options.installed,
        architectureNames: await options.architectureNames(),
      }),
    async forStage(stage, packId) {
      if (packId !== undefined) return usable(await find(packId), stage);
      const entries = await scan();
      const able = entries.filter((entry) => entry.pack?.manifest.stages.includes(stage));
      let firstProblem: unknown;
      for (const entry of able) {
        try {
          return await usable(entry, stage);
        } catch (error) {
          firstProblem ??= error;
        }
      }
      if (firstProblem) throw firstProblem;
      const broken = entries.filter((entry) => entry.problem !== null).map((entry) => entry.problem);
      throw new StudioError(
        'pack-missing',
        `No installed pack can do the stage ${stage}. Install one under Models.${broken.length > 0 ? ` ${broken.join(' ')}` : ''}`,
        { details: { stage } },
      );
    },
  };

  async function usable(entry: Entry, stage: StageId): Promise<Pack> {
    const { pack } = entry;
    if (!pack) throw new StudioError('pack-invalid', entry.problem ?? `The pack ${entry.id} cannot be read.`);
    if (!pack.manifest.stages.includes(stage)) {
      throw new StudioError(
        'invalid-input',
        `The pack ${entry.id} does ${pack.manifest.stages.join(', ')}, not ${stage}. Choose another pack for this stage.`,
      );
    }
    const corrupt = pack.sizeBytes <= verifyBeforeUseBytes ? await check(pack) : null;
    if (corrupt !== null) {
      throw new StudioError('pack-invalid', `The pack ${entry.id} cannot be used: ${corrupt}`);
    }
    return { ...pack, manifest: forStage(pack.manifest, stage) };
  }
}

function isForHoles({ pack }: Entry): boolean {
  return pack?.manifest.inpainting ?? false;
}

function missing(packId: string): StudioError {
  return new StudioError('pack-missing', `There is no pack called ${packId}. See Models for what is installed.`, {
    details: { packId },
  });
}

async function packFolders(parent: string | null): Promise<string[]> {
  if (parent === null) return [];
  const names = await readdir(parent).catch(() => []);
  const folders: string[] = [];
  for (const name of names.sort()) {
    if (name.startsWith('.')) continue;
    const found = await stat(join(parent, name)).catch(() => null);
    if (found?.isDirectory()) folders.push(join(parent, name));
  }
  return folders;
}

/** Two packs of one id: the first usable one keeps it, the other is listed as a problem under its folder's name. */
function withoutTwins(entries: readonly Entry[]): Entry[] {
  const owners = new Map<string, Entry>();
  for (const entry of [...entries.filter((one) => one.pack), ...entries]) {
    if (!owners.has(entry.id)) owners.set(entry.id, entry);
  }
  const taken = new Set(owners.keys());
  return entries.map((entry) => {
    if (owners.get(entry.id) === entry) return entry;
    const id = freeId(entry.folder.split(/[\\/]/).at(-1) ?? entry.id, taken);
    const problem = entry.problem ?? `Another pack is called ${entry.id} too. Remove one of them.`;
    return { ...entry, id, pack: null, problem };
  });
}

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number++) id = `${wanted} (${number})`;
  taken.add(id);
  return id;
}

function damaged(entry: Entry, problem: string): PackSummary {
  return {
    id: entry.id,
    name: entry.id,
    version: '',
    summary: '',
    licence: { name: 'unknown', text: '' },
    source: '',
    stages: [],
    method: 'latent-diffusion',
    components: [],
    sizeBytes: 0,
    health: 'damaged',
    problem,
    builtIn: entry.builtIn,
  };
}
