/** What there is to take along: a link, an embedded leaderboard, a report, files. */

import "mindgap/elements";
import "./style.css";
import { html, nothing, type TemplateResult } from "lit";
import { View } from "../../shell/view.js";
import type { Board } from "../../types.js";
import { download } from "../../export/index.js";
import { files } from "./files.js";
import { report } from "./report.js";
import { tag } from "./tag.js";

export class ShareView extends View {
  static override properties = {
    ...View.properties,
    copied: { state: true },
    making: { state: true },
  };

  /** What was copied last. */
  declare copied: string;
  /** The report is being made. */
  declare making: boolean;
  protected override readonly needs = ["votes", "record"] as const;

  constructor() {
    super();
    this.copied = "";
    this.making = false;
  }

  override render(): TemplateResult {
    const { study } = this;
    const { board, record } = study.ballots;
    const gap = study.scored.gapOfVotes?.value;
    const { script, checked, element } = tag(study);
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
        ${this.#copyable("copy-tag", "Tag", `${script}\n${element}`)}
        <details>
          <summary>With hashes, so that the browser refuses any other script</summary>
          ${this.#copyable("copy-checked", "Tag with hashes", `${checked}\n${element}`)}
        </details>
        ${board ? this.#preview(board.value) : nothing}
      </section>
      <section class="part">
        <h2>A report</h2>
        <p>
          One page with everything: what was read and left out, settings, ranking, pairs,
          figures${gap ? ", benchmarks" : nothing}, and the command that gives the same figures. It
          holds no script, and prints to PDF.
        </p>
        <p>
          <button
            id="report-html"
            class="main"
            ?disabled=${this.making || !record?.current}
            @click=${() => void this.#report(link)}
          >
            ${this.making ? "Drawing the figures…" : "Download the report"}
          </button>
        </p>
      </section>
      <section id="downloads" class="part">
        <h2>Files</h2>
        <p>Figures can be downloaded below each of them, on their own pages.</p>
        ${
          board
            ? files({
                board: board.value,
                record: record?.value,
                gap,
                scale: study.state.scale,
              })
            : nothing
        }
      </section>`;
  }

  /** Live where the page can read the votes again; of the reader's own file, what it shows at first. */
  #preview(board: Board): TemplateResult {
    const { example, state } = this.study;
    const { ties, unit, method, replicates, seed, level, where, scale } = state;
    const src = example && new URL(example.file, document.baseURI).href;
    return html`<figure class="frame">
      <figcaption class="mute">Preview</figcaption>
      ${
        src
          ? html`<mindgap-leaderboard
              src=${src}
              .ties=${ties}
              .unit=${unit}
              .method=${method}
              .replicates=${replicates}
              .seed=${seed}
              .level=${level}
              .where=${where}
              .scale=${scale}
              rows=${board.models.length}
            ></mindgap-leaderboard>`
          : html`<mindgap-leaderboard .board=${board} .scale=${scale}></mindgap-leaderboard>`
      }
    </figure>`;
  }

  async #report(link: string): Promise<void> {
    this.making = true;
    try {
      const page = await report(this.study, link);
      if (page) download("report.html", page);
    } finally {
      this.making = false;
    }
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
