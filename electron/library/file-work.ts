import type { WriteHandle } from './handles.ts';
import type { HomePaths } from './home.ts';
import { writeSidecars } from './sidecars.ts';

/** Work on files, kept in order with the rows it belongs to. */
export interface FileWork {
  /** One at a time: a file on its way in must not meet its own removal. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  /** Writes the sidecars of what has changed, soon. */
  followUp(): void;
  /** A change of rows that is followed by its sidecars. */
  changing<A extends unknown[], R>(change: (...args: A) => R): (...args: A) => R;
  /** Resolves when everything that follows a row is on disk. */
  settled(): Promise<void>;
  /** No sidecars from here on: the next start writes what is still on the list. */
  end(): void;
}

export function createFileWork(write: WriteHandle, paths: HomePaths): FileWork {
  let last: Promise<unknown> = Promise.resolve();
  let ended = false;
  let sidecarsDue = false;
  const exclusive = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
  const followUp = (): void => {
    if (sidecarsDue || ended) return;
    sidecarsDue = true;
    // A sidecar that cannot be written stays on the list and is tried again after the next change.
    void exclusive(() => {
      sidecarsDue = false;
      return writeSidecars(write, paths);
    }).catch(() => undefined);
  };
  return {
    exclusive,
    followUp,
    changing:
      (change) =>
      (...args) => {
        const result = change(...args);
        followUp();
        return result;
      },
    async settled() {
      followUp();
      for (let seen: unknown; seen !== last; ) {
        seen = last;
        await last;
      }
    },
    end() {
      ended = true;
    },
  };
}
