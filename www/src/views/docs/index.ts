/** `<mindgap-docs-view page="methods" section="ties">`: the docs, a page at a time. */

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { isPage, loadPage, PAGES, type Page, type PageId } from "./pages.js";
import { docsStyles } from "./styles.js";

/** A page of the docs, and a heading within it. */
export interface DocsPlace {
  page: PageId;
  section?: string;
}

/**
 * Shows what the address names, `#view=docs&page=methods&section=ties`. When a reader follows a link
 * within the docs it fires `mindgap-docs` ({@link DocsPlace}): whoever prevents it sets `page`,
 * `section` and the address. Otherwise the view does so itself and leaves the rest of the address
 * as it is.
 */
export class DocsView extends LitElement {
  static override properties = {
    page: { reflect: true },
    section: { reflect: true },
    shown: { state: true },
    failure: { state: true },
  };
  static override styles = docsStyles;

  /** Default `"start"`; a page that does not exist is that one too. */
  declare page: string;
  /** A heading to begin at. Default none: the top. */
  declare section: string;
  declare shown: { id: PageId; page: Page } | undefined;
  declare failure: boolean;

  #loading: PageId | undefined;

  constructor() {
    super();
    this.page = "start";
    this.section = "";
    this.failure = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#fromAddress();
    addEventListener("popstate", this.#fromAddress);
    addEventListener("hashchange", this.#fromAddress);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("popstate", this.#fromAddress);
    removeEventListener("hashchange", this.#fromAddress);
  }

  readonly #fromAddress = (): void => {
    const asked = new URLSearchParams(location.hash.slice(1));
    if (asked.get("view") !== "docs") return;
    this.page = asked.get("page") ?? "start";
    this.section = asked.get("section") ?? "";
  };

  /** The page asked for, where there is such. */
  get #id(): PageId {
    return isPage(this.page) ? this.page : "start";
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("page") && this.shown?.id !== this.#id) void this.#load(this.#id);
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("shown") && !changed.has("section")) return;
    const moved = changed.get("shown") !== undefined;
    if (this.shown?.id === this.#id && (this.section || moved)) this.#reveal(this.section);
  }

  async #load(id: PageId): Promise<void> {
    this.#loading = id;
    this.failure = false;
    try {
      const page = await loadPage(id);
      if (this.#loading === id) this.shown = { id, page };
    } catch {
      if (this.#loading === id) this.failure = true;
    }
  }

  /** Brings a heading into view and to the keyboard; without one, the page's own. */
  #reveal(section: string): void {
    const heading = section
      ? this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(section)}`)
      : this.renderRoot.querySelector<HTMLElement>("h1");
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView();
  }

  /** Links between pages stay within the view. */
  #followed(event: MouseEvent): void {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
      return;
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-page]");
    const { page, section } = link?.dataset ?? {};
    if (!page || !isPage(page)) return;
    event.preventDefault();
    const detail: DocsPlace = { page, ...(section && { section }) };
    const taken = !this.dispatchEvent(
      new CustomEvent("mindgap-docs", { detail, bubbles: true, composed: true, cancelable: true }),
    );
    if (!taken) {
      Object.assign(this, { page, section: section ?? "" });
      history.pushState(history.state, "", addressOf(detail));
    }
    if (this.shown?.id === page) this.#reveal(section ?? "");
  }

  override render(): TemplateResult {
    const { shown } = this;
    return html`<div class="docs" @click=${(event: MouseEvent) => this.#followed(event)}>
      <nav aria-label="Docs">
        <ul>
          ${PAGES.map(({ id, title }) => html`<li>${this.#link({ page: id }, title, id === this.#id)}</li>`)}
        </ul>
      </nav>
      ${
        this.failure
          ? html`<p role="alert">
              This page of the docs could not be loaded. Reload the site to try again.
            </p>`
          : shown
            ? html`<article>
                <h1 tabindex="-1">${shown.page.title}</h1>
                ${this.#contents(shown)} ${unsafeHTML(shown.page.html)}
              </article>`
            : html`<p role="status">Loading…</p>`
      }
    </div>`;
  }

  #link(place: DocsPlace, title: string, current: boolean): TemplateResult {
    const { page, section } = place;
    const href = `#view=docs&page=${page}${section ? `&section=${encodeURIComponent(section)}` : ""}`;
    return html`<a
      href=${href}
      data-page=${page}
      data-section=${section ?? nothing}
      aria-current=${current ? "page" : nothing}
      >${title}</a
    >`;
  }

  /** Second-level headings, where there are enough to get lost. */
  #contents({ id, page }: { id: PageId; page: Page }): TemplateResult | typeof nothing {
    const sections = page.sections.filter(({ level }) => level === 2);
    if (sections.length < 3) return nothing;
    const wide = matchMedia("(width >= 50rem)").matches;
    return html`<details class="contents" ?open=${wide}>
      <summary>On this page</summary>
      <nav aria-label="On this page">
        <ul>
          ${sections.map((section) => html`<li>${this.#link({ page: id, section: section.id }, section.title, false)}</li>`)}
        </ul>
      </nav>
    </details>`;
  }
}

/** The address as it is, but for the place in the docs. */
function addressOf({ page, section }: DocsPlace): string {
  const address = new URLSearchParams(location.hash.slice(1));
  address.set("view", "docs");
  address.set("page", page);
  if (section) address.set("section", section);
  else address.delete("section");
  return `#${address}`;
}

if (!customElements.get("mindgap-docs-view")) customElements.define("mindgap-docs-view", DocsView);
