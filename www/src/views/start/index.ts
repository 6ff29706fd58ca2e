/** The start: what this is, a live example, and where to drop files. Nothing is computed here. */

import "mindgap/elements";
import "./style.css";
import { Task } from "@lit/task";
import { html, nothing, type TemplateResult } from "lit";
import { opener } from "../../shell/drop.js";
import { View } from "../../shell/view.js";
import { examples, type Example } from "../../study/examples.js";
import type { Board } from "../../types.js";

/** The ranking of the first example, made with `mindgap rank`. */
const SNAPSHOT = "examples/pilot.json";

export class StartView extends View {
  readonly #board = new Task(this, {
    args: () => [],
    task: async (_, { signal }): Promise<Board> => {
      const answer = await fetch(new URL(SNAPSHOT, document.baseURI), { signal });
      return ((await answer.json()) as { board: Board }).board;
    },
  });

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
        <div class="drop-zone">
          <p><b>Drop votes here</b>, and a table of benchmark scores if you have one</p>
          ${opener(this.study, "Open files…")}
          <p class="mute">
            CSV, TSV or JSON Lines, also gzipped; columns such as <code>model_a</code>,
            <code>model_b</code>, <code>winner</code>
          </p>
        </div>
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

  #example(): TemplateResult {
    const [pilot] = examples;
    const board = this.#board.value;
    const hrefOf = (model: string): string =>
      this.study.exampleHref(pilot?.id ?? "", { view: "model", model });
    return html`<figure class="live frame">
      <figcaption>
        <b>TalkArena pilot</b>
        <span class="mute">5 speech models, 5,000 votes</span>
      </figcaption>
      <div class="place">
        ${board ? html`<mindgap-table .board=${board} .hrefOf=${hrefOf}></mindgap-table>` : nothing}
      </div>
      <p class="mute">
        The votes cannot tell models of one tier apart.
        <a href=${this.study.exampleHref(pilot?.id ?? "")}>Filter, resample and compare</a>
      </p>
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
