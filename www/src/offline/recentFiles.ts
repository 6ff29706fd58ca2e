/** `<mindgap-recent-files>`: the box to tick, and the files that were remembered since. */

import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import {
  forget,
  recent,
  remember,
  remembering,
  setRemembering,
  type RecentFile,
} from "./recent.js";
import { size as inBytes } from "../shell/words.js";

/** Fires `mindgap-open` with the `File` when a reader chooses one. */
export class RecentFiles extends LitElement {
  static override properties = { files: { state: true }, on: { state: true } };
  static override styles = css`
    :host {
      display: block;
      font-size: var(--_text-small, 0.875rem);
    }
    label {
      display: inline-flex;
      gap: 0.4rem;
      align-items: center;
      min-block-size: 1.5rem;
    }
    ul {
      list-style: none;
      margin: 0.4rem 0 0;
      padding: 0;
    }
    li {
      display: flex;
      gap: 0.75rem;
      align-items: baseline;
      overflow-wrap: anywhere;
    }
    button {
      font: inherit;
      color: var(--_accent);
      background: none;
      border: 0;
      padding: 0.2rem 0;
      min-block-size: 1.5rem;
      cursor: pointer;
      text-align: start;
      overflow-wrap: anywhere;
    }
    button:hover {
      text-decoration: underline;
    }
    .forget,
    small {
      color: var(--_mute);
    }
    :focus-visible {
      outline: 2px solid var(--_accent);
      outline-offset: 2px;
    }
  `;

  declare files: RecentFile[];
  declare on: boolean;

  constructor() {
    super();
    this.files = [];
    this.on = remembering();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#list();
  }

  /** Keeps a file that was opened, where the reader asked for it. */
  async keep(file: File): Promise<void> {
    if (await remember(file)) await this.#list();
  }

  async #list(): Promise<void> {
    this.files = await recent();
  }

  async #ask(event: Event): Promise<void> {
    this.on = (event.target as HTMLInputElement).checked;
    await setRemembering(this.on);
    await this.#list();
  }

  async #forget(name: string): Promise<void> {
    await forget(name);
    await this.#list();
  }

  #open({ file }: RecentFile): void {
    this.dispatchEvent(
      new CustomEvent<File>("mindgap-open", { detail: file, bubbles: true, composed: true }),
    );
  }

  override render(): TemplateResult {
    const { files } = this;
    return html`<label
        ><input
          type="checkbox"
          .checked=${this.on}
          @change=${(event: Event) => void this.#ask(event)}
        />
        Remember my files on this device</label
      >
      ${
        files.length > 0
          ? html`<ul aria-label="Recent files">
              ${files.map((one) => this.#row(one))}
            </ul>`
          : nothing
      }`;
  }

  #row(one: RecentFile): TemplateResult {
    const { name, size, opened } = one;
    return html`<li>
      <button class="open" @click=${() => this.#open(one)}><bdi>${name}</bdi></button>
      <small>${inBytes(size)}, ${opened.toLocaleDateString("en-CA")}</small>
      <button class="forget" aria-label="Forget ${name}" @click=${() => void this.#forget(name)}>
        Forget
      </button>
    </li>`;
  }
}

if (!customElements.get("mindgap-recent-files"))
  customElements.define("mindgap-recent-files", RecentFiles);
