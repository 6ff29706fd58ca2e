/**
 * Charts as part of the page. They were drawn here, but their labels came from files: whatever is
 * neither a shape nor text is taken out, so that nothing depends on who drew them.
 */

import { visible } from "mindgap/export";
import { Markup } from "./markup.js";

const SHAPES = new Set(
  "svg g path line polyline polygon rect circle ellipse text tspan defs clipPath linearGradient stop marker".split(
    " ",
  ),
);

/** The chart's markup, or nothing where the text is no SVG. It is called what it says, or by its caption. */
export function picture(svg: string, caption: string): Markup | undefined {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
  const root = parsed.documentElement;
  if (root.localName !== "svg") return undefined;
  for (const element of [...root.querySelectorAll("*")])
    if (!SHAPES.has(element.localName)) element.remove();
  removeUnseen(root);
  for (const element of [root, ...root.querySelectorAll("*")])
    for (const { name, value } of [...element.attributes])
      if (!harmless(name, value)) element.removeAttribute(name);
  const summary = visible(root.getAttribute("aria-label") || caption);
  // The chart is one picture here; what its marks say of themselves stands in the tables.
  for (const element of root.querySelectorAll("[role], [aria-label]")) {
    element.removeAttribute("role");
    element.removeAttribute("aria-label");
  }
  show(root);
  root.setAttribute("aria-label", summary);
  root.setAttribute("role", "img");
  return new Markup(new XMLSerializer().serializeToString(root));
}

/** Comments and the like: HTML ends them elsewhere than XML does. */
function removeUnseen(root: Element): void {
  const { SHOW_CDATA_SECTION, SHOW_COMMENT, SHOW_PROCESSING_INSTRUCTION } = NodeFilter;
  const what = SHOW_CDATA_SECTION | SHOW_COMMENT | SHOW_PROCESSING_INSTRUCTION;
  const unseen = document.createTreeWalker(root, what);
  const found: ChildNode[] = [];
  while (unseen.nextNode()) found.push(unseen.currentNode as ChildNode);
  for (const node of found) node.remove();
}

/** Writes out what cannot be seen in labels, as everywhere in the report. */
function show(root: Element): void {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.nodeValue = visible(texts.currentNode.nodeValue ?? "");
}

/** Scripts and addresses other than a place in the same picture are not. */
function harmless(name: string, value: string): boolean {
  if (/^on|^style$|^tabindex$/i.test(name)) return false;
  if (/href$|^src$/i.test(name)) return value.startsWith("#");
  return !/url\((?!["']?#)/i.test(value);
}
