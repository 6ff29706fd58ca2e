/** What the elements share. Every colour can be set from outside by its custom property. */

import { css, unsafeCSS } from "lit";
import { chartStyles } from "../charts/styles.js";

export const sharedStyles = [
  unsafeCSS(chartStyles),
  css`
    :host {
      display: block;
      color: var(--_ink);
      font:
        0.9375rem/1.45 system-ui,
        sans-serif;
      font-variant-numeric: tabular-nums;
    }
    :host([hidden]) {
      display: none;
    }
    button,
    input,
    select {
      font: inherit;
      color: inherit;
    }
    :focus-visible {
      outline: 2px solid var(--_accent);
      outline-offset: 2px;
    }
    .error {
      border-inline-start: 3px solid var(--_loss);
      padding: 0.4rem 0.8rem;
      margin: 0.6rem 0;
    }
    .mute {
      color: var(--_mute);
    }
    @media (prefers-reduced-motion: no-preference) {
      progress {
        transition: opacity 0.2s;
      }
    }
  `,
];
