/** `<mindgap-seen>`: what takes time to draw or to compute is drawn when it comes near the screen, or is printed. */

import { LitElement, nothing } from "lit";

export class Seen extends LitElement {
  static override properties = { content: { attribute: false }, seen: { state: true } };

  /** What to show. */
  declare content: () => unknown;
  declare seen: boolean;

  readonly #observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.#see();
    },
    { rootMargin: "300px" },
  );

  constructor() {
    super();
    this.seen = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.seen) return;
    this.#observer.observe(this);
    addEventListener("beforeprint", this.#see);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    removeEventListener("beforeprint", this.#see);
  }

  override render(): unknown {
    return this.seen ? this.content() : nothing;
  }

  readonly #see = (): void => {
    this.seen = true;
    this.#observer.disconnect();
    removeEventListener("beforeprint", this.#see);
    this.dispatchEvent(new CustomEvent("seen"));
  };
}
