import { createStore, type StoreApi } from 'zustand/vanilla';
import { type PresetId, presetIdSchema } from '../../../electron/contract/geometry.ts';
import { type Draft, draftSchema } from './draft.ts';

export type DraftStore = StoreApi<Draft>;

const draftKey = (projectId: string): string => `stillmotion.draft.${projectId}`;
const presetKey = 'stillmotion.preset';

/** The draft this browser keeps for a project; null when there is none, or one that can no longer be read. */
export function storedDraft(projectId: string): Draft | null {
  const text = localStorage.getItem(draftKey(projectId));
  if (text === null) return null;
  try {
    const parsed = draftSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // not JSON: an older version's, or another program's
  }
}

/** The preset chosen last, for projects that have made nothing yet. */
export function lastPreset(): PresetId {
  const parsed = presetIdSchema.safeParse(localStorage.getItem(presetKey));
  return parsed.success ? parsed.data : 'draft';
}

/** A store that writes itself down a moment after every change. `close` writes what is left. */
export function createDraftStore(projectId: string, initial: Draft): { store: DraftStore; close: () => void } {
  const store = createStore<Draft>(() => initial);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = (): void => {
    timer = undefined;
    try {
      localStorage.setItem(draftKey(projectId), JSON.stringify(store.getState()));
      localStorage.setItem(presetKey, store.getState().preset);
    } catch {
      // Storage full or forbidden: the draft then lives as long as the page. Takes are safe in the library.
    }
  };
  const unsubscribe = store.subscribe(() => {
    timer ??= setTimeout(save, 250);
  });
  window.addEventListener('pagehide', save);
  return {
    store,
    close() {
      unsubscribe();
      window.removeEventListener('pagehide', save);
      clearTimeout(timer);
      save();
    },
  };
}
