/**
 * `<mindgap-seen>`: what takes time to draw or to compute is drawn when it comes near the screen, or
 * is printed, and otherwise once nothing else has been to do for a while: a page is often printed
 * without a word ahead of it, and what comes after that word is not on the paper. Who has just come
 * scrolls and searches first, and shall not wait for what nobody sees.
 */

import { LitElement, nothing } from "lit";

const unseen = new Set<Seen>();
/** Milliseconds after which a calm is one. */
const PAUSE = 3_000;
let pause: ReturnType<typeof setTimeout> | undefined;
let calm = false;
let drawing = false;

/** Says whether what is asked has been answered: a while later the rest is drawn, one after the other. */
export function drawRest(answered: boolean): void {
  if (!answered) {
    clearTimeout(pause);
    pause = undefined;
    calm = false;
  } else pause ??= setTimeout(begin, PAUSE);
}

function begin(): void {
  calm = true;
  next();
}

function next(): void {
  if (!calm || drawing || unseen.size === 0) return;
  drawing = true;
  whenIdle(async () => {
    const [first] = unseen;
    if (calm && first) {
      first.see();
      await first.updateComplete;
    }
    drawing = false;
    next();
  });
}

/** Not every browser tells when it is idle. */
function whenIdle(work: () => Promise<void>): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(() => void work());
  else setTimeout(() => void work(), 200);
}

export class Seen extends LitElement {
  static override properties = { content: { attribute: false }, seen: { state: true } };

  /** What to show. */
  declare content: () => unknown;
  declare seen: boolean;

  readonly #observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.see();
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
    addEventListener("beforeprint", this.see);
    unseen.add(this);
    next();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
  }

  override render(): unknown {
    return this.seen ? this.content() : nothing;
  }

  readonly see = (): void => {
    this.seen = true;
    this.#leave();
    this.dispatchEvent(new CustomEvent("seen"));
  };

  #leave(): void {
    this.#observer.disconnect();
    removeEventListener("beforeprint", this.see);
    unseen.delete(this);
  }
}
