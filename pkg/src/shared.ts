/** A runner that callers share. */

import { orAborted } from "./cancel.js";
import { closed } from "./errors.js";
import type { Host } from "./host.js";
import type { Runner } from "./runner.js";

/**
 * A runner that is started when a caller first asks for it, and again when it has died or could not
 * start: once, however many callers wait. Closed, it stays closed: who waits for it is told at once,
 * and a start under way leaves no thread behind.
 */
export class SharedRunner<H = Host> {
  readonly #start: (signal: AbortSignal) => Promise<Runner<H>>;
  readonly #closing = new AbortController();
  #starting: Promise<Runner<H>> | undefined;
  #runner: Runner<H> | undefined;

  /** `start` is to give up when its signal says so. */
  constructor(start: (signal: AbortSignal) => Promise<Runner<H>>) {
    this.#start = start;
  }

  /** The runner; rejects with `closed`, or with why it could not be started. */
  async get(): Promise<Runner<H>> {
    const { signal } = this.#closing;
    signal.throwIfAborted();
    if (this.#runner && !this.#runner.dead) return this.#runner;
    return orAborted((this.#starting ??= this.#begin(signal)), signal);
  }

  close(): void {
    this.#closing.abort(closed());
    this.#runner?.close();
  }

  async #begin(signal: AbortSignal): Promise<Runner<H>> {
    try {
      const runner = await this.#start(signal);
      this.#runner = runner;
      if (signal.aborted) runner.close();
      return runner;
    } finally {
      this.#starting = undefined;
    }
  }
}
