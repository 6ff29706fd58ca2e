/** `<mindgap-from-address>`: asks the reader before it asks a server, then shows what came. */

import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Board } from "mindgap";
import { fetched, hosts, Refusal, wanted, type Wanted } from "./fetching.js";

/** A file that came, and where the page's elements find it. */
interface Fetched {
  file: File;
  src: string;
}

export class FromAddress extends LitElement {
  static override properties = {
    wanted: { state: true },
    fetching: { state: true },
    found: { state: true },
    failure: { state: true },
    hash: { state: true },
  };

  declare wanted: Wanted[];
  declare fetching: boolean;
  declare found: Partial<Record<Wanted["what"], Fetched>>;
  declare failure: string;
  /** Of the votes that are shown. */
  declare hash: string;

  #running = new AbortController();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.#begin);
    this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.#begin);
    this.#running.abort();
  }

  /** Another address: nobody is asked until the reader says so again. */
  readonly #begin = (): void => {
    this.#running.abort();
    this.#running = new AbortController();
    for (const { src } of Object.values(this.found ?? {})) URL.revokeObjectURL(src);
    Object.assign(this, { wanted: [], found: {}, failure: "", hash: "", fetching: false });
    try {
      this.wanted = wanted(location.hash);
    } catch (error) {
      this.#fail(error);
    }
  };

  async #fetch(): Promise<void> {
    const { signal } = this.#running;
    Object.assign(this, { fetching: true, failure: "" });
    try {
      const elements = import("mindgap/elements/gap");
      for (const one of this.wanted) {
        const file = await fetched(one, signal);
        const src = URL.createObjectURL(file);
        this.found = { ...this.found, [one.what]: { file, src } };
      }
      await elements;
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    } finally {
      if (!signal.aborted) this.fetching = false;
    }
  }

  #fail(error: unknown): void {
    this.failure =
      error instanceof Refusal
        ? error.message
        : "This page could not be loaded whole. Reload it to try again.";
  }

  #asked(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const address = new URLSearchParams();
    for (const what of ["votes", "scores"]) {
      const text = String(form.get(what) ?? "").trim();
      if (text) address.set(what, text);
    }
    location.hash = address.toString();
  }

  override render(): TemplateResult {
    const { wanted, failure, fetching, found } = this;
    const shown = !fetching && found.votes && !failure;
    return html`
      <h1>Open from an address</h1>
      ${failure ? html`<p class="failure" role="alert">${failure}</p>` : nothing}
      ${shown ? this.#results() : wanted.length > 0 ? this.#question() : this.#form()}
    `;
  }

  /** Whom it would ask, and for what. */
  #question(): TemplateResult {
    const { wanted, fetching } = this;
    const names = hosts(wanted).join(" and ");
    return html`
      <p>This page has asked nobody yet. If you go on, your browser asks:</p>
      <ul>
        ${wanted.map(
          ({ what, url }) =>
            html`<li><strong>${url.host}</strong> for the ${what}: <code>${url.href}</code></li>`,
        )}
      </ul>
      <p class="mute">
        Without cookies and without saying which page asks. The server sees your network address.
        What it sends stays in this tab.
      </p>
      <button type="button" ?disabled=${fetching} @click=${() => void this.#fetch()}>
        ${fetching ? `Fetching from ${names}…` : `Fetch from ${names}`}
      </button>
    `;
  }

  #form(): TemplateResult {
    return html`
      <p>
        A file of votes on a server that allows other sites to read it, and a table of benchmark
        scores, if you like. Nobody is asked before you confirm.
      </p>
      <form @submit=${(event: SubmitEvent) => this.#asked(event)}>
        <label>Votes <input name="votes" type="url" required placeholder="https://" /></label>
        <label>Scores <input name="scores" type="url" placeholder="https://" /></label>
        <button>Go on</button>
      </form>
    `;
  }

  #results(): TemplateResult {
    const { votes, scores } = this.found;
    const ready = ({ detail }: CustomEvent<Board>): void => {
      this.hash = detail.provenance.dataHash;
    };
    return html`
      <p>
        <bdi>${votes?.file.name}</bdi> from
        ${hosts(this.wanted.filter(({ what }) => what === "votes"))}.
        <a href=${votes?.src ?? ""} download=${votes?.file.name ?? ""}>Save the file</a>
        ${
          this.hash
            ? html` and
                <a href=${`../#view=leaderboard&data=${this.hash}`}
                  >drop it on the site for every setting</a
                >.`
            : nothing
        }
      </p>
      <mindgap-leaderboard
        src=${votes?.src ?? ""}
        @mindgap-ready=${(event: CustomEvent<Board>) => ready(event)}
      ></mindgap-leaderboard>
      ${
        scores
          ? html`<h2>Benchmarks and votes</h2>
              <mindgap-correlations
                src=${votes?.src ?? ""}
                scores=${scores.src}
              ></mindgap-correlations>
              <mindgap-benchmarks
                src=${votes?.src ?? ""}
                scores=${scores.src}
              ></mindgap-benchmarks>`
          : nothing
      }
    `;
  }
}

customElements.define("mindgap-from-address", FromAddress);
