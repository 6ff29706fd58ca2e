/** What the elements share. Every colour can be set from outside by its custom property: see `theme/tokens.ts`. */

import { css, unsafeCSS } from "lit";
import { chartStyles } from "../charts/styles.js";

/** What scrolls sideways fades at its end while more is there; the animation runs only where it scrolls. */
export const scrollCue = css`
  @keyframes more {
    from,
    95% {
      mask: linear-gradient(to right, black calc(100% - 2.5rem), transparent) no-repeat 0 0 / 100%
        100%;
    }
    to {
      mask: linear-gradient(to right, black calc(100% - 2.5rem), transparent) no-repeat 0 0 /
        calc(100% + 2.5rem) 100%;
    }
  }
  @supports (animation-timeline: scroll()) {
    @media screen {
      .frame {
        animation: more linear both;
        animation-timeline: scroll(self inline);
      }
    }
  }
`;

export const sharedStyles = [
  unsafeCSS(chartStyles),
  css`
    :host {
      display: block;
      color: var(--_ink);
      font: var(--_text) / 1.45 var(--_font);
      font-variant-numeric: tabular-nums;
    }
    :host([theme="light"]),
    :host(:state(light)) {
      color-scheme: light;
    }
    :host([theme="dark"]),
    :host(:state(dark)) {
      color-scheme: dark;
    }
    :host([theme="light"]),
    :host([theme="dark"]) {
      background: var(--_paper);
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
      padding: var(--_space-2) var(--_space-3);
      margin: var(--_space-2) 0;
    }
    .mute {
      color: var(--_mute);
    }
    @media (prefers-reduced-motion: no-preference) {
      progress {
        transition: opacity 0.2s;
      }
    }
    @media print {
      :host {
        color: black;
        background: white !important;
      }
    }
  `,
];
