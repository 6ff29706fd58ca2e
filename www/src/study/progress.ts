/**
 * How far the running call is. It has watchers of its own: batches of replicates arrive many times a
 * second, and nothing but the bar that shows them is redrawn.
 */

import type { Progress } from "mindgap";
import type { Watcher } from "./host.js";

export class Progressing {
  readonly #watchers = new Set<Watcher>();
  #now: Progress | undefined;

  /** Absent when nothing runs. */
  get now(): Progress | undefined {
    return this.#now;
  }

  set(progress: Progress | undefined): void {
    if (progress === this.#now) return;
    this.#now = progress;
    for (const watcher of this.#watchers) watcher();
  }

  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}
