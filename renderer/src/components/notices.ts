import { create } from 'zustand';
import { StudioError } from '../../../electron/contract/errors.ts';
import { t } from '../i18n/i18n.ts';
import { errorWords } from './error-words.ts';
import { remedyAction, remedyLabel } from './remedies.ts';

/** A short message at the foot of the window, with at most one thing to do about it. */
export interface Notice {
  readonly id: number;
  readonly message: string;
  readonly tone: 'plain' | 'error';
  readonly action?: { readonly label: string; readonly run: () => void };
}

interface NoticesState {
  readonly notices: readonly Notice[];
}

let lastId = 0;

export const useNotices = create<NoticesState>()(() => ({ notices: [] }));

/** Shows a message; `undo` puts an Undo button beside it, `action` another one. The newest replaces the one before. */
export function notify(
  message: string,
  options: { undo?: () => void; action?: Notice['action']; tone?: Notice['tone'] } = {},
): void {
  const action = options.undo ? { label: t('Undo'), run: options.undo } : options.action;
  show({
    message,
    tone: options.tone ?? 'plain',
    ...(action ? { action } : {}),
  });
}

function show(notice: Omit<Notice, 'id'>): void {
  lastId += 1;
  useNotices.setState({ notices: [{ ...notice, id: lastId }] });
}

/** Shows what went wrong in the studio's own words, with the next step as a button where there is one. */
export function notifyError(thrown: unknown): void {
  notifyFailure(thrown);
}

/** As `notifyError`, where trying again may help. */
export function notifyFailure(thrown: unknown, retry?: () => void): void {
  const error = StudioError.from(thrown);
  if (error.code === 'cancelled') {
    notify(error.message);
    return;
  }
  const remedy = errorWords(error.code).remedies.find((candidate) => remedyAction(candidate, { retry }) !== undefined);
  const run = remedy && remedyAction(remedy, { retry });
  show({
    message: error.message,
    tone: 'error',
    ...(remedy && run ? { action: { label: remedyLabel(remedy), run } } : {}),
  });
}

export function dismissNotice(id: number): void {
  useNotices.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
}
