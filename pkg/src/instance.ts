/** The board's module on this thread: one instance, however many hosts it has. */

import * as generated from "../wasm/mindgap.js";
import * as style from "../wasm/mindgap_style.js";
import { Host } from "./host.js";

export type Wasm = typeof generated;
/** What counts the style of responses. */
export type StyleColumns = style.StyleColumns;

/** A host on this thread's instance. */
export function boardHost(module: WebAssembly.Module): Host {
  generated.initSync({ module });
  return new Host(generated, (module) => {
    style.initSync({ module });
    return new style.StyleColumns();
  });
}
