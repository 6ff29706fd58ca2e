/** What every command is. */

import type { Output } from "./terminal.js";
import type { Given, Help } from "./usage.js";

/** Where a command writes results, and everything else. */
export interface Streams {
  out: Output;
  err: Output;
}

export interface Command {
  help: Help;
  /** Answers the exit status: 0 done or holds, 1 differs. Throws what failed. */
  run(given: Given, streams: Streams): Promise<number>;
}
