import { create } from 'zustand';
import type { Project } from '../../../electron/contract/domain.ts';
import { StudioError } from '../../../electron/contract/errors.ts';
import { t } from '../i18n/i18n.ts';
import { call } from './client.ts';
import { type SavedFile, saveFile } from './save-file.ts';
import { sendFile } from './start-project.ts';

/** A file on its way out of the studio or into it. */
export interface Transfer {
  readonly id: string;
  /** "Exporting “Windmill”". */
  readonly label: string;
  /** 0..1; null until the first report. */
  readonly fraction: number | null;
  readonly startedAt: number;
  /** Where the studio's own part of the work begins, 0..1: what comes before is the file's way there. */
  readonly studioFrom: number;
  readonly cancel: () => void;
}

export const useTransfers = create<{ readonly transfers: readonly Transfer[] }>()(() => ({ transfers: [] }));

const newTransferId = (): string => crypto.randomUUID().replaceAll('-', '');

/** Notes how far the studio is with its part (0..1) of a transfer; one that has ended is left alone. */
export function reportStudioPart(id: string, part: number): void {
  change(id, ({ studioFrom }) => studioFrom + part * (1 - studioFrom));
}

function change(id: string, fractionOf: (transfer: Transfer) => number): void {
  useTransfers.setState(({ transfers }) => ({
    transfers: transfers.map((one) => (one.id === id ? { ...one, fraction: fractionOf(one) } : one)),
  }));
}

/** Shows work as a transfer while it runs. */
export async function asTransfer<T>(
  label: string,
  work: (transfer: { id: string; signal: AbortSignal; report: (fraction: number) => void }) => Promise<T>,
  studioFrom = 0,
): Promise<T> {
  const id = newTransferId();
  const abort = new AbortController();
  const cancel = (): void => {
    abort.abort();
    void call('transfers.cancel', { transferId: id }).catch(() => undefined); // it may not have got that far
  };
  const transfer = { id, label, fraction: null, startedAt: Date.now(), studioFrom, cancel };
  useTransfers.setState(({ transfers }) => ({ transfers: [...transfers, transfer] }));
  try {
    return await work({ id, signal: abort.signal, report: (fraction) => change(id, () => fraction) });
  } finally {
    useTransfers.setState(({ transfers }) => ({ transfers: transfers.filter((other) => other.id !== id) }));
  }
}

/** Writes a project as one file and hands it to the person; null when they chose no place for it. @throws StudioError */
export async function exportProject(project: Project): Promise<SavedFile | null> {
  const file = await asTransfer(t('Exporting “{{name}}”', { name: shorten(project.name) }), ({ id }) =>
    call('projects.export', { projectId: project.id, transferId: id }),
  );
  return saveFile(file);
}

/** Takes a project file in. The first half of its progress is its way to the studio, the second its taking apart. */
export function importProject(file: File): Promise<{ project: Project; missingPacks: string[] }> {
  const studioFrom = 0.5;
  return asTransfer(
    t('Importing “{{name}}”', { name: shorten(file.name) }),
    async ({ id, signal, report }) => {
      const { uploadId } = await sendFile(file, file.name, { signal, onProgress: (sent) => report(sent * studioFrom) });
      if (signal.aborted) throw new StudioError('cancelled', t('Stopped. Nothing was kept of it.'));
      return call('projects.import', { uploadId, transferId: id });
    },
    studioFrom,
  );
}

export const shorten = (name: string): string => ([...name].length > 40 ? `${[...name].slice(0, 40).join('')}…` : name);
