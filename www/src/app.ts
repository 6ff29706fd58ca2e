/**
 * The leaderboard page: controls around the package's own elements.
 *
 * Ids that tests and links rely on: #study #file #ties #unit #method #level
 * #replicates #seed #search #scale #filters #progress #cancel #error #report
 * #remap #mapping #copy-link #downloads #comments #gap #scores-file #join #names
 * #gap-done #gap-error #gap-answer #gap-intervals #gap-settings #benchmarks #power.
 */

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { MindgapChart } from "mindgap/elements";
import { comments } from "./comments.js";
import { controls } from "./controls.js";
import { downloads } from "./downloads.js";
import { gapSection } from "./gap/section.js";
import { GapSession, type GapSettings } from "./gap/session.js";
import { columnsOf, mapping } from "./mapping.js";
import { method } from "./method.js";
import { moreVotes } from "./moreVotes.js";
import { report } from "./report.js";
import { Session } from "./session.js";
import { fromHash, toHash, type State } from "./state.js";
import { ties } from "./ties.js";
import { studies, type Study } from "./studies.js";
import type { Board, ReadOptions, Report, Sort } from "./types.js";

export class App extends LitElement {
  static override properties = {
    state: { state: true },
    mapping: { state: true },
    dragging: { state: true },
    copied: { state: true },
  };

  declare state: State;
  /** The dialog that maps columns is open. */
  declare mapping: boolean;
  declare dragging: boolean;
  declare copied: boolean;

