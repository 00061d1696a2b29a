import { navigate } from 'wouter/use-browser-location';
import { create } from 'zustand';
import { useStudioEvent } from '../api/events.ts';
import { notify } from '../components/notices.ts';
import { t } from '../i18n/i18n.ts';
import { exportName } from './export-status.tsx';

/** The export somebody has before them: its end is seen there and need not be told. */
export const useWatchedExport = create<{ readonly id: string | null }>()(() => ({ id: null }));

/** Tells when an export is ready or failed, wherever the person is by then. */
export function ExportNotices() {
  useStudioEvent('export.changed', ({ export: changed }) => {
    if (!changed || changed.id === useWatchedExport.getState().id || window.location.pathname === '/queue') return;
    const action = { label: t('Open Queue'), run: () => navigate('/queue#exports') };
    if (changed.state === 'done') notify(t('{{what}} is ready.', { what: exportName(changed) }), { action });
    if (changed.state === 'failed' && changed.error) {
      notify(`${t('{{what}} was not exported.', { what: exportName(changed) })} ${changed.error.message}`, {
        tone: 'error',
        action,
      });
    }
  });
  return null;
}
