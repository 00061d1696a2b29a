import { readPack } from '../read-pack.ts';
import { setVerified } from '../verified.ts';
import { choose } from './choose.ts';
import { draftPack } from './draft.ts';
import { checkFit } from './fit.ts';
import { licenceOf } from './licences.ts';
import { takeStock } from './stock.ts';
import { type WriteOptions, writeDraft } from './write-draft.ts';

export interface ImportOptions extends Omit<WriteOptions, 'check'> {
  /** Folders and files as published: a diffusers pipeline, a motion adapter, a ControlNet, an IP-Adapter, LoRAs, a single file. */
  readonly sources: readonly string[];
  /** What the pack is called; else after the model it is built on. */
  readonly name?: string | undefined;
  /** Strength of the LoRAs; 1 when absent. */
  readonly loraScale?: number | undefined;
  /** Names of the networks the studio can build. */
  readonly architectureNames: readonly string[];
}

export interface ImportedPack {
  readonly id: string;
  readonly folder: string;
  readonly stages: readonly string[];
  readonly sizeBytes: number;
  readonly licence: string;
  /** Role and where its network came from. */
  readonly components: Readonly<Record<string, string>>;
  /** What was left out. */
  readonly notes: readonly string[];
}

/**
 * Makes a pack of published model files, and installs it. Nothing is converted; nothing that could run code is read; the originals
 * stay as they are.
 * @throws StudioError not-found, invalid-input, pack-invalid, conflict, disk-full, cancelled, home-not-writable
 */
export async function importPack(options: ImportOptions): Promise<ImportedPack> {
  const stock = await takeStock(options.sources);
  const chosen = choose(stock);
  await checkFit(chosen.networks);
  const licences = await Promise.all(
    stock.sources.map(async (source) => ({ source, licence: await licenceOf(source) })),
  );
  const draft = await draftPack(stock, chosen, licences, options);
  const folder = await writeDraft(draft, {
    ...options,
    check: (made) => readPack(made, options.architectureNames),
  });
  const pack = await readPack(folder, options.architectureNames);
  // Every byte was hashed on its way.
  await setVerified(options.packs, pack.fingerprint, true);
  return {
    id: pack.manifest.id,
    folder,
    stages: pack.manifest.stages,
    sizeBytes: pack.sizeBytes,
    licence: pack.manifest.licence.name,
    components: Object.fromEntries([...chosen.networks].map(([role, { where }]) => [role, where])),
    notes: stock.notes,
  };
}
