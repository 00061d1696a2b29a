/** What the bar needs to know of one stage of a job. */
export interface ProgressStep {
  /** Share of the whole, in any unit common to all steps. */
  readonly weight: number;
  /** From earlier runs; null when nothing was measured yet. */
  readonly estimatedSeconds: number | null;
  readonly finished: boolean;
}

/** Share of a stage that its own steps can fill; the rest is earned when its files are on disk. */
const beforeCommit = 0.98;
/** Below this share of a stage its own pace says too little. */
const enoughToMeasure = 0.1;

/** Progress of one job: a constant denominator, and 1 only when every stage is on disk. Pure: time is passed in. */
export class JobProgress {
  readonly #steps: { weight: number; estimatedSeconds: number | null; fraction: number }[];
  readonly #total: number;
  #running: { ordinal: number; startedAt: number } | null = null;

  constructor(steps: readonly ProgressStep[]) {
    const sum = steps.reduce((total, step) => total + step.weight, 0);
    this.#steps = steps.map((step) => ({
      weight: sum > 0 ? step.weight : 1,
      estimatedSeconds: step.estimatedSeconds,
      fraction: step.finished ? 1 : 0,
    }));
    this.#total = sum > 0 ? sum : Math.max(1, steps.length);
  }

  /** A stage begins, or begins again after a crash. `nowSeconds` is any steady clock. */
  begin(ordinal: number, nowSeconds: number): void {
    this.#running = { ordinal, startedAt: nowSeconds };
    const step = this.#steps[ordinal];
    if (step) step.fraction = 0;
  }

  report(ordinal: number, done: number, of: number): void {
    const step = this.#steps[ordinal];
    if (step && of > 0) step.fraction = Math.max(step.fraction, beforeCommit * Math.min(1, Math.max(0, done / of)));
  }

  /** The stage is on disk. */
  finish(ordinal: number): void {
    const step = this.#steps[ordinal];
    if (step) step.fraction = 1;
    this.#running = null;
  }

  stageFraction(ordinal: number): number {
    return this.#steps[ordinal]?.fraction ?? 0;
  }

  /** The job, 0..1. */
  get fraction(): number {
    if (this.#steps.length > 0 && this.#steps.every((step) => step.fraction === 1)) return 1;
    const done = this.#steps.reduce((sum, step) => sum + step.weight * step.fraction, 0);
    return Math.min(0.999, done / this.#total);
  }

  /** Seconds until the job is done; null while it cannot honestly be said. */
  secondsLeft(nowSeconds: number): number | null {
    // Before the plan is made nothing is known.
    if (this.#steps.length === 0) return null;
    let left = 0;
    for (const [ordinal, step] of this.#steps.entries()) {
      if (step.fraction === 1) continue;
      const seconds =
        this.#running?.ordinal === ordinal
          ? this.#leftOfRunning(step, nowSeconds - this.#running.startedAt)
          : step.estimatedSeconds;
      if (seconds === null) return null;
      left += seconds;
    }
    return left;
  }

  /** The estimate counts at the beginning of a stage, its own pace more and more towards its end. */
  #leftOfRunning(step: { estimatedSeconds: number | null; fraction: number }, elapsed: number): number | null {
    const { estimatedSeconds, fraction } = step;
    if (fraction < enoughToMeasure) return estimatedSeconds === null ? null : Math.max(0, estimatedSeconds - elapsed);
    const paced = elapsed / fraction;
    const total = estimatedSeconds === null ? paced : (1 - fraction) * estimatedSeconds + fraction * paced;
    return Math.max(0, total - elapsed);
  }
}
