/** A file beside the votes that are shown: these stay until it turns out to be one of votes. */

import type { Mindgap, MindgapError } from "mindgap";
import { passing } from "./passing.js";
import type { Progressing } from "./progress.js";
import type { Given } from "./votes.js";

/** A file that is not taken, and why. */
export interface Refused {
  given: Given;
  error: MindgapError;
}

interface Context {
  mindgap: () => Promise<Mindgap>;
  progress: Progressing;
  /** It is read, or whoever reads it will say what went wrong. */
  accept: (given: Given) => void;
  changed: () => void;
}

export class Trial {
  /** The last file that was tried, where it is no vote file. */
  refused: Refused | undefined;
  readonly #context: Context;
  #running: { given: Given; stop: AbortController } | undefined;

  constructor(context: Context) {
    this.#context = context;
  }

  /** The file that is being read. */
  get given(): Given | undefined {
    return this.#running?.given;
  }

  async start(given: Given): Promise<void> {
    this.end();
    const { progress, accept, changed } = this.#context;
    const running = (this.#running = { given, stop: new AbortController() });
    const { signal } = running.stop;
    progress.set({ phase: "read", done: 0 });
    try {
      const mindgap = await this.#context.mindgap();
      const onProgress = progress.set.bind(progress);
      const ready = await mindgap.readVotes(given.source, given.options, { signal, onProgress });
      if (signal.aborted) ready.free();
      else accept({ ...given, ready });
    } catch (error) {
      if (signal.aborted) return;
      // What is no fault of the file's is met again, with its way to try once more.
      if (passing(error as MindgapError)) accept(given);
      else this.refused = { given, error: error as MindgapError };
    } finally {
      if (this.#running === running) {
        this.#running = undefined;
        progress.set(undefined);
        changed();
      }
    }
  }

  /** Nobody waits for it any more, nor asks why it was not taken. */
  end(): void {
    this.refused = undefined;
    if (!this.#running) return;
    this.#running.stop.abort();
    this.#running = undefined;
    this.#context.progress.set(undefined);
  }
}
