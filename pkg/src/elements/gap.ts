/** Importing this file registers the elements of benchmark scores; their charts are `<mindgap-chart>`'s. */

import { MindgapBenchmarks } from "./benchmarks.js";
import { define } from "./element.js";
import { MindgapCorrelations, MindgapForest } from "./gap-charts.js";
import "./index.js";

define("mindgap-benchmarks", MindgapBenchmarks);
define("mindgap-correlations", MindgapCorrelations);
define("mindgap-forest", MindgapForest);

declare global {
  interface HTMLElementTagNameMap {
    "mindgap-benchmarks": MindgapBenchmarks;
    "mindgap-correlations": MindgapCorrelations;
    "mindgap-forest": MindgapForest;
  }
}

export { MindgapBenchmarks, MindgapCorrelations, MindgapForest };
export type { BenchmarkSort } from "./benchmarks.js";