  readonly #session = new Session(
    () => this.requestUpdate(),
    (votes, board) => void this.#gap.run(votes, board, this.#gapSettings()),
  );
  readonly #gap = new GapSession(
    () => this.#session.mindgap(),
    () => this.requestUpdate(),
  );
  #observed: Element | undefined;
  readonly #observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.#gap.want();
    },
    { rootMargin: "100px" },
  );
  #file: File | undefined;
  /** Hash of the file that a link asked for; another may have been given. */
  #expected = "";
  /** Filters of a link that these votes do not have. */
  #ignored: string[] = [];
  #options: ReadOptions = {};
  /** Typing in a field asks once it rests. */
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.state = fromHash(location.hash);
    this.#expected = this.state.data;
    this.mapping = this.dragging = this.copied = false;
  }

  /** The page's own style sheet reaches in: no shadow here. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", () => this.#follow());
    addEventListener("dragover", (event) => this.#drag(event));
    addEventListener(
      "dragleave",
      (event) => (this.dragging = event.relatedTarget !== null && this.dragging),
    );
    addEventListener("drop", (event) => this.#drop(event));
    this.#readStudy();
  }

  protected override updated(): void {
    const section = this.querySelector("#gap");
    // Before all charts have their places the section stands where it does not belong.
    if (!section || !this.#session.shown.record || this.#observed === section) return;
    this.#observed = section;
    this.#observer.disconnect();
    this.#observer.observe(section);
  }

  /** Another link was followed. */
  #follow(): void {
    if (location.hash.replace(/^#/, "") === toHash(this.state)) return;
    const before = this.state;
    this.state = fromHash(location.hash);
    this.#expected = this.state.data;
    if (this.state.study !== before.study || this.state.data !== before.data) this.#readStudy();
    else void this.#session.rank(this.state);
  }

  /** Takes a change of settings into the link, and asks anew where figures depend on it. */
  #set(change: Partial<State>): void {
    this.#show({ ...this.state, ...change });
    const every = (names: string[]): boolean =>
      Object.keys(change).every((name) => names.includes(name));
    if (every(["scale", "search", "sort", "intervals"])) return;
    if (every(["k", "merge", "inflation", "effects"])) {
      const { votes, board } = this.#session.shown;
      if (votes && board) void this.#gap.run(votes, board, this.#gapSettings());
      return;
    }
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => void this.#session.rank(this.state), 150);
  }

  /** The state, and the link to it. */
  #show(state: State): void {
    this.state = state;
    this.copied = false;
    history.replaceState(null, "", `#${toHash(state)}`);
  }

  #gapSettings(): GapSettings {
    const { k, merge, inflation, effects } = this.state;
    return { k, mergeAbove: merge, mostInflation: inflation, effects };
  }

  /** Reads the link's study; a link to a file of the reader's own waits for it. */
  #readStudy(): void {
    const study = studies.find(({ id }) => id === this.state.study);
    this.#file = undefined;
    this.#options = {};
    this.mapping = false;
    this.#gap.outdate();
    if (!study) return this.#session.clear();
    const file = new URL(study.file, document.baseURI);
    void this.#session.read(file, {}, (report) => this.#settle(report, ""));
    this.#readScoresOf(study);
  }

  /** Settings for what was read: the filters that it has, and its hash in the link. */
  #settle(report: Report, data: string): State {
    const has = ([name, value]: [string, string]): boolean =>
      report.facets.some(
        (facet) => facet.name === name && facet.values.some((v) => v.value === value),
      );
    const filters = Object.entries(this.state.where);
    this.#ignored = filters.filter((filter) => !has(filter)).map((filter) => filter.join(" = "));
    this.#show({ ...this.state, data, where: Object.fromEntries(filters.filter(has)) });
    return this.state;
  }

  /** The scores that ship with a study, or none. */
  #readScoresOf({ scores }: Study): void {
    if (!scores) return this.#gap.clear();
    void this.#gap.read(new URL(scores.file, document.baseURI), scores.about, scores.names);
  }

  #chooseStudy(id: string): void {
    clearTimeout(this.#resting);
    this.#expected = "";
    this.#show({ ...this.state, study: id, data: "", where: {} });
    this.#readStudy();
  }

  async #readFile(file: File, options: ReadOptions = {}): Promise<void> {
    clearTimeout(this.#resting);
    const before = this.state.data;
    this.#file = file;
    this.#options = options;
    this.mapping = false;
    this.#gap.outdate();
    this.#show({ ...this.state, study: "" });
    await this.#session.read(file, options, (report) => {
      // Filters of another file mean nothing here.
      if (report.hash !== before) this.state = { ...this.state, where: {} };
      return this.#settle(report, report.hash);
    });
    if (this.#file === file && this.#session.shown.error?.code === "no-columns")
      this.mapping = true;
  }

  #drag(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.dragging = true;
  }

  #drop(event: DragEvent): void {
    this.dragging = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void this.#take(files);
  }

  /** Votes, scores, or both at once. */
  async #take(files: File[]): Promise<void> {
    for (const file of files.slice(0, 2)) {
      if (await this.#session.holdsScores(file)) await this.#readScores(file);
      else await this.#readFile(file);
    }
  }

  async #readScores(file: File): Promise<void> {
    this.#gap.want();
    await this.#gap.read(file, file.name, {});
  }

  async #copyLink(): Promise<void> {
    await navigator.clipboard
      .writeText(location.href)
      .catch(() => prompt("The link to what you see", location.href));
    this.copied = true;
  }

  override render(): TemplateResult {
    const { state } = this;
    const { votes, board, record, more, error, progress, cancelled } = this.#session.shown;
    const study = studies.find(({ id }) => id === state.study);
    return html`
      <header class="top">
        <div>
          <h1>mindgap</h1>
          <p>
            Models ranked from pairwise human votes, and how far benchmarks predict them, computed
            in this tab: nothing you drop here leaves it.
          </p>
        </div>
        ${this.#theme()}
      </header>

      <section class="source" aria-label="Votes">
        <label
          >Study
          <select
            id="study"
            @change=${(event: Event) => this.#chooseStudy((event.target as HTMLSelectElement).value)}
          >
            ${studies.map(({ id, name }) => html`<option value=${id} .selected=${live(id === state.study)}>${name}</option>`)}
            ${study ? nothing : html`<option value="" .selected=${live(true)}>${this.#file?.name ?? "your own file"}</option>`}
          </select>
        </label>
        <label class="file"
          >or drop a vote file anywhere, or
          <input
            id="file"
            type="file"
            accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,.gz"
            @change=${(event: Event) => this.#chosen(event)}
          />
        </label>
        <p class="about">
          ${
            study
              ? html`${study.simulated ? html`<strong class="tag">simulated</strong> ` : nothing}${study.about}
                ${study.source ? html` Source: <a href=${study.source.href} rel="noreferrer">${study.source.label}</a>.` : nothing}`
              : this.#file
                ? html`${this.#file.name}, ${(this.#file.size / 1e6).toFixed(2)} MB.`
                : html`This link belongs to a file with hash <code>${state.data}</code>: drop that
                    file here to see its figures.`
          }
          ${this.#expected && votes && votes.report.hash !== this.#expected ? html`<strong>This is another file than the link’s (${this.#expected.slice(0, 8)}…).</strong>` : nothing}
          ${votes && this.#ignored.length > 0 ? html`These votes have no ${this.#ignored.join(", ")}: left out of the filter.` : nothing}
        </p>
      </section>

      ${
        error
          ? html`<div id="error" class="error" role="alert">
              <p>${sentence(error.message)}</p>
              ${columnsOf(error).length > 0 ? html`<button @click=${() => (this.mapping = true)}>Choose the columns by hand</button>` : nothing}
            </div>`
          : nothing
      }
      ${
        this.mapping
          ? mapping({
              columns: error
                ? columnsOf(error)
                : (votes?.report.columns.map(({ name }) => name) ?? []),
              preview: (error?.["preview"] as string[][] | undefined) ?? [],
              chosen:
                this.#options.columns ??
                Object.fromEntries(
                  (votes?.report.columns ?? []).flatMap(({ name, role }) =>
                    role in roleParts ? [[roleParts[role], name]] : [],
                  ),
                ),
              close: () => (this.mapping = false),
              use: (columns) => this.#remap({ ...this.#options, columns }),
            })
          : nothing
      }
      ${controls({ state, report: votes?.report, board, set: (change) => this.#set(change) })}

      <div class="status" aria-live="polite">
        ${
          progress
            ? html`<label id="progress"
                  ><progress
                    max=${progress.total ?? 1}
                    .value=${progress.total ? progress.done : 0}
                  ></progress>
                  ${
                    progress.phase === "read"
                      ? "reading"
                      : html`${progress.done.toLocaleString("en")} of
                        ${progress.total?.toLocaleString("en")} replicates; intervals below are
                        sandwich intervals until then`
                  }</label
                >
                <button id="cancel" @click=${() => void this.#session.cancel()}>Cancel</button>`
            : board
              ? html`<span id="done" data-intervals=${board.bootstrap ? "bootstrap" : "sandwich"}>
                  ${cancelled ? "Cancelled: " : ""}${
                    board.bootstrap
                      ? `${board.bootstrap.replicates.toLocaleString("en")} replicates over ${board.bootstrap.unit}s in ${board.provenance.seconds.toFixed(2)} s`
                      : "sandwich intervals"
                  }
                </span>`
              : nothing
        }
      </div>

      ${
        board
          ? html`<main>
              ${study?.simulated ? html`<p class="note"><strong class="tag">simulated</strong> These models do not exist.</p>` : nothing}
              ${
                board.warnings.length > 0
                  ? html`<ul class="warnings">
                      ${board.warnings.map((warning) => html`<li>${warning}</li>`)}
                    </ul>`
                  : nothing
              }
              <mindgap-table
                .board=${board}
                .scale=${state.scale}
                .search=${state.search}
                .sort=${state.sort}
                @mindgap-sort=${(event: CustomEvent<Sort>) => this.#set({ sort: event.detail })}
              ></mindgap-table>
              <p class="provenance">
                mindgap ${board.provenance.version}; ${board.fit.votes.toLocaleString("en")} votes;
                ties ${board.fit.ties}; level ${state.level};
                ${board.provenance.seed === undefined ? "" : `seed ${board.provenance.seed}; `}${backend(board)},
                ${board.provenance.workers} worker${board.provenance.workers === 1 ? "" : "s"}; data
                <code title="xxh3-128 of the file">${board.provenance.dataHash}</code>
              </p>
              <div class=${board.models.length > 12 ? "charts many" : "charts"}>
                <mindgap-chart kind="ranking" .board=${board} .scale=${state.scale}></mindgap-chart>
                ${board.samples?.length ? html`<mindgap-chart kind="distribution" .board=${board} .scale=${state.scale}></mindgap-chart>` : nothing}
                ${board.rankShares ? html`<mindgap-chart kind="ranks" .board=${board}></mindgap-chart>` : nothing}
                ${record ? html`<mindgap-chart kind="head-to-head" .board=${board} .record=${record}></mindgap-chart>` : nothing}
              </div>
              ${
                votes
                  ? gapSection({
                      session: this.#gap,
                      votes,
                      state,
                      about: study?.scores?.about,
                      set: (change) => this.#set(change),
                      read: (file) => void this.#readScores(file),
                    })
                  : nothing
              }
              ${more ? moreVotes(more) : nothing}
              ${board.tieModels ? ties(board.tieModels) : nothing}
              ${comments(this.#session.shown.comments, (offset) => void this.#session.page(state, offset))}
              <section id="downloads">
                <h2>Take it along</h2>
                <button id="copy-link" @click=${() => void this.#copyLink()}>
                  ${this.copied ? "Link copied" : "Copy link to what you see"}
                </button>
                ${downloads(board, record, (kind) => this.querySelector<MindgapChart>(`mindgap-chart[kind="${kind}"]`)?.toSVG())}
              </section>
            </main>`
          : nothing
      }
      ${votes ? report(votes.report, () => (this.mapping = true), this.#file !== undefined) : nothing}
      ${method}
      ${this.dragging ? html`<div class="drop">Drop a vote file to rank it, a table of scores to compare it with</div>` : nothing}
    `;
  }

  #chosen(event: Event): void {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (file) void this.#readFile(file);
    // The same file can be chosen again after a change.
    input.value = "";
  }

  #remap(options: ReadOptions): void {
    if (this.#file) void this.#readFile(this.#file, options);
  }

  #theme(): TemplateResult {
    const set = (event: Event): void => {
      document.documentElement.dataset["theme"] = (event.target as HTMLSelectElement).value;
    };
    return html`<label class="theme"
      >Theme
      <select id="theme" @change=${set}>
        <option value="">system</option>
        <option value="light">light</option>
        <option value="dark">dark</option>
      </select></label
    >`;
  }
}

/** The parts of a report's columns, as options name them. */
const roleParts: Record<string, string> = {
  model_a: "modelA",
  model_b: "modelB",
  winner: "winner",
  judge: "judge",
  time: "time",
  text: "text",
  count: "count",
  wins: "wins",
  losses: "losses",
  ties: "ties",
};

/** What drew the replicates and, of a GPU, how far its figures are another machine's. */
function backend({ provenance: { backend, gpu } }: Board): string {
  if (!gpu?.agreement) return backend;
  return `${[backend, gpu.name].filter(Boolean).join(" on ")} (${gpu.agreement})`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
