/** What all elements have in common: the design's colours, in light and in dark. */

import { LitElement, type PropertyDeclarations, type PropertyValues } from "lit";
import { behind, watchScheme } from "./scheme.js";
import { sharedStyles } from "./styles.js";

/** `auto` follows what lies behind the element, whether or not the page states its `color-scheme`. */
export type Theme = "auto" | "light" | "dark";

export class MindgapElement extends LitElement {
  static override properties: PropertyDeclarations = { theme: { reflect: true } };
  static override styles = sharedStyles;

  /** Attribute `theme`. Default `"auto"`. */
  declare theme: Theme;

  readonly #internals = this.attachInternals();
  #unwatch: (() => void) | undefined;

  constructor() {
    super();
    this.theme = "auto";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // One inside another has its colours from there.
    const host = (this.getRootNode() as Partial<ShadowRoot>).host;
    if (!(host instanceof MindgapElement)) {
      this.#unwatch = watchScheme(() => this.#follow());
      this.#follow();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.#unwatch = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("theme") && this.#unwatch) this.#follow();
  }

  /** Light or dark, as what lies behind. */
  #follow(): void {
    this.#paint(undefined);
    this.#paint(this.theme === "auto" ? behind(this) : undefined);
  }

  #paint(page: { colour: string; dark: boolean } | undefined): void {
    const { states } = this.#internals;
    for (const name of ["light", "dark"]) states.delete(name);
    if (!page) return void this.style.removeProperty("--_behind");
    states.add(page.dark ? "dark" : "light");
    this.style.setProperty("--_behind", page.colour);
  }
}

/** Registers an element, unless another copy of this package was there first. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
