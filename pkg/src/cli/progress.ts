/** How far a long call is, on a terminal that is looked at. */

import type { CallOptions } from "../types.js";
import type { Output } from "./terminal.js";

/** Nobody needs to be told of what is done before they could read it. */
const PATIENCE = 1000;

export interface Meter {
  /** For the calls that are looked at. */
  call: CallOptions;
  /** Takes the line away. */
  clear(): void;
}

export function meter(err: Output): Meter {
  const started = performance.now();
  let shown = "";
  const show = (text: string): void => {
    if (text === shown) return;
    shown = text;
    err.write(`\r\u001b[K${text}`);
  };
  return {
    call: {
      onProgress({ phase, done, total }) {
        if (!err.isTTY || !total || performance.now() - started < PATIENCE) return;
        show(
          `${phase === "read" ? "reading" : "resampling"}: ${Math.floor((100 * done) / total)} %`,
        );
      },
    },
    clear() {
      if (shown) show("");
    },
  };
}
