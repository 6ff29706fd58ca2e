/** What the charts need of a style sheet: adopt it, or put it on the page. */
export const chartStyles = `
:host, .mindgap-figure {
  --mindgap-ink: light-dark(#1c1e21, #e8e6e1);
  --mindgap-mute: light-dark(#6a6f76, #9aa0a8);
  --mindgap-line: light-dark(#e4e5e7, #33373d);
  --mindgap-band: light-dark(#f4f3ef, #1f2328);
  --mindgap-paper: light-dark(#ffffff, #15181c);
  --mindgap-accent: light-dark(#2b5fb3, #8db4f5);
  --mindgap-win: light-dark(#2b5fb3, #5d8fe0);
  --mindgap-loss: light-dark(#c4622d, #d9803f);
}
.mindgap-figure { margin: 0; color: var(--mindgap-ink); }
.mindgap-figure figcaption { font-weight: 600; font-size: 0.9rem; margin-block-end: 0.4rem; }
.mindgap-figure .frame { overflow-x: auto; }
.mindgap-figure .detail { color: var(--mindgap-mute); font-size: 0.85rem; margin: 0.3rem 0 0; min-height: 2.6em; }
.mindgap-figure .notes { font-size: 0.85rem; margin: 0.3rem 0 0; padding-inline-start: 1.2em; }
.mindgap-plot { display: block; height: auto; overflow: visible; font: 12px/1 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
.mindgap-plot text, .mindgap-plot tspan { white-space: pre; }
.mindgap-plot [role="img"] { cursor: default; outline: none; }
.mindgap-plot [role="img"]:focus-visible, .mindgap-plot [role="img"]:hover { stroke: var(--mindgap-ink); stroke-width: 1.5; }
`;
