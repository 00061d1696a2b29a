import type { Project } from '../../../electron/contract/domain.ts';
import { shorten } from '../api/transfers.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { t } from '../i18n/i18n.ts';
import { projectActions } from './project-actions.ts';
import { useGalleryView } from './use-gallery-view.ts';

/** Asks what becomes of the work when its project is thrown away. */
export function InUseDialog({ project }: { project: Project | null }) {
  return (
    <ConfirmDialog
      open={project !== null}
      title={t('This project is being worked on')}
      text={t(
        'A clip of “{{name}}” is being made or waits in the queue. It can be cancelled and the project moved to the bin; finished takes go with it and come back with Restore.',
        { name: shorten(project?.name ?? '') },
      )}
      confirmLabel={t('Cancel the clip and move to bin')}
      cancelLabel={t('Keep the project')}
      onClose={() => useGalleryView.setState({ inUse: null })}
      onConfirm={() => {
        if (project) void projectActions.cancelAndBin(project);
      }}
    />
  );
}
