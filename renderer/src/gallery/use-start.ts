import { navigate } from 'wouter/use-browser-location';
import { create } from 'zustand';
import type { Project } from '../../../electron/contract/domain.ts';
import { StudioError } from '../../../electron/contract/errors.ts';
import { openFile } from '../api/open-files.ts';
import { notify } from '../components/notices.ts';
import { t } from '../i18n/i18n.ts';
import { useGalleryView } from './use-gallery-view.ts';

interface StartState {
  readonly isStarting: boolean;
  readonly problem: { readonly error: StudioError; readonly retry: () => void } | null;
}

/** Outside the panels, because the gallery may swap the welcome for the library while a project is being made. */
export const useStart = create<StartState>()(() => ({ isStarting: false, problem: null }));

/** Opens a file that was picked; the words already typed go with a picture. */
export function startWithFile(file: File, prompt: string): Promise<void> {
  return startProject(async () => {
    const opened = await openFile(file, prompt);
    if (opened && 'preset' in opened) {
      notify(t('Preset “{{name}}” added.', { name: opened.preset.name }));
      return null;
    }
    if (opened?.note) notify(opened.note);
    return opened?.project ?? null;
  });
}

/** Makes a project and opens it (null: something else was opened); a failure is kept for the panel to show, with the same attempt behind its button. */
export async function startProject(make: () => Promise<Project | null>): Promise<void> {
  if (useStart.getState().isStarting) return;
  useStart.setState({ isStarting: true, problem: null });
  try {
    const project = await make();
    if (!project) return;
    useGalleryView.setState({ prompt: '' });
    navigate(`/studio/${project.id}`);
  } catch (thrown) {
    const error = StudioError.from(thrown);
    if (error.code === 'cancelled') notify(error.message);
    else useStart.setState({ problem: { error, retry: () => void startProject(make) } });
  } finally {
    useStart.setState({ isStarting: false });
  }
}
