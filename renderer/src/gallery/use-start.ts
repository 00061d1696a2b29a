import { navigate } from 'wouter/use-browser-location';
import { create } from 'zustand';
import type { Project } from '../../../electron/contract/domain.ts';
import { StudioError } from '../../../electron/contract/errors.ts';
import { useGalleryView } from './use-gallery-view.ts';

interface StartState {
  readonly isStarting: boolean;
  readonly problem: { readonly error: StudioError; readonly retry: () => void } | null;
}

/** Outside the panels, because the gallery may swap the welcome for the library while a project is being made. */
export const useStart = create<StartState>()(() => ({ isStarting: false, problem: null }));

/** Makes a project and opens it; a failure is kept for the panel to show, with the same attempt behind its button. */
export async function startProject(make: () => Promise<Project>): Promise<void> {
  if (useStart.getState().isStarting) return;
  useStart.setState({ isStarting: true, problem: null });
  try {
    const project = await make();
    useGalleryView.setState({ prompt: '' });
    navigate(`/studio/${project.id}`);
  } catch (thrown) {
    useStart.setState({ problem: { error: StudioError.from(thrown), retry: () => void startProject(make) } });
  } finally {
    useStart.setState({ isStarting: false });
  }
}
