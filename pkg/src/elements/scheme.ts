/** Whether what lies behind an element is light or dark: not every dark page says so by its `color-scheme`. */

export interface Behind {
  /** The nearest opaque background. */
  colour: string;
  dark: boolean;
}

/** Absent where nothing behind the element has a colour of its own: then the browser's canvas shows. */
export function behind(element: Element): Behind | undefined {
  for (let at: Element | null = element; at; at = above(at)) {
    const { backgroundColor } = getComputedStyle(at);
    const light = lightness(backgroundColor);
    if (light !== undefined) return { colour: backgroundColor, dark: light < 0.5 };
  }
  return undefined;
}

/** The parent in the page as it is drawn: through slots and out of shadow trees. */
function above(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

/** Perceived, 0 to 1; absent for what lets through what is behind it. */
function lightness(colour: string): number | undefined {
  const [red = 0, green = 0, blue = 0, alpha = 1] = bytes(colour);
  if (alpha < 0.5) return undefined;
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}

let canvas: CanvasRenderingContext2D | null | undefined;

/** A computed colour's red, green and blue up to 255, and its alpha up to 1. */
function bytes(colour: string): number[] {
  const known = /^rgba?\(([^)]*)\)$/.exec(colour);
  if (known?.[1]) return known[1].split(/[\s,/]+/).map(Number);
  // Other notations (oklch, color-mix): whatever a canvas makes of them.
  canvas ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!canvas) return [0, 0, 0, 0];
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}

const watchers = new Set<() => void>();
let watching: { stop(): void } | undefined;

/** Calls when a page changes its theme: by the system's setting, or by an attribute of `html` or `body`. */
export function watchScheme(changed: () => void): () => void {
  watchers.add(changed);
  watching ??= watch();
  return () => {
    watchers.delete(changed);
    if (watchers.size > 0) return;
    watching?.stop();
    watching = undefined;
  };
}

function watch(): { stop(): void } {
  const tell = (): void => watchers.forEach((changed) => changed());
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", tell);
  const observer = new MutationObserver(tell);
  for (const element of [document.documentElement, document.body])
    observer.observe(element, { attributes: true });
  return {
    stop() {
      system.removeEventListener("change", tell);
      observer.disconnect();
    },
  };
}
