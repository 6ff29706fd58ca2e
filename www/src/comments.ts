/** The judges' own words beside the figures. */

import { html, nothing, type TemplateResult } from "lit";
import type { CommentPage } from "./session.js";
import type { Comment } from "./types.js";

const PAGE = 10;

export function comments(
  page: CommentPage | undefined,
  turn: (offset: number) => void,
): TemplateResult | typeof nothing {
  if (!page || page.total === 0) return nothing;
  const { offset } = page;
  const go = (to: number) => (): void => turn(to);
  const last = Math.min(offset + PAGE, page.total);
  return html`<section id="comments">
    <h2>In their own words</h2>
    <ul>
      ${page.comments.map(
        ({ a, b, outcome, judge, text }) =>
          html`<li>
            <q>${text}</q>
            <span class="mute"
              >${a} against ${b}:
              ${said(outcome, a, b)}${judge === undefined ? "" : `, ${judge}`}</span
            >
          </li>`,
      )}
    </ul>
    <nav aria-label="Pages of comments">
      <button ?disabled=${offset === 0} @click=${go(Math.max(0, offset - PAGE))}>Earlier</button>
      <span
        >${(offset + 1).toLocaleString("en")} to ${last.toLocaleString("en")} of
        ${page.total.toLocaleString("en")}</span
      >
      <button ?disabled=${last >= page.total} @click=${go(offset + PAGE)}>Later</button>
    </nav>
  </section>`;
}

function said(outcome: Comment["outcome"], a: string, b: string): string {
  return {
    model_a: `${a} preferred`,
    model_b: `${b} preferred`,
    tie: "a tie",
    "tie (bothbad)": "both bad",
  }[outcome];
}
