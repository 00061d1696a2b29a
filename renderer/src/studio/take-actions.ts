import type { Take } from '../../../electron/contract/domain.ts';
import { call } from '../api/client.ts';
import { notify, notifyError } from '../components/notices.ts';
import { t } from '../i18n/i18n.ts';

/** What is said of a take, and whether it is there at all. The takes themselves come anew by events. */
export const takeActions = {
  star(take: Take): void {
    call('takes.update', { takeId: take.id, starred: !take.starred }).catch(notifyError);
  },
  note(take: Take, note: string): void {
    call('takes.update', { takeId: take.id, note }).catch(notifyError);
  },
  remove(take: Take): void {
    call('takes.delete', { takeId: take.id }).then(
      () =>
        notify(t('Take deleted.'), {
          undo: () => void call('takes.restore', { takeId: take.id }).catch(notifyError),
        }),
      notifyError,
    );
  },
} as const;
