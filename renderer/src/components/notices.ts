import { create } from 'zustand';
import { StudioError } from '../../../electron/contract/errors.ts';

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

/** Shows a message; an `undo` puts an Undo button beside it. The newest replaces the one before. */
export function notify(message: string, options: { undo?: () => void; tone?: Notice['tone'] } = {}): void {
  lastId += 1;
  const notice: Notice = {
    id: lastId,
    message,
    tone: options.tone ?? 'plain',
    ...(options.undo ? { action: { label: 'Undo', run: options.undo } } : {}),
  };
  useNotices.setState({ notices: [notice] });
}

/** Shows what went wrong, in the studio's own words. */
export function notifyError(error: unknown): void {
  notify(StudioError.from(error).message, { tone: 'error' });
}

export function dismissNotice(id: number): void {
  useNotices.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
}
