/** `<mindgap-comments>`: the judges' own words, page by page; of all votes, or of one model's. */

import { Task } from "@lit/task";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Votes, Where } from "mindgap";
import type { Comment } from "../types.js";
import { count } from "./words.js";

const PAGE = 10;
/** Read at once, where those of one model are looked for. */
const CHUNK = 500;

interface Page {
  comments: Comment[];
  /** Of the first one shown. */
  offset: number;
  /** Absent where they have not all been looked through. */
  total?: number;
  more: boolean;
}

/** Nothing where the votes carry no text. */
export function comments(votes: Votes, where: Where, model = ""): TemplateResult | typeof nothing {
  if (!votes.report.columns.some(({ role }) => role === "text")) return nothing;
  return html`<mindgap-comments
    .votes=${votes}
    .where=${where}
    .model=${model}
  ></mindgap-comments>`;
}

export class Comments extends LitElement {
  static override properties = {
    votes: { attribute: false },
    where: { attribute: false },
    model: {},
    offset: { state: true },
  };

  declare votes: Votes;
  declare where: Where;
  /** Empty: of all. */
  declare model: string;
  declare offset: number;

  readonly #page = new Task(this, {
    args: () => [this.votes, JSON.stringify(this.where), this.model, this.offset],
    task: async ([votes, , model, offset], { signal }): Promise<Page> => {
      if (model) return ofModel(votes, this.where, model, offset, signal);
      const { total, comments } = await votes.comments(this.where, { offset, limit: PAGE });
      return { comments, offset, total, more: offset + PAGE < total };
    },
  });

  constructor() {
    super();
    this.offset = 0;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Of other votes the first page is shown. */
  protected override willUpdate(changed: Map<string, unknown>): void {
    const others = changed.has("votes") || changed.has("model") || changed.has("where");
    if (others) this.offset = 0;
  }

  override render(): TemplateResult | typeof nothing {
    const page = this.#page.value;
    if (!page || page.comments.length === 0) return nothing;
    const go = (to: number) => (): void => void (this.offset = to);
    const { offset, total, more } = page;
    const whole = total === undefined ? "" : ` of ${count(total)}`;
    const shown = `${count(offset + 1)} to ${count(offset + page.comments.length)}${whole}`;
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
        <span>${shown}</span>
        <button ?disabled=${!more} @click=${go(offset + PAGE)}>Later</button>
      </nav>
    </section>`;
  }
}

/** A page of one model's: all are looked through until it is full. */
async function ofModel(
  votes: Votes,
  where: Where,
  model: string,
  offset: number,
  signal: AbortSignal,
): Promise<Page> {
  const found: Comment[] = [];
  let total = Infinity;
  for (let from = 0; from < total && found.length <= offset + PAGE; from += CHUNK) {
    const chunk = await votes.comments(where, { offset: from, limit: CHUNK });
    signal.throwIfAborted();
    total = chunk.total;
    found.push(...chunk.comments.filter(({ a, b }) => a === model || b === model));
  }
  const more = found.length > offset + PAGE;
  return { comments: found.slice(offset, offset + PAGE), offset, more };
}

function said(outcome: Comment["outcome"], a: string, b: string): string {
  return {
    model_a: `${a} preferred`,
    model_b: `${b} preferred`,
    tie: "a tie",
    "tie (bothbad)": "both bad",
  }[outcome];
}
