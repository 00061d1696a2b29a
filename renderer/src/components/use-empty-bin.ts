import { useAction } from '../api/queries.ts';
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
          onSuccess: ({ freedBytes }) => notify(`The bin is empty. ${formatBytes(freedBytes)} freed.`),
          onError: notifyError,
        },
      ),
  };
}
