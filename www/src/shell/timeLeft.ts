/** How long a run of replicates still takes, by those that are in. */

import type { Progress } from "mindgap";

/** Before this long, in milliseconds, a pace says little. */
const SOON = 2_000;
/** What is over in fewer seconds needs no word. */
const SHORT = 10;

interface Point {
  at: number;
  done: number;
}

export class TimeLeft {
  #first: Point | undefined;
  #last: Point | undefined;

  /** In words: "about 7 minutes left"; absent while that cannot be told. */
  of({ phase, done, total }: Progress, at = performance.now()): string | undefined {
    if (phase !== "resample" || !total) return void (this.#first = undefined);
    // Another run begins with less than the one before it had.
    if (!this.#first || !this.#last || done < this.#last.done) this.#first = { at, done };
    this.#last = { at, done };
    const { at: since, done: had } = this.#first;
    if (done === had || at - since < SOON) return undefined;
    const seconds = (((at - since) / (done - had)) * (total - done)) / 1000;
    return seconds < SHORT ? undefined : `about ${inWords(seconds)} left`;
  }
}

/** "40 seconds", "1 minute", "2 hours". */
function inWords(seconds: number): string {
  if (seconds < 55) return `${10 * Math.ceil(seconds / 10)} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} minute${minutes === 1 ? "" : "s"}`;
  return `${Math.round(minutes / 60)} hours`;
}
