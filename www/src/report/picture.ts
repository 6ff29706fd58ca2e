/**
 * Charts as part of the page. They were drawn here, but their labels came from files: whatever is
 * neither a shape nor text is taken out, so that nothing depends on who drew them.
 */

import { visible } from "mindgap/export";
import { Markup } from "./markup.js";

const SHAPES = new Set(
  "svg g path line polyline polygon rect circle ellipse text tspan title desc defs clipPath linearGradient stop marker".split(
    " ",
  ),
);

/** The chart's markup, or nothing where the text is no SVG. */
export function picture(svg: string): Markup | undefined {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
  const root = parsed.documentElement;
  if (root.localName !== "svg") return undefined;
  for (const element of [...root.querySelectorAll("*")])
    if (!SHAPES.has(element.localName)) element.remove();
  for (const element of [root, ...root.querySelectorAll("*")])
    for (const { name, value } of [...element.attributes])
      if (!harmless(name, value)) element.removeAttribute(name);
  show(root);
  root.setAttribute("role", "img");
  return new Markup(new XMLSerializer().serializeToString(root));
}

/** Writes out what cannot be seen in labels, as everywhere in the report. */
function show(root: Element): void {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.nodeValue = visible(texts.currentNode.nodeValue ?? "");
  for (const element of [root, ...root.querySelectorAll("[aria-label]")]) {
    const label = element.getAttribute("aria-label");
    if (label !== null) element.setAttribute("aria-label", visible(label));
  }
}

/** Scripts and addresses other than a place in the same picture are not. */
function harmless(name: string, value: string): boolean {
  if (/^on|^style$|^tabindex$/i.test(name)) return false;
  if (/href$|^src$/i.test(name)) return value.startsWith("#");
  return !/url\((?!["']?#)/i.test(value);
}
