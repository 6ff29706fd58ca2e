/** The shell around the views: header, navigation, files in, what is shown and what runs. */

import { Task } from "@lit/task";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { MindgapError } from "mindgap";
import type { State, ViewName } from "../study/address.js";
import { Watch } from "../study/host.js";
import { Study } from "../study/study.js";
import { asking, asks, type Said } from "./asking.js";
import { Comments } from "./comments.js";
import { Dropping, take } from "./drop.js";
import { mapping } from "./mapping.js";
import { aboutVotes, element, navigation, titles } from "./routes.js";
import { drawRest, Seen } from "./seen.js";
import { source } from "./source.js";
import { Status } from "./status.js";
import { sentence } from "./words.js";

customElements.define("mindgap-comments", Comments);
customElements.define("mindgap-seen", Seen);
customElements.define("mindgap-status", Status);

/** Boards that took longer, in seconds, are compared and drawn only where somebody looks. */
const SHORT = 5;

export class App extends LitElement {
  static override properties = { mapping: { state: true } };

  /** The dialog that maps columns is open. */
  declare mapping: boolean;

  readonly #study = new Study(location.hash);
  readonly #dropping = new Dropping(
    this,
    (files, folders) => void take(this.#study, files, folders),
  );
  readonly #view = new Task(this, {
    args: () => [this.#study.state.view],
    task: async ([view]) => ({ view, element: await element(view, this.#study) }),
  });
  /** The view, and the model that it is about, that have had their title and their focus. */
  #entered: string | undefined;
  #failed: MindgapError | undefined;

  constructor() {
    super();
    this.mapping = false;
    new Watch(this, () => this.#study);
  }

  /** The page's own style sheet reaches in: no shadow here. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.#follow);
    addEventListener("popstate", this.#follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.#follow);
    removeEventListener("popstate", this.#follow);
  }

  readonly #follow = (): void => this.#study.follow(location.hash);

  protected override willUpdate(): void {
    const { refused } = this.#study.trial;
    const error = refused?.error ?? this.#study.ballots.error;
    if (error === this.#failed) return;
    this.#failed = error;
    const needed = error?.code === "no-columns" || asks(error);
    this.mapping = needed && (refused ?? this.#study.file) !== undefined;
  }

  protected override updated(): void {
    const { ballots, scored } = this.#study;
    const seconds = ballots.ranked?.board.provenance.seconds ?? Infinity;
    drawRest(seconds < SHORT && !scored.busy);
    const { theme } = this.#study.state;
    if (theme) document.documentElement.dataset["theme"] = theme;
    else delete document.documentElement.dataset["theme"];
    const { view, model } = this.#study.state;
    const shown = this.#view.value;
    if (shown?.view !== view || this.#entered === `${view} ${model}`) return;
    const first = this.#entered === undefined;
    this.#entered = `${view} ${model}`;
    void this.#enter(shown.element as LitElement, first);
  }

  /** The focus moves with the view, but not to the first one. */
  async #enter(entered: LitElement, first: boolean): Promise<void> {
    const { view, model } = this.#study.state;
    const title = view === "model" && model ? model : titles[view];
    document.title =
      view === "start" ? "mindgap: rank models from human votes" : `${title} · mindgap`;
    if (first) return;
    await entered.updateComplete;
    scrollTo(0, 0);
    const heading = entered.renderRoot.querySelector("h1");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  override render(): TemplateResult {
    const study = this.#study;
    const { view } = study.state;
    return html`
      ${this.#header(view)}
      <main @choose-columns=${this.#remap} @mindgap-docs=${this.#turn}>
        ${aboutVotes(view) ? source(study, () => (this.mapping = true)) : nothing}
        ${this.#view.render({
          complete: ({ element }) => element,
          pending: () => this.#view.value?.element,
          error: (error) => this.#lost(error),
        })}
      </main>
      ${this.mapping ? this.#dialog() : nothing}
      ${this.#dropping.over ? html`<div class="drop-here">Drop votes to rank them, a table of scores to compare them with</div>` : nothing}
    `;
  }

  /** What the reader has to say of the file, or may say otherwise. */
  #dialog(): TemplateResult {
    const { ballots, trial, options } = this.#study;
    const { refused } = trial;
    const error = refused?.error ?? ballots.error;
    const props = {
      options: refused?.given.options ?? options,
      closed: () => (this.mapping = false),
      use: (said: Said) => this.#study.readAs(said),
    };
    if (asks(error)) return asking({ error, ...props });
    return mapping({ error, report: refused ? undefined : ballots.votes?.report, ...props });
  }

  #header(view: ViewName): TemplateResult {
    const study = this.#study;
    const current = (name: ViewName): "page" | "true" | typeof nothing =>
      name === view ? "page" : name === "leaderboard" && view === "model" ? "true" : nothing;
    return html`<header class="top">
      <a class="skip" href=${study.href()} @click=${this.#skip}>Skip to the content</a>
      <a class="brand" href=${study.href({ view: "start" })} aria-current=${current("start")}
        ><img src="./favicon.svg" alt="" width="20" height="20" />mindgap</a
      >
      <nav aria-label="Views">
        ${navigation.map((name) => html`<a href=${study.href({ view: name, model: "", page: "", section: "" })} aria-current=${current(name)}>${titles[name]}</a>`)}
      </nav>
      ${this.#theme()}
    </header>`;
  }

  #theme(): TemplateResult {
    const { theme } = this.#study.state;
    const set = (event: Event): void =>
      this.#study.set({ theme: (event.target as HTMLSelectElement).value as State["theme"] });
    const option = (value: State["theme"], label: string): TemplateResult =>
      html`<option value=${value} .selected=${live(value === theme)}>${label}</option>`;
    return html`<label class="theme"
      ><span class="visually-hidden">Theme</span>
      <select id="theme" @change=${set}>
        ${option("", "System theme")} ${option("light", "Light")} ${option("dark", "Dark")}
      </select></label
    >`;
  }

  #lost(error: unknown): TemplateResult {
    const { message } = error as Error;
    return html`<div class="error" role="alert">
      <p>This part of the site could not be loaded. ${sentence(message)}</p>
      <button @click=${() => void this.#view.run()}>Try again</button>
    </div>`;
  }

  /** Another page of the docs: a step in the address as any other. */
  readonly #turn = (event: CustomEvent<{ page: string; section?: string }>): void => {
    const { page, section = "" } = event.detail;
    event.preventDefault();
    this.#study.go("docs", { page, section });
    Object.assign(event.target as Element, { page, section });
  };

  /** Of what is shown, not of a file that was not taken. */
  readonly #remap = (): void => {
    this.#study.trial.end();
    this.#failed = this.#study.ballots.error;
    this.mapping = true;
  };

  readonly #skip = (event: Event): void => {
    event.preventDefault();
    this.querySelector<HTMLElement>("main h1")?.focus();
  };
}
