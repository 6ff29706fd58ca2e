/** Importing this file registers the element of a table of scores; the gap's charts are `<mindgap-chart>`'s. */

import { MindgapBenchmarks } from "./benchmarks.js";

customElements.define("mindgap-benchmarks", MindgapBenchmarks);

declare global {
  interface HTMLElementTagNameMap {
    "mindgap-benchmarks": MindgapBenchmarks;
  }
}

export { MindgapBenchmarks };
export type { BenchmarkSort } from "./benchmarks.js";
