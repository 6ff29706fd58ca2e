/** What there is to take along: a link, an embedded leaderboard, a report, files. */

import "mindgap/elements";
import "./style.css";
import { html, nothing, type TemplateResult } from "lit";
import { View } from "../../shell/view.js";
import { downloads } from "./downloads.js";
import { tag } from "./tag.js";

export class ShareView extends View {
  static override properties = { ...View.properties, copied: { state: true } };

  /** What was copied last. */
  declare copied: string;
  protected override readonly needs = ["votes", "record"] as const;

  constructor() {
    super();
    this.copied = "";
  }

  override render(): TemplateResult {
    const { study } = this;
    const { board, record } = study.ballots;
    const link = new URL(study.href({ view: "leaderboard" }), location.href).href;
    return html`<h1 tabindex="-1">Share</h1>
      <section class="part">
        <h2>A link</h2>
        <p>
          It opens the leaderboard with these settings.
          ${study.file ? "It names your file by its hash and does not carry it: whoever opens the link drops the same file." : nothing}
        </p>
        ${this.#copyable("copy-link", "Link", link)}
      </section>
      <section class="part">
        <h2>In a page of yours</h2>
        <p>
          Put the vote file beside the page. The leaderboard is computed by whoever reads it, with
          filters and search.
        </p>
        ${this.#copyable("copy-tag", "Tag", tag(study))}
        ${
          board
            ? html`<figure class="frame">
                <figcaption class="mute">Preview</figcaption>
                <mindgap-table .board=${board.value} .scale=${study.state.scale}></mindgap-table>
              </figure>`
            : nothing
        }
      </section>
      <section id="downloads" class="part">
        <h2>Files</h2>
        <p>Figures can be downloaded below each of them, on their own pages.</p>
        <p class="row">${board ? downloads(board.value, record?.value) : nothing}</p>
      </section>`;
  }

  #copyable(id: string, what: string, text: string): TemplateResult {
    return html`<div class="copyable">
      <pre tabindex="0" role="group" aria-label=${what}><code>${text}</code></pre>
      <button id=${id} @click=${() => void this.#copy(what, text)}>
        ${this.copied === text ? `${what} copied` : `Copy ${what.toLowerCase()}`}
      </button>
    </div>`;
  }

  async #copy(what: string, text: string): Promise<void> {
    await navigator.clipboard.writeText(text).catch(() => prompt(what, text));
    this.copied = text;
  }
}
