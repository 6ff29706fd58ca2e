/** The start: what this is, a live example, and where to drop files. Nothing is computed here. */

import "mindgap/elements";
import "../../offline/recentFiles.js";
import "./style.css";
import { html, nothing, type TemplateResult } from "lit";
import { opener, take } from "../../shell/drop.js";
import { View } from "../../shell/view.js";
import { examples, type Example } from "../../study/examples.js";

/** The ranking of the first example: what `mindgap rank --head-to-head --out` wrote. */
const SNAPSHOT = "examples/pilot.json";

export class StartView extends View {
  override render(): TemplateResult {
    return html`<div class="start">
      <div class="intro">
        <h1 tabindex="-1">Which model do people prefer, and how sure can one be?</h1>
        <p>
          mindgap ranks models from pairwise human votes, with intervals from resampling, and shows
          how far benchmark scores predict those votes.
        </p>
        <p>
          Everything is computed in this tab: no server, no account, and no file that you drop here
          leaves your machine.
        </p>
        <p>
          Every figure has its seed and the hash of its data in a link, so that anybody with the
          file gets the same one.
        </p>
      </div>
      <div class="drop-zone">
        <p><b>Drop votes here</b>, and a table of benchmark scores if you have one</p>
        ${opener(this.study, "Open files…")}
        <p class="mute">
          CSV, TSV, JSON Lines, also gzipped, or Parquet; columns such as <code>model_a</code>,
          <code>model_b</code>, <code>winner</code>. Or
          <a href="./address/">open a file on the web</a>.
        </p>
        <mindgap-recent-files
          @mindgap-open=${(event: CustomEvent<File>) => void take(this.study, [event.detail])}
        ></mindgap-recent-files>
      </div>
      ${this.#example()}
      <section class="examples" aria-label="Example studies">
        <h2>Or begin with an example</h2>
        <ul>
          ${examples.map((example) => this.#card(example))}
        </ul>
      </section>
    </div>`;
  }

  /** Shown without WebAssembly until somebody asks for more than was written down. */
  #example(): TemplateResult {
    const [pilot] = examples;
    return html`<figure class="live frame">
      <figcaption>
        <b>${pilot?.name}</b>
        <span class="mute">${pilot?.about}</span>
        <a href=${this.study.exampleHref(pilot?.id ?? "")}>Open it</a>
      </figcaption>
      <mindgap-leaderboard
        snapshot=${new URL(SNAPSHOT, document.baseURI).href}
        src=${new URL(pilot?.file ?? "", document.baseURI).href}
        rows="5"
      ></mindgap-leaderboard>
    </figure>`;
  }

  #card({ id, name, about, simulated, scores }: Example): TemplateResult {
    return html`<li>
      <a href=${this.study.exampleHref(id)}>${name}</a>
      ${simulated ? html`<strong class="tag">simulated</strong>` : nothing}
      <p class="mute">${about}</p>
      ${
        scores
          ? html`<p>
              <a href=${this.study.exampleHref(id, { view: "benchmarks" })}
                >With benchmark scores</a
              >
            </p>`
          : nothing
      }
    </li>`;
  }
}
