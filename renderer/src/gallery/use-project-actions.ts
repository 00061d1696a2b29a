import { useLocation } from 'wouter';
import type { Project } from '../../../electron/contract/domain.ts';
import { useAction } from '../api/queries.ts';
import { notify, notifyError } from '../components/notices.ts';

export interface ProjectActions {
  readonly open: () => void;
  readonly rename: (name: string) => void;
  readonly toggleFavourite: () => void;
  readonly duplicate: () => void;
  readonly moveToBin: () => void;
}

/** What can be done with a project from the gallery; each failure is shown, each deletion can be undone. */
export function useProjectActions(project: Project): ProjectActions {
  const [, navigate] = useLocation();
  const update = useAction('projects.update');
  const duplicate = useAction('projects.duplicate');
  const remove = useAction('projects.delete');
  const restore = useAction('projects.restore');
  const projectId = project.id;
  return {
    open: () => navigate(`/studio/${projectId}`),
    rename: (name) => update.mutate({ projectId, name }, { onError: notifyError }),
    toggleFavourite: () => update.mutate({ projectId, favourite: !project.favourite }, { onError: notifyError }),
    duplicate: () =>
      duplicate.mutate(
        { projectId },
        { onSuccess: (copy) => notify(`“${copy.name}” is a copy of “${project.name}”`), onError: notifyError },
      ),
    moveToBin: () =>
      remove.mutate(
        { projectId },
        {
          onSuccess: () =>
            notify(`“${project.name}” is in the bin`, {
              undo: () => restore.mutate({ projectId }, { onError: notifyError }),
            }),
          onError: notifyError,
        },
      ),
  };
}
