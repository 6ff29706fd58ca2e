/** How the report looks, on a screen and on paper. */

import { Markup } from "./markup.js";

export const css = new Markup(`
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #1c1e21; font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem; }
h1, h2, h3, p, li, dd, td, th, figcaption, caption { overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 0.6rem; border-bottom: 1px solid #d8dade; padding-bottom: 0.25rem; }
h3 { font-size: 1.02rem; margin: 1.6rem 0 0.4rem; }
.lead { font-size: 1.08rem; }
.mute, figcaption, caption { color: #5b6067; }
.warning { border-left: 3px solid #b3541e; padding-left: 0.75rem; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.2rem 1rem; }
dt { color: #5b6067; }
dd { margin: 0; }
.scroll { overflow-x: auto; margin: 0.9rem 0; }
table { border-collapse: collapse; font-size: 0.875rem; min-width: min(100%, 26rem); }
caption { text-align: left; padding-bottom: 0.3rem; }
th, td { padding: 0.25rem 1rem 0.25rem 0; border-bottom: 1px solid #e4e5e7; text-align: left; vertical-align: baseline; font-weight: 400; min-width: 3rem; max-width: 24rem; }
thead th { font-weight: 600; overflow-wrap: break-word; border-bottom-color: #8a9099; }
.number { text-align: right; white-space: nowrap; }
tbody .text { overflow-wrap: anywhere; }
figure { margin: 1.2rem 0; overflow-x: auto; }
svg { display: block; max-width: 100%; height: auto; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f4f4f2; padding: 0.7rem 0.9rem; border-radius: 4px; }
code { font: 0.92em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid #2b5fb3; }
@page { margin: 16mm 14mm; }
@media print {
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  .chapter { break-before: page; }
  h1, h2, h3, caption { break-after: avoid; }
  figure, tr, dl, pre, .warning { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll, figure { overflow: visible; }
  table { font-size: 8.5pt; }
  th, td { padding-right: 0.6rem; min-width: 0; }
  .number { white-space: normal; }
  a { color: inherit; }
}
`);
