/** Seconds looked back: short enough to follow a change of network, long enough not to jump. */
const windowSeconds = 8;
/** Below this nothing is claimed. */
const leastSeconds = 1;

/** How fast bytes come, over the last seconds. Pure: time is passed in, in seconds of any steady clock. */
export class Rate {
  #samples: { readonly at: number; readonly bytes: number }[] = [];

  /** `bytes` in all so far; less than before starts anew. */
  add(bytes: number, at: number): void {
    const last = this.#samples.at(-1);
    if (last && bytes < last.bytes) this.#samples = [];
    this.#samples.push({ at, bytes });
    // The oldest that is kept lies just outside the window, so that the window is always covered.
    while ((this.#samples[1]?.at ?? at) < at - windowSeconds) this.#samples.shift();
  }

  /** Null while too little was seen. */
  bytesPerSecond(now: number): number | null {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (!first || !last || now - first.at < leastSeconds) return null;
    return (last.bytes - first.bytes) / (now - first.at);
  }

  /** Null while nothing comes. */
  secondsLeft(bytesLeft: number, now: number): number | null {
    const rate = this.bytesPerSecond(now);
    return rate === null || rate <= 0 ? null : bytesLeft / rate;
  }
}
