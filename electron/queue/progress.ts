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
/** Below this share of the whole bar a job without earlier runs to compare with foretells nothing. */
const enoughBar = 0.25;
/** Share of the foreseen time that must have passed for a job's own pace to count half. */
const doubtOfPace = 0.05;

/** Progress of one job: a constant denominator, and 1 only when every stage is on disk. Pure: time is passed in. */
export class JobProgress {
  readonly #steps: { weight: number; estimatedSeconds: number | null; fraction: number; tookSeconds: number | null }[];
  readonly #total: number;
  #running: { ordinal: number; startedAt: number } | null = null;

  constructor(steps: readonly ProgressStep[]) {
    const sum = steps.reduce((total, step) => total + step.weight, 0);
    this.#steps = steps.map((step) => ({
      weight: sum > 0 ? step.weight : 1,
      estimatedSeconds: step.estimatedSeconds,
      fraction: step.finished ? 1 : 0,
      tookSeconds: null,
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

  /** The stage is on disk. One that was not begun was there before and says nothing about the pace. */
  finish(ordinal: number, nowSeconds: number): void {
    const step = this.#steps[ordinal];
    if (step) {
      step.fraction = 1;
      if (this.#running?.ordinal === ordinal) step.tookSeconds = nowSeconds - this.#running.startedAt;
    }
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
    const elapsed = this.#running ? Math.max(0, nowSeconds - this.#running.startedAt) : 0;
    const pace = this.#pace(elapsed);
    let left = 0;
    for (const [ordinal, step] of this.#steps.entries()) {
      if (step.fraction === 1) continue;
      const estimate = step.estimatedSeconds === null ? null : step.estimatedSeconds * pace;
      const seconds = this.#running?.ordinal === ordinal ? leftOfRunning(step.fraction, estimate, elapsed) : estimate;
      if (seconds === null) return this.#leftByBar(elapsed);
      left += seconds;
    }
    return left;
  }

  /**
   * How much slower (above 1) or quicker this job goes than earlier ones did: a machine that is busy with something else is so for
   * the stages to come as well. The less was seen of the job, the nearer to 1.
   */
  #pace(elapsedOfRunning: number): number {
    let foreseen = 0;
    let taken = 0;
    let all = 0;
    for (const [ordinal, { estimatedSeconds, fraction, tookSeconds }] of this.#steps.entries()) {
      if (estimatedSeconds === null) continue;
      all += estimatedSeconds;
      if (tookSeconds !== null) {
        foreseen += estimatedSeconds;
        taken += tookSeconds;
      } else if (this.#running?.ordinal === ordinal && fraction >= enoughToMeasure && fraction < 1) {
        foreseen += estimatedSeconds * fraction;
        taken += elapsedOfRunning;
      }
    }
    const doubt = all * doubtOfPace;
    return doubt > 0 ? (doubt + taken) / (doubt + foreseen) : 1;
  }

  /** With a stage that never ran here, all there is to go by is the bar, once enough of it was filled by this very run. */
  #leftByBar(elapsedOfRunning: number): number | null {
    let filled = 0;
    let taken = 0;
    for (const [ordinal, { weight, fraction, tookSeconds }] of this.#steps.entries()) {
      if (tookSeconds === null && this.#running?.ordinal !== ordinal) continue;
      filled += weight * fraction;
      taken += tookSeconds ?? elapsedOfRunning;
    }
    const left = this.#steps.reduce((sum, { weight, fraction }) => sum + weight * (1 - fraction), 0);
    return filled / this.#total < enoughBar ? null : (taken / filled) * left;
  }
}

/** The estimate counts at the beginning of a stage, its own pace more and more towards its end. */
function leftOfRunning(fraction: number, estimate: number | null, elapsed: number): number | null {
  if (fraction < enoughToMeasure) return estimate === null ? null : Math.max(0, estimate - elapsed);
  const paced = elapsed / fraction;
  const total = estimate === null ? paced : (1 - fraction) * estimate + fraction * paced;
  return Math.max(0, total - elapsed);
}
