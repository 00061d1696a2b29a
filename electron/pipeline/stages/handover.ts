/** Gives frames away while the next one is made: one at a time, in order. */
interface Handover {
  /** Starts to give one away once the one before is gone. @throws what went wrong with the one before */
  give(work: () => Promise<void>): Promise<void>;
  /** Waits for the last one. @throws what went wrong with it */
  finish(): Promise<void>;
  /** Waits for the last one, whatever became of it: nothing runs on behind an error. */
  settled(): Promise<void>;
}

export function createHandover(): Handover {
  let giving: Promise<void> = Promise.resolve();
  return {
    async give(work) {
      await giving;
      giving = work();
      giving.catch(() => undefined); // thrown where it is waited for
    },
    finish: () => giving,
    settled: () => giving.catch(() => undefined),
  };
}
