import { navigate } from 'wouter/use-browser-location';
import type { Project } from '../../../electron/contract/domain.ts';
import { StudioError } from '../../../electron/contract/errors.ts';
import { call } from '../api/client.ts';
import { activeJobs } from '../api/queries.ts';
import { exportProject, shorten } from '../api/transfers.ts';
import { notify, notifyError, notifyFailure } from '../components/notices.ts';
import { t } from '../i18n/i18n.ts';
import { useGalleryView } from './use-gallery-view.ts';

/** What can be done with a project from the gallery; each failure is shown, each deletion can be undone. */
export const projectActions = {
  open: (project: Project): void => navigate(`/studio/${project.id}`),

  rename: (project: Project, name: string): void => {
    call('projects.update', { projectId: project.id, name }).catch(notifyError);
  },

  toggleFavourite: (project: Project): void => {
    call('projects.update', { projectId: project.id, favourite: !project.favourite }).catch(notifyError);
  },

  duplicate: (project: Project): void => {
    call('projects.duplicate', { projectId: project.id }).then(
      (copy) =>
        notify(
          t('“{{copy}}” is a copy of “{{original}}”', { copy: shorten(copy.name), original: shorten(project.name) }),
        ),
      notifyError,
    );
  },

  exportFile: (project: Project): void => {
    exportProject(project).then(
      (file) =>
        file &&
        notify(
          t('“{{name}}” is in {{fileName}}', { name: shorten(project.name), fileName: file.path ?? file.fileName }),
        ),
      (error: unknown) => notifyFailure(error, () => projectActions.exportFile(project)),
    );
  },

  moveToBin: (project: Project): void => {
    const projectId = project.id;
    call('projects.delete', { projectId }).then(
      () =>
        notify(t('“{{name}}” is in the bin', { name: shorten(project.name) }), {
          undo: () => void call('projects.restore', { projectId }).catch(notifyError),
        }),
      (error: unknown) => {
        // Something of it is being made: asked about, rather than refused.
        if (error instanceof StudioError && error.code === 'conflict') useGalleryView.setState({ inUse: project });
        else notifyError(error);
      },
    );
  },

  /** Gives up what is being made of a project, then moves it to the bin. */
  cancelAndBin: async (project: Project): Promise<void> => {
    try {
      const { jobs } = await call('projects.get', { projectId: project.id });
      for (const job of activeJobs(jobs)) await call('jobs.cancel', { jobId: job.id });
      projectActions.moveToBin(project);
    } catch (error) {
      notifyError(error);
    }
  },

  restore: (project: Project): void => {
    call('projects.restore', { projectId: project.id }).then(
      () => notify(t('“{{name}}” is back in the gallery', { name: shorten(project.name) })),
      notifyError,
    );
  },
};
