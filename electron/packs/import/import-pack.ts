import type { ImportPlan } from '../../contract/models.ts';
import { readPack } from '../read-pack.ts';
import { setVerified } from '../verified.ts';
import { type Chosen, choose } from './choose.ts';
import { type Draft, draftPack } from './draft.ts';
import { checkFit } from './fit.ts';
import { type Licence, licenceOf } from './licences.ts';
import { type Stock, takeStock } from './stock.ts';
import { bytesOf, type ImportRoom, refuseTaken, roomFor, type WriteOptions, writeDraft } from './write-draft.ts';

/** What a pack is to be made of. */
export interface ImportRequest {
  /** Folders and files as published: a diffusers pipeline, a motion adapter, a ControlNet, an IP-Adapter, LoRAs, a single file. */
  readonly sources: readonly string[];
  /** What the pack is called; else after the model it is built on. */
  readonly name?: string | undefined;
  /** Strength of the LoRAs; 1 when absent. */
  readonly loraScale?: number | undefined;
  /** Licences by source, where they are known from elsewhere: they go before what the folder says. */
  readonly licences?: Readonly<Record<string, Licence>>;
  /** Parameters that its publisher recommends. */
  readonly defaults?: Readonly<Record<string, number>> | undefined;
}

export interface ImportOptions extends ImportRequest, Omit<WriteOptions, 'check'> {
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
  const { draft, stock, chosen } = await draftImport(options);
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
    components: componentsOf(chosen),
    notes: stock.notes,
  };
}

/**
 * What an import would make, and whether there is room for it. Headers and small files are read, nothing is written.
 * @throws StudioError not-found, invalid-input, pack-invalid, conflict
 */
export async function planImport(request: ImportRequest, room: ImportRoom): Promise<ImportPlan> {
  const { draft, stock, chosen } = await draftImport(request);
  await refuseTaken(draft.id, room.packs);
  const { name, licence } = draft.manifest;
  return {
    packId: draft.id,
    name: String(name),
    stages: [...draft.stages],
    components: Object.entries(componentsOf(chosen)).map(([role, from]) => ({ role, from })),
    licence: (licence as Licence).name,
    sizeBytes: draft.files.reduce((sum, file) => sum + bytesOf(file), 0),
    ...(await roomFor(draft, room)),
    notes: [...stock.notes],
  };
}

async function draftImport(request: ImportRequest): Promise<{ draft: Draft; stock: Stock; chosen: Chosen }> {
  const stock = await takeStock(request.sources);
  const chosen = choose(stock);
  await checkFit(chosen.networks);
  const licences = await Promise.all(
    stock.sources.map(async (source) => {
      const found = await licenceOf(source);
      const known = request.licences?.[source.path];
      const licence = known
        ? { name: known.name, text: [known.text, found?.text].filter(Boolean).join('\n\n') }
        : found;
      return { source, licence };
    }),
  );
  return { draft: await draftPack(stock, chosen, licences, request), stock, chosen };
}

/** Role and where its network came from. */
function componentsOf({ networks }: Chosen): Readonly<Record<string, string>> {
  return Object.fromEntries([...networks].map(([role, { where }]) => [role, where]));
}
