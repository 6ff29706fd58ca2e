/** What the charts need of a style sheet: adopt it, or put it on the page. */

import { printTokens, tokens } from "../theme/tokens.js";

export const chartStyles = `
:host, .mindgap-figure {
${tokens}
}
.mindgap-figure { margin: 0; color: var(--_ink); font-family: var(--_font); }
.mindgap-figure figcaption { font-weight: 600; font-size: var(--_text); margin-block-end: var(--_space-2); }
.mindgap-figure .frame { overflow-x: auto; }
.mindgap-figure .detail { color: var(--_mute); font-size: var(--_text-small); margin: var(--_space-1) 0 0; min-height: 2.6em; }
.mindgap-figure .notes { font-size: var(--_text-small); margin: var(--_space-1) 0 0; padding-inline-start: 1.2em; }
.mindgap-figure details { font-size: var(--_text-small); color: var(--_mute); }
.mindgap-figure summary { cursor: pointer; inline-size: fit-content; }
.mindgap-figure .data { max-block-size: 24rem; overflow: auto; margin-block-start: var(--_space-2); }
.mindgap-figure .data table { border-collapse: collapse; color: var(--_ink); font-variant-numeric: tabular-nums; }
.mindgap-figure .data :is(th, td) { padding: var(--_space-1) var(--_space-2); text-align: end; border-block-end: 1px solid var(--_line); font-weight: 400; }
.mindgap-figure .data :is(th:first-child, td:first-child) { text-align: start; }
.mindgap-figure button { font: inherit; color: var(--_accent); background: none; border: 0; padding: 0; cursor: pointer; text-decoration: underline; }
.mindgap-plot { display: block; height: auto; overflow: visible; font: 12px/1 var(--_font); font-variant-numeric: tabular-nums; }
.mindgap-plot text, .mindgap-plot tspan { white-space: pre; }
.mindgap-plot [role="img"] { cursor: default; outline: none; }
.mindgap-plot [role="img"]:focus-visible, .mindgap-plot [role="img"]:hover { stroke: var(--_ink); stroke-width: 1.5; }
@media print {
  :host, .mindgap-figure { ${printTokens} }
  .mindgap-figure .frame { overflow: visible; }
  .mindgap-figure :is(.pointing, details:not([open])) { display: none; }
  .mindgap-figure .detail { min-height: 0; }
}
`;
