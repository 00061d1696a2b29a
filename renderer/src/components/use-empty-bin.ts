import { useAction } from '../api/queries.ts';
import { t } from '../i18n/i18n.ts';
import { formatBytes } from './format.ts';
import { notify, notifyError } from './notices.ts';

/** Ends everything in the bin and says how much room that made. */
export function useEmptyBin(): { emptyBin: () => void; isPending: boolean } {
  const action = useAction('projects.emptyBin');
  return {
    isPending: action.isPending,
    emptyBin: () =>
      action.mutate(
        {},
        {
          onSuccess: ({ freedBytes }) =>
            notify(t('The bin is empty. {{freedBytes}} freed.', { freedBytes: formatBytes(freedBytes) })),
          onError: notifyError,
        },
      ),
  };
}
