/** Cancelling, and batches short enough for it to show at once. */

/**
 * An answer, unless the signal comes first. Then nobody waits for the answer:
 * `discard` gets it when it comes, to give back what it holds.
 */
export async function orAborted<T>(
  answer: Promise<T>,
  signal: AbortSignal | undefined,
  discard?: (answer: T) => void,
): Promise<T> {
  if (!signal) return answer;
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      answer.then(discard, () => undefined);
      reject(signal.reason as Error);
    };
  });
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort);
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** A batch this long keeps progress steady and gives the thread back soon after a call is cancelled. */
const BATCH_MILLISECONDS = 25;

/** How much to do in one batch: little at first, then what fits the time. */
export class Pace {
  size: number;
  readonly #milliseconds: number;

  constructor(size: number, milliseconds = BATCH_MILLISECONDS) {
    this.size = size;
    this.#milliseconds = milliseconds;
  }

  /** Learns from a batch; one lucky measurement at most doubles the next. */
  learn(done: number, milliseconds: number): void {
    const scale = this.#milliseconds / Math.max(milliseconds, 0.1);
    this.size = Math.max(1, Math.ceil(done * Math.min(scale, 2)));
  }
}
